#include "service/api/routes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "service/api/api.h"
#include "service/api/document.h"
#include "tuner/base/text.h"

namespace tuner::api {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string found_route(std::string_view method, std::string_view path) {
  const auto match = find_route(method, path);
  return match ? std::string(match->route->name) : std::to_string(match.error().status);
}

std::vector<std::string> names_in_path(std::string_view path) {
  const auto match = find_route("GET", path);
  return match ? match->path : std::vector<std::string>{"nothing"};
}

TEST(Routes, AreFoundByMethodAndPath) {
  EXPECT_EQ(found_route("GET", "/api/v1/jobs"), "ListJobs");
  EXPECT_EQ(found_route("HEAD", "/api/v1/jobs"), "ListJobs");
  EXPECT_EQ(found_route("GET", "/api/v1/jobs/best"), "GetJob");
  EXPECT_EQ(found_route("GET", "/api/v1/jobs/x/best"), "GetBest");
  EXPECT_EQ(found_route("POST", "/api/v1/studies"), "CreateStudy");
  EXPECT_EQ(found_route("DELETE", "/api/v1/studies/x"), "DeleteStudy");
}

TEST(Routes, NamesOfThePathAreDecodedOnce) {
  EXPECT_THAT(names_in_path("/api/v1/jobs/a/trials/7/metrics/val%2Floss"),
              ElementsAre("a", "7", "val/loss"));
  EXPECT_THAT(names_in_path("/api/v1/jobs/%252F"), ElementsAre("%2F"));
}

TEST(Routes, WhatIsNotThereIsNotFound) {
  for (const char* path : {"/api/v1",
                           "/api/v1/",
                           "/api/v1/jobs/",
                           "/api/v1/jobs//trials",
                           "/api/v1/jobs/a/b",
                           "/api/v1//jobs",
                           "/api/v1/Jobs",
                           "/api/v1/jobs/a/trials/1/"})
    EXPECT_EQ(found_route("GET", path), "404") << path;
}

TEST(Routes, AnotherMethodIsToldWhichThereAre) {
  const auto match = find_route("PUT", "/api/v1/studies/x");
  ASSERT_FALSE(match);
  EXPECT_EQ(match.error().status, 405);
  EXPECT_EQ(match.error().headers.find("Allow"), "GET, HEAD, DELETE");
  EXPECT_EQ(found_route("HEAD", "/api/v1/studies/x/ask"), "405");
  EXPECT_EQ(found_route("get", "/api/v1/jobs"), "405");
}

TEST(Routes, OnlyPathsOfTheApiAreIts) {
  EXPECT_TRUE(is_api_path("/api/v1"));
  EXPECT_TRUE(is_api_path("/api/v1/x"));
  for (const char* path : {"/", "/api/v", "/api/v12", "/api", "", "/API/v1"})
    EXPECT_FALSE(is_api_path(path)) << path;
}

nlohmann::json document() { return nlohmann::json::parse(embedded::openapi_document); }

TEST(Routes, AreThoseOfTheDocumentAndNoOthers) {
  const nlohmann::json all = document();
  std::set<std::string> described, served;
  for (const auto& [path, item] : all.at("paths").items()) {
    for (const auto& [method, operation] : item.items()) {
      if (method != "parameters")
        described.insert(method + " " + path + " " +
                         operation.at("operationId").get<std::string>());
    }
  }
  for (const Route& route : routes()) {
    const std::string method = lower_case(route.method);
    served.insert(method + " " + std::string(route.path) + " " + std::string(route.name));
  }
  EXPECT_EQ(described, served);
  EXPECT_EQ(served.size(), routes().size());
  EXPECT_EQ(all.at("servers").at(0).at("url"), kRoot);
}

TEST(Routes, EveryNameOfAPathIsDescribed) {
  const nlohmann::json all = document();
  for (const auto& [path, item] : all.at("paths").items()) {
    std::set<std::string> described, wanted;
    for (const auto& parameter : item.value("parameters", nlohmann::json::array())) {
      const auto& resolved = parameter.contains("$ref")
                                 ? all.at(nlohmann::json::json_pointer(
                                       parameter.at("$ref").get<std::string>().substr(1)))
                                 : parameter;
      EXPECT_EQ(resolved.at("in"), "path");
      described.insert(resolved.at("name").get<std::string>());
    }
    for (std::size_t open = path.find('{'); open != std::string::npos;
         open = path.find('{', open + 1))
      wanted.insert(path.substr(open + 1, path.find('}', open) - open - 1));
    EXPECT_EQ(described, wanted) << path;
  }
}

// Every $ref of the document leads somewhere, and nothing is defined that none leads to.
void collect_references(const nlohmann::json& node, std::set<std::string>& found) {
  if (node.is_object() && node.contains("$ref"))
    found.insert(node.at("$ref").get<std::string>().substr(1));
  for (const auto& child : node) {
    if (child.is_structured()) collect_references(child, found);
  }
}

TEST(Routes, TheDocumentRefersToAllThatItDefines) {
  const nlohmann::json all = document();
  std::set<std::string> referred, defined;
  collect_references(all, referred);
  for (const char* kind : {"parameters", "responses", "schemas"}) {
    for (const auto& [name, unused] : all.at("components").at(kind).items())
      defined.insert("/components/" + std::string(kind) + "/" + name);
  }
  // Of the event stream, whose events are told in words.
  referred.insert({"/components/schemas/End"});
  EXPECT_EQ(referred, defined);
}

}  // namespace
}  // namespace tuner::api
