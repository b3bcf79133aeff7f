// Problems of a file, of the plug-ins and of this machine are shown together: all of them, each once, and none that only
// follows from another.
#include <nlohmann/json.hpp>

#include "service/exit_code.h"
#include "tests/service/sample_home.h"

namespace tuner {
namespace {

using testing::Output;

class AllProblems : public testing::SampleHome {
 protected:
  // What validate says, each line without "tuner: HOME/job.yaml:"; run must say the same.
  std::string problems_of(const std::string& text) const {
    const std::string file = write("job.yaml", text);
    const Output output = run_line({"validate", file});
    EXPECT_EQ(output.exit_code, kExitUsage) << output.out;
    const Output of_run = run_line({"run", file});
    EXPECT_EQ(of_run.exit_code, kExitUsage) << of_run.out;
    EXPECT_EQ(of_run.err, output.err);
    return without(output.err, "tuner: HOME/job.yaml:");
  }

  static std::string without(std::string text, const std::string& what) {
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos;) {
      text.erase(at, what.size());
    }
    return text;
  }
};

TEST_F(AllProblems, OfEveryKindAreShownInTheOrderOfTheFile) {
  EXPECT_EQ(
      problems_of(R"(name: tiny
command: [/no/such/program, train.sh]
objective: {metric: los, goal: minimize}
metrics:
  loss: 'loss=(\S+)'
  accuracy: 'accuracy=\S+'
parameters:
  rate: {type: continuous, min: 0.5, max: 0.1}
  layers: {type: integer, min: 1, max: three}
channels:
  train: no-such-folder
limits: {trials: 0}
strategy: randm
backend: locl
sede: 7
)"),
      "2: /command/0: program '/no/such/program' does not exist\n"
      "3: /objective/metric: no metric of the name 'los' is defined; did you mean 'loss'?\n"
      "6: /metrics/accuracy: the regular expression \"accuracy=\\S+\" has no capture group for "
      "the value: put parentheses around the number, as in loss=([0-9.]+)\n"
      "8: /parameters/rate/min: min (0.5) must not be greater than max (0.1)\n"
      "9: /parameters/layers/max: expected a whole number that fits into 64 bits, found 'three'\n"
      "11: /channels/train: folder 'HOME/no-such-folder' of channel 'train' does not exist\n"
      "12: /limits/trials: the number of trials must be greater than 0\n"
      "13: /strategy: there is no strategy 'randm': choose one of 'bayesian', 'auto', 'tpe', "
      "'cma_es', 'nsga_ii', "
      "'random', "
      "'sobol', 'grid'; did you mean 'random'?\n"
      "14: /backend: there is no backend 'locl': choose one of 'local'; did you mean "
      "'local'?\n"
      "15: /sede: unknown key 'sede'; did you mean 'seed'?\n");
}

struct Single {
  const char* name;
  std::string text;  // after the lines that every job has
  std::string problem;
};

class SingleProblem : public AllProblems, public ::testing::WithParamInterface<Single> {};

TEST_P(SingleProblem, HasNoFollowers) {
  const std::string text =
      "name: tiny\nobjective: {metric: loss, goal: minimize}\n" + GetParam().text;
  EXPECT_EQ(problems_of(text), GetParam().problem + "\n");
}

constexpr const char* kMetrics = "metrics: {loss: 'loss=(.*)'}\n";
constexpr const char* kRest = "metrics: {loss: 'loss=(.*)'}\nlimits: {trials: 3}\n";

INSTANTIATE_TEST_SUITE_P(
    Cause,
    SingleProblem,
    ::testing::Values(
        Single{"NoCommand", kRest, "1: /command: 'command' is missing"},
        Single{"EmptyCommand",
               std::string("command: []\n") + kRest,
               "3: /command: a command needs a program"},
        Single{"EmptyProgram",
               std::string("command: ['']\n") + kRest,
               "3: /command/0: the program's name must not be empty"},
        Single{"ProgramThatIsNoText",
               std::string("command: [{a: b}, c]\n") + kRest,
               "3: /command/0: expected text (a placeholder needs quotes: \"{name}\"), found a "
               "mapping"},
        Single{"TemplateThatIsNone",
               std::string("command: ['/no/such/{program']\n") + kRest,
               "3: /command/0: '{' without its partner in '/no/such/{program'; a brace itself is "
               "written twice"},
        Single{"PathThatIsNoText",
               std::string("command: [no-such-program]\nenvironment: {PATH: [/bin]}\n") + kRest,
               "4: /environment/PATH: expected text, found a list"},
        Single{"ParameterOfAGrid",
               std::string("command: [/bin/sh]\nstrategy: grid\nparameters:\n"
                           "  a: {type: continuous, min: 0, max: one}\n"
                           "  b: {type: continuous, min: 0, max: 1}\n") +
                   kRest,
               "6: /parameters/a/max: expected a number, found 'one'"},
        Single{"RangeOfAGrid",
               std::string("command: [/bin/sh]\nstrategy: grid\nparameters:\n"
                           "  a: {type: continuous, min: 2, max: 1}\n") +
                   kRest,
               "6: /parameters/a/min: min (2) must not be greater than max (1)"},
        Single{"StrategyThatIsNoText",
               std::string("command: [/bin/sh]\nstrategy: [grid]\n") + kMetrics,
               "4: /strategy: expected text, found a list"},
        Single{"ChannelThatIsNoText",
               std::string("command: [/bin/sh]\nchannels: {train: [a]}\n") + kRest,
               "4: /channels/train: expected text, found a list"},
        Single{"MetricOfTwoKinds",
               "command: [/bin/sh]\nlimits: {trials: 3}\n"
               "metrics: {loss: {regex: 'loss=(', format: json}}\n",
               "5: /metrics/loss: a metric has either 'regex' or 'format: json'"}),
    [](const auto& each) { return std::string(each.param.name); });

TEST_F(AllProblems, AProgramThatIsMissingDoesNotHideBehindParametersThatCannotBeRead) {
  EXPECT_EQ(problems_of("name: tiny\nobjective: {metric: loss, goal: minimize}\n"
                        "command: [/no/such/program, '{rate}']\nparameters: [rate]\n" +
                        std::string(kRest)),
            "3: /command/0: program '/no/such/program' does not exist\n"
            "4: /parameters: expected a mapping, found a list\n");
}

TEST_F(AllProblems, AFolderThatIsMissingDoesNotHideBehindTheNameOfItsChannel) {
  EXPECT_EQ(problems_of("name: tiny\nobjective: {metric: loss, goal: minimize}\n"
                        "command: [/bin/sh]\nchannels: {a b: data}\n" +
                        std::string(kRest)),
            "4: /channels/a b: channel name 'a b' must be 1 to 64 letters, digits, '.', '_' and "
            "'-'\n"
            "4: /channels/a b: folder 'HOME/data' of channel 'a b' does not exist\n");
}

TEST_F(AllProblems, OptionsReplaceWhatTheFileSaysBeforeItIsChecked) {
  const std::string file = write("job.yaml",
                                 "name: tiny\nobjective: {metric: loss, goal: minimize}\n"
                                 "command: [/no/such/program]\nstrategy: gird\n" +
                                     std::string(kMetrics));
  const Output output = run_line({"run", file, "--strategy", "random", "--trials", "3"});
  EXPECT_EQ(output.exit_code, kExitUsage);
  EXPECT_EQ(output.err,
            "tuner: HOME/job.yaml:3: /command/0: program '/no/such/program' does not exist\n");
}

constexpr const char* kRequest = R"({
"HyperParameterTuningJobName": "tiny",
"HyperParameterTuningJobConfig": {
"Strategy": "Bayesian",
"HyperParameterTuningJobObjective": {"Type": "Minimize", "MetricName": "los"},
"ResourceLimits": {"MaxNumberOfTrainingJobs": 3, "MaxParallelTrainingJobs": 1},
"ParameterRanges": {"IntegerParameterRanges": [
{"Name": "layers", "MinValue": "0", "MaxValue": "three"}]}},
"TrainingJobDefinition": {
"AlgorithmSpecification": {
"TrainingImage": "tool",
"TrainingInputMode": "File",
"MetricDefinitions": [{"Name": "loss", "Regex": "loss=(" }]},
"InputDataConfig": [{"ChannelName": "train", "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix",
"S3Uri": "s3://b/train"}}}],
"StoppingCondition": {"MaxRuntimeInSeconds": 600}}})";

TEST_F(AllProblems, OfARequestAreShownTogetherToo) {
  const auto catalogue = write("catalogue.yaml",
                               "images:\n  tool: {command: [./tool], folder: .}\n"
                               "prefixes: {'s3://b': data}\n");
  const auto request = write("request.json", kRequest);
  const Output output = run_line({"validate", request, "--catalogue", catalogue});
  EXPECT_EQ(output.exit_code, kExitUsage);
  EXPECT_EQ(without(output.err, "tuner: HOME/request.json:"),
            "5: /HyperParameterTuningJobConfig/HyperParameterTuningJobObjective/MetricName: no "
            "metric of the name 'los' is defined; did you mean 'loss'?\n"
            "8: /HyperParameterTuningJobConfig/ParameterRanges/IntegerParameterRanges/0/MaxValue: "
            "expected a whole number as text, found the text 'three'\n"
            "11: /TrainingJobDefinition/AlgorithmSpecification/TrainingImage: program "
            "'HOME/./tool' does not exist\n"
            "13: /TrainingJobDefinition/AlgorithmSpecification/MetricDefinitions/0: illegal "
            "regular expression: missing closing parenthesis at offset 6\n  loss=(\n        ^\n"
            "15: /TrainingJobDefinition/InputDataConfig/0/DataSource/S3DataSource/S3Uri: folder "
            "'HOME/data/train' of channel 'train' does not exist\n");
}

TEST_F(AllProblems, OfAFolderThatIsNotKnownDoNotIncludeItsProgram) {
  const auto catalogue = write("catalogue.yaml", "images: {tool: {command: [./tool]}}\n");
  std::string text = kRequest;
  text.insert(text.find("\"AlgorithmSpecification\""),
              R"("StaticHyperParameters": {"sagemaker_submit_directory": "s3://b/code.tar.gz"}, )");
  const auto request = write("request.json", text);
  const Output output = run_line({"validate", request, "--catalogue", catalogue});
  EXPECT_NE(output.err.find("archives are not unpacked here"), std::string::npos) << output.err;
  EXPECT_EQ(output.err.find("does not exist"), std::string::npos) << output.err;
}

}  // namespace
}  // namespace tuner
