#include "tuner/job/field_readers.h"

namespace tuner {
namespace {

// "regex", {regex: "regex"} or {format: json}.
MetricDefinition read_metric(const Field& field) {
  MetricDefinition metric{field.name(), {}};
  const auto read_regex = [&](const Field& each) {
    assign(metric.regex, each.text());
    if (each.is(Node::Kind::kScalar) && metric.regex.empty())
      each.complain("a regular expression must not be empty");
  };
  if (!field.is(Node::Kind::kMapping)) {
    read_regex(field);
    return metric;
  }
  if ((field.node().find("regex") == nullptr) == (field.node().find("format") == nullptr)) {
    field.complain("a metric has either 'regex' or 'format: json'");
  }
  field.read_members({{"regex", read_regex}, {"format", [](const Field& each) {
                                                each.one_of<bool>({{"json", true}});
                                              }}});
  return metric;
}

}  // namespace

std::vector<MetricDefinition> read_metrics(const Field& field) {
  std::vector<MetricDefinition> metrics;
  for (const Field& member : field.members()) metrics.push_back(read_metric(member));
  return metrics;
}

std::filesystem::path absolute_path(const std::filesystem::path& folder, const std::string& text) {
  const auto joined = (folder / text).lexically_normal();
  return joined.has_filename() ? joined : joined.parent_path();
}

std::map<std::string, std::string> read_texts(const Field& field) {
  std::map<std::string, std::string> texts;
  for (const Field& member : field.members()) texts[member.name()] = member.text().value_or("");
  return texts;
}

std::vector<std::string> read_command(const Field& field) {
  std::vector<std::string> command;
  if (!field.is(Node::Kind::kList)) {
    field.expected("a list such as [/usr/bin/python3, train.py], since there is no shell");
    return command;
  }
  for (const Field& item : field.items()) {
    if (item.is(Node::Kind::kMapping)) {
      item.expected("text (a placeholder needs quotes: \"{name}\")");
      command.emplace_back();
    } else {
      command.push_back(item.text().value_or(""));
    }
  }
  if (command.empty()) field.complain("a command needs a program");
  return command;
}

}  // namespace tuner
