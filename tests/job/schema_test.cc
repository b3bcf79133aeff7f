// The published schema of job files against the reader: the same keys, the same examples.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/job/job_file_samples.h"
#include "tests/job/schema_check.h"
#include "tuner/job/scalars.h"

namespace tuner {
namespace {

using Json = nlohmann::json;

const std::filesystem::path kSource = TUNER_SOURCE_DIR;

Json schema() { return Json::parse(std::ifstream(kSource / "docs/job-file.schema.json")); }

Json to_json(const Node& node) {
  if (node.kind == Node::Kind::kNull) return nullptr;
  if (node.kind == Node::Kind::kScalar) {
    if (node.quoted) return node.text;
    if (const auto boolean = parse_boolean(node.text)) return *boolean;
    if (const auto whole = parse_whole<std::int64_t>(node.text)) return *whole;
    if (const auto whole = parse_whole<std::uint64_t>(node.text)) return *whole;
    if (const auto number = parse_number(node.text)) return *number;
    return node.text;
  }
  Json json = node.kind == Node::Kind::kList ? Json::array() : Json::object();
  for (const Node& child : node.children) {
    if (node.kind == Node::Kind::kList) json.push_back(to_json(child));
    if (node.kind == Node::Kind::kMapping) json[child.key] = to_json(child);
  }
  return json;
}

Json parsed(const std::string& text) {
  return to_json(*parse_document(text, DocumentFormat::kYaml, "job.yaml"));
}

// What the reader lists as known where it meets a key that resembles none.
std::set<std::string> keys_known_in(const std::string& text) {
  std::set<std::string> keys;
  for (const std::string& problem : problems_in(text)) {
    const std::string marker = "unknown key 'qqqqqqqqqqqqqqqq'; known here are ";
    const std::size_t at = problem.find(marker);
    if (at == std::string::npos) continue;
    std::istringstream list(problem.substr(at + marker.size()));
    for (std::string name; std::getline(list >> std::ws, name, ',');)
      keys.insert(name.substr(1, name.size() - 2));
  }
  return keys;
}

std::set<std::string> keys_of(const Json& properties) {
  std::set<std::string> keys;
  for (const auto& [key, unused] : properties.items()) keys.insert(key);
  return keys;
}

TEST(JobFileSchema, HasTheKeysThatTheReaderKnows) {
  const Json whole = schema();
  const Json& defs = whole["$defs"];
  const std::string key = "qqqqqqqqqqqqqqqq: 1";
  EXPECT_EQ(keys_known_in(key), keys_of(whole["properties"]));
  EXPECT_EQ(keys_known_in("limits: {" + key + "}"), keys_of(defs["limits"]["properties"]));
  EXPECT_EQ(keys_known_in("completion: {" + key + "}"), keys_of(defs["completion"]["properties"]));
  EXPECT_EQ(keys_known_in("breaker: {" + key + "}"), keys_of(defs["breaker"]["properties"]));
  EXPECT_EQ(keys_known_in("resource: {" + key + "}"), keys_of(defs["resource"]["properties"]));
  EXPECT_EQ(keys_known_in("early_stopping: {" + key + "}"),
            keys_of(defs["early_stopping"]["properties"]));
  EXPECT_EQ(keys_known_in("objective: {" + key + "}"), keys_of(defs["objective"]["properties"]));
  EXPECT_EQ(keys_known_in("constraints: [{" + key + "}]"),
            keys_of(defs["constraint"]["properties"]));
  EXPECT_EQ(keys_known_in("warm_start: {" + key + "}"), keys_of(defs["warm_start"]["properties"]));
  EXPECT_EQ(keys_known_in("metrics: {m: {" + key + "}}"),
            keys_of(defs["metric"]["oneOf"][1]["properties"]));
  EXPECT_EQ(keys_known_in("channels: {c: {" + key + "}}"),
            keys_of(defs["channel"]["oneOf"][1]["properties"]));
  EXPECT_EQ(keys_known_in("definitions: [{" + key + "}]"),
            keys_of(defs["definition"]["properties"]));
  for (const std::string type : {"continuous", "integer", "categorical"}) {
    EXPECT_EQ(keys_known_in("parameters: {p: {type: " + type + ", " + key + "}}"),
              keys_of(defs[type]["properties"]));
  }
}

TEST(JobFileSchema, EveryExampleIsValidAndIsRead) {
  const SchemaCheck check(schema());
  std::vector<std::filesystem::path> files;
  for (const char* folder : {"examples", "tests/fuzz/job_file_corpus"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(kSource / folder)) {
      const std::string name = entry.path().filename();
      if (entry.path().extension() == ".yaml" && name != "catalogue.yaml" && name != "server.yaml")
        files.push_back(entry.path());
    }
  }
  EXPECT_GE(files.size(), 3u);
  for (const auto& file : files) {
    const auto document = read_document(file);
    ASSERT_TRUE(document) << file;
    EXPECT_EQ(check.problem(to_json(*document)), "") << file;
    const auto job = read_job_file(file);
    EXPECT_TRUE(job) << to_string(job.error().front());
  }
}

TEST(JobFileSchema, TheExamplesOfTheDocumentAreValid) {
  std::ifstream stream(kSource / "docs/job-file.md");
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  const std::string fence = "```yaml\n";
  int examples = 0;
  for (std::size_t at = 0; (at = text.find(fence + "name:", at)) != std::string::npos; ++examples) {
    at += fence.size();
    const std::string example = text.substr(at, text.find("```", at) - at);
    EXPECT_EQ(SchemaCheck(schema()).problem(parsed(example)), "") << example;
    EXPECT_THAT(problems_in(example), ::testing::IsEmpty()) << example;
  }
  EXPECT_EQ(examples, 3);
}

TEST(JobFileSchema, WhatTheReaderRefusesByFormTheSchemaRefusesToo) {
  const SchemaCheck check(schema());
  ASSERT_EQ(check.problem(parsed(small_file())), "");
  for (const std::string extra : {"early_stoping: median",
                                  "early_stopping: yes",
                                  "early_stopping: {percentil: 2}",
                                  "early_stopping: {after: many}",
                                  "resource: {parameter: epochs}",
                                  "strategy: [a]",
                                  "breaker: yes",
                                  "breaker: {failures: many}",
                                  "breaker: {after: 10m}",
                                  "completion: {converged: soon}",
                                  "completion: {targets: 1}",
                                  "completion: {not_improving: -1}",
                                  "seed: -1",
                                  "seed: 1.5",
                                  "grace: soon",
                                  "retries: many",
                                  "parameters: {x: {type: integer, min: 0}}",
                                  "parameters: {x: {type: real, min: 0, max: 1}}",
                                  "parameters: {x: {type: categorical, values: []}}",
                                  "parameters: {x: {type: integer, min: 0, max: 1, foo: 1}}",
                                  "forbidden: {x: 1}",
                                  "forbidden: [x]",
                                  "forbidden: [{}]",
                                  "forbidden: [{x: {}}]",
                                  "forbidden: [{x: {above: 1}}]",
                                  "forbidden: [{x: []}]",
                                  "forbidden: [{sum: {}, above: 1}]",
                                  "forbidden: [{sum: {x: 1}}]",
                                  "forbidden: [{sum: {x: 1}, above: 1, below: 0}]",
                                  "forbidden: [{sum: {x: a}, above: 1}]",
                                  "forbidden: [{sum: {x: 1}, over: 1}]",
                                  "start: {x: 1}",
                                  "start: [x]",
                                  "start: [{x: [1]}]",
                                  "warm_start: [first]",
                                  "warm_start: {jobs: [first]}",
                                  "warm_start: {jobs: first, kind: identical}",
                                  "warm_start: {jobs: [], kind: identical}",
                                  "warm_start: {jobs: [first], kind: same}",
                                  "static: {x: [1]}",
                                  "channels: {a: {content_type: x}}",
                                  "objectives: [{metric: loss, goal: minimize}]",
                                  "log_limit: 5 apples",
                                  "opt_ml: yes"}) {
    const std::string known = "parameters: {x: {type: integer, min: 0, max: 9}}\n";
    const bool rule = extra.starts_with("forbidden") || extra.starts_with("start");
    const std::string text = small_file() + (rule ? known : "") + extra + "\n";
    EXPECT_NE(check.problem(parsed(text)), "") << extra;
    EXPECT_THAT(problems_in(text), ::testing::Not(::testing::IsEmpty())) << extra;
  }
}

}  // namespace
}  // namespace tuner
