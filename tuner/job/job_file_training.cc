#include "tuner/job/job_file_training.h"

#include <utility>

#include "tuner/job/field_readers.h"
#include "tuner/job/job_file_parameters.h"

namespace tuner {
namespace {

using std::filesystem::path;

// Keys that a definition has from the job where it does not have them itself, and the fields that they are read into.
constexpr std::pair<const char*, const char*> kInherited[] = {{"command", "/command"},
                                                              {"metrics", "/metrics"},
                                                              {"objective", "/objectives"},
                                                              {"objectives", "/objectives"},
                                                              {"parameters", "/parameters"},
                                                              {"forbidden", "/forbidden"},
                                                              {"start", "/start"},
                                                              {"static", "/static"},
                                                              {"channels", "/channels"},
                                                              {"environment", "/environment"}};

Objective read_objective(const Field& field, const std::string& spec_pointer) {
  Objective objective;
  const auto read_metric = [&](const Field& each) {
    each.stands_for(spec_pointer + "/metric");
    assign(objective.metric, each.text());
  };
  const auto read_goal = [&](const Field& each) {
    assign(objective.goal,
           each.one_of<Goal>({{"minimize", Goal::kMinimize}, {"maximize", Goal::kMaximize}}));
  };
  field.stands_for(spec_pointer);
  field.read_members({{"metric", read_metric}, {"goal", read_goal}}, {"metric", "goal"});
  return objective;
}

std::vector<Objective> read_objectives(const Field& field) {
  std::vector<Objective> objectives;
  for (const Field& item : field.items())
    objectives.push_back(read_objective(item, item.pointer()));
  return objectives;
}

// "folder" or {folder: "folder", content_type: "text/csv"}.
Channel read_channel(const Field& field, const path& base) {
  Channel channel{base, {}};
  const auto read_folder = [&](const Field& each) {
    if (const auto text = each.text()) channel.folder = absolute_path(base, *text);
  };
  if (!field.is(Node::Kind::kMapping)) {
    read_folder(field);
    return channel;
  }
  const auto read_type = [&](const Field& each) { assign(channel.content_type, each.text()); };
  field.read_members({{"folder", read_folder}, {"content_type", read_type}}, {"folder"});
  return channel;
}

std::map<std::string, Channel> read_channels(const Field& field, const path& base) {
  std::map<std::string, Channel> channels;
  for (const Field& member : field.members()) channels[member.name()] = read_channel(member, base);
  return channels;
}

// The job's combinations and configurations to start with are of the job's parameters.
void forget_combinations(TrainingDefinition& training) {
  training.forbidden.clear();
  training.start.clear();
}

NamedDefinition read_definition(const Field& field, const TuningJobSpec& spec) {
  NamedDefinition definition;
  static_cast<TrainingDefinition&>(definition) = spec;
  const std::string at = field.pointer();
  // First: everything else may be relative to it.
  if (const Node* folder = field.node().find("folder"); folder != nullptr) {
    const Field each = field.member("folder");
    each.stands_for(at + "/working_folder");
    if (const auto text = each.text())
      definition.working_folder = absolute_path(spec.working_folder, *text);
  }
  Field::Readers readers = training_readers(definition, at);
  readers.emplace_back("name", [&](const Field& each) { assign(definition.name, each.text()); });
  readers.emplace_back("folder", [](const Field&) {});  // is read
  readers.emplace_back("trial_time",
                       [&](const Field& each) { assign(definition.trial_time, each.duration()); });
  field.read_members(readers, {"name"});
  if (field.node().find("parameters") != nullptr) forget_combinations(definition);
  read_combinations(field, definition);
  return definition;
}

}  // namespace

Field::Readers training_readers(TrainingDefinition& training, const std::string& at) {
  const auto read_one_objective = [&training, at](const Field& each) {
    each.stands_for(at + "/objectives");
    training.objectives = {read_objective(each, at + "/objectives/0")};
  };
  return {
      {"command", [&](const Field& each) { training.command = read_command(each); }},
      {"objective", read_one_objective},
      {"objectives", [&](const Field& each) { training.objectives = read_objectives(each); }},
      {"metrics", [&](const Field& each) { training.metrics = read_metrics(each); }},
      {"parameters", [&](const Field& each) { training.parameters = read_parameters(each); }},
      {"forbidden", [](const Field&) {}},  // when all parameters are known
      {"start", [](const Field&) {}},      // when all parameters are known
      {"static", [&](const Field& each) { training.static_hyperparameters = read_texts(each); }},
      {"channels",
       [&](const Field& each) {
         training.channels = read_channels(each, training.working_folder);
       }},
      {"environment", [&](const Field& each) { training.environment = read_texts(each); }},
      {"retries",
       [&](const Field& each) { assign(training.retries, each.whole<std::uint32_t>()); }},
      {"gpus_per_trial",
       [&](const Field& each) { assign(training.gpus_per_trial, each.whole<int>()); }},
  };
}

void read_combinations(const Field& whole, TrainingDefinition& training) {
  const Node& node = whole.node();
  if (node.find("forbidden") != nullptr)
    training.forbidden = read_forbidden(whole.member("forbidden"), training.parameters);
  if (node.find("start") != nullptr)
    training.start = read_start(whole.member("start"), training.parameters);
  if (node.find("objective") != nullptr && node.find("objectives") != nullptr)
    whole.member("objectives").complain("give either 'objective' or 'objectives'");
}

void keep_aims_only(TuningJobSpec& spec) {
  TrainingDefinition aims;
  aims.objectives = spec.definitions.front().objectives;
  aims.constraints = spec.definitions.front().constraints;
  static_cast<TrainingDefinition&>(spec) = std::move(aims);
}

void read_definitions(const Field& list,
                      const Node& document,
                      Complaints& complaints,
                      TuningJobSpec& spec) {
  for (const Field& item : list.items()) {
    if (!item.is(Node::Kind::kMapping)) {
      item.expected("a mapping such as {name: forest, command: [python3, forest.py]}");
      continue;
    }
    for (const auto& [key, place] : kInherited) {
      if (document.find(key) == nullptr || item.node().find(key) != nullptr) continue;
      complaints.places().add(item.pointer() + place, complaints.places().find(place));
    }
    spec.definitions.push_back(read_definition(item, spec));
    if (spec.definitions.back().command.empty() && item.node().find("command") == nullptr &&
        document.find("command") == nullptr) {
      item.complain("'command' is missing, and the job has none for all definitions");
    }
  }
  if (!spec.definitions.empty()) return keep_aims_only(spec);
  if (list.is(Node::Kind::kList)) list.complain("a job with 'definitions' has one at least");
}

}  // namespace tuner
