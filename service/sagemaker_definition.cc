#include "service/sagemaker_definition.h"

#include <nlohmann/json.hpp>

#include "service/client_environment.h"
#include "service/sagemaker_ranges.h"
#include "service/sagemaker_rules.h"
#include "tuner/job/command_template.h"
#include "tuner/job/field_readers.h"

namespace tuner {
namespace {

using std::chrono::seconds;
using std::filesystem::path;

constexpr const char* kSearchedBesides = "StaticHyperParameters";

// Reads one definition; what depends on several fields is decided at the end.
class Reading {
 public:
  // `fixed`: the member that holds the hyperparameters which are not searched.
  Reading(const Field& field,
          const Catalogue& catalogue,
          NamedDefinition& training,
          Field::Readers own,
          const char* fixed = kSearchedBesides)
      : field_(field),
        catalogue_(catalogue),
        training_(training),
        own_(std::move(own)),
        fixed_(fixed) {}

  void read(const std::vector<std::string>& needed = {"AlgorithmSpecification",
                                                      "StoppingCondition"}) {
    training_.trial_time = kDefaultTrialTime;
    Field::Readers all = own_;  // the first reader of a key reads it
    for (auto& reader : readers()) all.push_back(std::move(reader));
    field_.read_members(all, needed);
    check_sagemaker_rules(field_, *training_.trial_time);
    if (!image_field_) return;
    const std::optional<path> folder = find_folder();
    training_.working_folder = folder.value_or("/");  // else a complaint was or will be made
    decide_command(folder);
    if (image_ != nullptr) {
      training_.environment.insert(image_->environment.begin(), image_->environment.end());
      if (training_.metrics.empty()) training_.metrics = image_->metrics;
    }
  }

 private:
  using Reader = void (Reading::*)(const Field&);

  static void later(const Field& field) { refuse_later(field, "'" + field.name() + "'"); }

  Field::Readers readers() {
    const auto with = [this](Reader reader) {
      return [this, reader](const Field& each) { (this->*reader)(each); };
    };
    return {{"AlgorithmSpecification", with(&Reading::read_algorithm)},
            {fixed_, with(&Reading::read_static)},
            {"InputDataConfig", with(&Reading::read_channels)},
            {"StoppingCondition", with(&Reading::read_stopping)},
            {"RetryStrategy", with(&Reading::read_retries)},
            {"Environment", with(&Reading::read_environment)},
            {"RoleArn", ignore_field},
            {"VpcConfig", ignore_field},
            {"OutputDataConfig", ignore_field},
            {"ResourceConfig", ignore_field},
            {"EnableNetworkIsolation", ignore_field},
            {"EnableInterContainerTrafficEncryption", ignore_field},
            {"EnableManagedSpotTraining", ignore_field},
            {"CheckpointConfig", ignore_field}};
  }

  void read_algorithm(const Field& field) {
    field.read_members({{"TrainingImage", [&](const Field& each) { read_image(each); }},
                        {"AlgorithmName", [&](const Field& each) { read_image(each); }},
                        {"TrainingInputMode", [&](const Field& each) { read_input_mode(each); }},
                        {"MetricDefinitions", [&](const Field& each) { read_metrics(each); }},
                        {"EnableSageMakerMetricsTimeSeries", ignore_field},
                        {"TrainingImageConfig", ignore_field},
                        {"ContainerEntrypoint", later},
                        {"ContainerArguments", later}});
    if ((field.node().find("TrainingImage") == nullptr) ==
        (field.node().find("AlgorithmName") == nullptr)) {
      field.complain("either 'TrainingImage' or 'AlgorithmName' is needed");
    }
  }

  void read_image(const Field& field) {
    image_field_ = field;
    field.stands_for("/command");
    field.stands_for("/working_folder");
    if (const auto name = field.text()) image_ = catalogue_.find_image(*name);
    if (image_ == nullptr) {
      field.complain("no image of the catalogue matches '" + field.node().text +
                     "'; docs/catalogue.md says how to name one");
    }
  }

  void read_input_mode(const Field& field) {
    if (field.node().text == "Pipe") return refuse_later(field, "the input mode 'Pipe'");
    (void)field.one_of<bool>({{"File", true}, {"FastFile", true}});
  }

  void read_metrics(const Field& field) {
    field.stands_for("/metrics");
    for (const Field& item : field.items()) {
      MetricDefinition metric;
      item.read_members({{"Name", [&](const Field& each) { assign(metric.name, each.text()); }},
                         {"Regex", [&](const Field& each) { assign(metric.regex, each.text()); }}},
                        {"Name", "Regex"});
      if (const Node* regex = item.node().find("Regex"); regex != nullptr && metric.regex.empty()) {
        item.complain("'Regex' must not be empty");
      }
      item.stands_for("/metrics/" + pointer_token(metric.name));
      training_.metrics.push_back(std::move(metric));
    }
  }

  void read_static(const Field& field) {
    training_.static_hyperparameters = read_section(field, "/static");
  }

  void read_environment(const Field& field) {
    training_.environment = read_section(field, "/environment");
    for (const auto& [name, value] : training_.environment) {
      const std::string_view by = acts_on_variable(name);
      if (by.empty()) continue;
      field.member(name).complain("'" + name + "' may change what code runs, by way of " +
                                  std::string(by) +
                                  "; only the image's 'environment' in the catalogue may set it");
    }
  }

  static std::map<std::string, std::string> read_section(const Field& field,
                                                         const std::string& spec_pointer) {
    field.stands_for(spec_pointer);
    auto texts = read_texts(field);
    for (const auto& [name, text] : texts)
      field.member(name).stands_for(spec_pointer + "/" + pointer_token(name));
    return texts;
  }

  void read_stopping(const Field& field) {
    const auto read_seconds = [&](const Field& each) {
      each.stands_for("/limits/trial_time");
      if (const auto count = each.whole<std::uint32_t>()) training_.trial_time = seconds(*count);
    };
    field.read_members({{"MaxRuntimeInSeconds", read_seconds},
                        {"MaxWaitTimeInSeconds", ignore_field},
                        {"MaxPendingTimeInSeconds", ignore_field}});
  }

  void read_retries(const Field& field) {
    const auto read_count = [&](const Field& each) {
      assign(training_.retries, each.whole<std::uint32_t>());
    };
    field.read_members({{"MaximumRetryAttempts", read_count}}, {"MaximumRetryAttempts"});
  }

  void read_channels(const Field& field) {
    for (const Field& item : field.items()) read_channel(item);
  }

  void read_channel(const Field& field) {
    const Node* name = field.node().find("ChannelName");
    const std::string at =
        "/channels/" + pointer_token(name == nullptr ? std::string() : name->text);
    Channel channel{"/", {}};
    const auto read_uri = [&](const Field& each) {
      each.stands_for(at + "/folder");
      assign(channel.folder, resolve(each));
    };
    const auto only = [](const std::string& legal) {
      return [legal](const Field& each) {
        if (each.node().text != legal) refuse_later(each, "'" + each.node().text + "'");
      };
    };
    const auto read_s3 = [&](const Field& each) {
      each.read_members({{"S3Uri", read_uri},
                         {"S3DataType", only("S3Prefix")},
                         {"S3DataDistributionType", ignore_field},
                         {"InstanceGroupNames", ignore_field},
                         {"AttributeNames", later},
                         {"ModelAccessConfig", later},
                         {"HubAccessConfig", later}},
                        {"S3Uri", "S3DataType"});
    };
    const auto read_source = [&](const Field& each) {
      each.read_members(
          {{"S3DataSource", read_s3}, {"FileSystemDataSource", later}, {"DatasetSource", later}});
      if (each.is(Node::Kind::kMapping) && each.node().children.empty())
        each.complain("'S3DataSource' is missing");
    };
    field.stands_for(at);
    field.read_members(
        {{"ChannelName", [](const Field& each) { (void)each.text(); }},
         {"DataSource", read_source},
         {"ContentType", [&](const Field& each) { assign(channel.content_type, each.text()); }},
         {"CompressionType", only("None")},
         {"RecordWrapperType", only("None")},
         {"InputMode", [&](const Field& each) { read_input_mode(each); }},
         {"ShuffleConfig", ignore_field}},
        {"ChannelName", "DataSource"});
    if (name == nullptr) return;
    if (!training_.channels.emplace(name->text, std::move(channel)).second) {
      field.complain("there are two channels of the name '" + name->text + "'");
    }
  }

  std::optional<path> resolve(const Field& field) {
    const auto uri = field.text();
    if (!uri) return std::nullopt;
    auto target = catalogue_.resolve(*uri);
    if (target) return *target;
    field.complain(target.error().message);
    return std::nullopt;
  }

  // A hyperparameter that the SDK writes as JSON ("\"train.py\"") and people as plain text.
  std::optional<std::string> script_setting(const std::string& name) const {
    const auto found = training_.static_hyperparameters.find(name);
    if (found == training_.static_hyperparameters.end()) return std::nullopt;
    const auto json = nlohmann::json::parse(found->second, nullptr, false);
    return json.is_string() ? json.get<std::string>() : found->second;
  }

  std::optional<path> find_folder() {
    if (image_ != nullptr && image_->folder) return image_->folder;
    const auto submitted = script_setting("sagemaker_submit_directory");
    if (!submitted) {
      if (image_ != nullptr)
        image_field_->complain(
            "the image has no 'folder' in the catalogue, and the request no "
            "sagemaker_submit_directory");
      return std::nullopt;
    }
    const Field field = static_field("sagemaker_submit_directory");
    field.stands_for("/working_folder");
    if (submitted->ends_with(".tar.gz")) {
      field.complain("archives are not unpacked here; give the image a 'folder' in the catalogue");
      return std::nullopt;
    }
    const auto folder = catalogue_.resolve(*submitted);
    if (folder) return *folder;
    field.complain(folder.error().message);
    return std::nullopt;
  }

  void decide_command(const std::optional<path>& folder) {
    if (image_ == nullptr) return;
    training_.command = image_->command;
    if (!training_.command.empty()) return;
    const auto program = script_setting("sagemaker_program");
    if (!program) {
      return image_field_->complain(
          "the image has no 'command' in the catalogue, and the request no sagemaker_program");
    }
    const Field field = static_field("sagemaker_program");
    field.stands_for("/command");
    const path script = path(*program).lexically_normal();
    if (script.is_absolute() || script.empty() || *script.begin() == ".." ||
        program->starts_with('-')) {
      return field.complain("'" + *program +
                            "' must be a path inside the code folder, and must not begin with '-'");
    }
    if (folder && lacks_file(*folder, script)) {
      return field.complain("there is no file '" + *program + "' inside the code folder '" +
                            folder->string() + "'");
    }
    const bool is_shell = script.extension() == ".sh";
    // "./": a name by itself could be an option of the interpreter, or be looked for on the PATH.
    training_.command = {is_shell ? "/bin/sh" : "/usr/bin/python3",
                         escape_template("./" + script.string())};
  }

  // False where the folder is not on this machine: that is said elsewhere.
  static bool lacks_file(const path& folder, const path& name) {
    std::error_code ignored;
    return std::filesystem::is_directory(folder, ignored) &&
           !(is_inside(folder / name, folder) &&
             std::filesystem::is_regular_file(folder / name, ignored));
  }

  Field static_field(const std::string& name) const { return field_.member(fixed_).member(name); }

  const Field& field_;
  const Catalogue& catalogue_;
  NamedDefinition& training_;
  Field::Readers own_;
  const char* fixed_;
  std::optional<Field> image_field_;
  const CatalogueImage* image_ = nullptr;
};

}  // namespace

void ignore_field(const Field&) {}

void refuse_later(const Field& field, const std::string& what) {
  field.complain(what + " is not supported by this version");
}

Objective read_sagemaker_objective(const Field& field) {
  Objective objective;
  const auto read_type = [&](const Field& each) {
    assign(objective.goal,
           each.one_of<Goal>({{"Minimize", Goal::kMinimize}, {"Maximize", Goal::kMaximize}}));
  };
  const auto read_metric = [&](const Field& each) {
    each.stands_for("/objectives/0/metric");
    assign(objective.metric, each.text());
  };
  field.stands_for("/objectives");
  field.read_members({{"Type", read_type}, {"MetricName", read_metric}}, {"Type", "MetricName"});
  return objective;
}

void read_sagemaker_training(const Field& field,
                             const Catalogue& catalogue,
                             Field::Readers own,
                             NamedDefinition& definition) {
  Reading(field, catalogue, definition, std::move(own), "HyperParameters")
      .read({"TrainingJobName", "AlgorithmSpecification", "StoppingCondition"});
}

NamedDefinition read_sagemaker_named_definition(const Field& field, const Catalogue& catalogue) {
  NamedDefinition definition;
  const auto read_name = [&](const Field& each) {
    each.stands_for("/name");
    assign(definition.name, each.text());
  };
  Reading(field,
          catalogue,
          definition,
          {{"DefinitionName", read_name},
           {"HyperParameterTuningResourceConfig", ignore_field},
           {"TuningObjective",
            [&](const Field& each) { definition.objectives = {read_sagemaker_objective(each)}; }},
           {"HyperParameterRanges",
            [&](const Field& each) { definition.parameters = read_sagemaker_ranges(each); }}})
      .read();
  for (const char* key : {"DefinitionName", "TuningObjective"}) {
    if (field.is(Node::Kind::kMapping) && field.node().find(key) == nullptr)
      field.complain("'" + std::string(key) + "' is needed where there are several definitions");
  }
  return definition;
}

void read_sagemaker_definition(const Field& field,
                               const Catalogue& catalogue,
                               NamedDefinition& definition) {
  const auto elsewhere = [](const char* member) {
    return [member](const Field& each) {
      each.complain("'" + each.name() +
                    "' is for 'TrainingJobDefinitions'; with one 'TrainingJobDefinition' it is '" +
                    member + "' in 'HyperParameterTuningJobConfig'");
    };
  };
  Reading(field,
          catalogue,
          definition,
          {{"DefinitionName", ignore_field},
           {"HyperParameterTuningResourceConfig", ignore_field},
           {"TuningObjective", elsewhere("HyperParameterTuningJobObjective")},
           {"HyperParameterRanges", elsewhere("ParameterRanges")}})
      .read();
}

}  // namespace tuner
