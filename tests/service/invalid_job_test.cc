// Job files with one mistake each, through the program's command line: what is said, and the exit code.
#include "service/exit_code.h"
#include "tests/service/sample_home.h"

namespace tuner {
namespace {

using testing::Output;

constexpr const char* kCorrectJob = R"(name: tiny
command: [/bin/sh, train.sh]
objective: {metric: loss, goal: minimize}
metrics: {loss: 'loss=(\S+)'}
parameters:
  rate: {type: continuous, min: 1e-4, max: 0.5}
  layers: {type: integer, min: 1, max: 3}
  solver: {type: categorical, values: [adam, sgd]}
limits: {trials: 20}
strategy: random
seed: 7
)";

struct Mistake {
  const char* name;
  std::string from, to;  // a change of kCorrectJob
  std::string line, message;
};

class InvalidJob : public testing::SampleHome, public ::testing::WithParamInterface<Mistake> {};

TEST_P(InvalidJob, IsRefusedByValidateAndRunAlike) {
  std::string text = kCorrectJob;
  ASSERT_NE(text.find(GetParam().from), std::string::npos);
  text.replace(text.find(GetParam().from), GetParam().from.size(), GetParam().to);
  const std::string file = write("job.yaml", text);
  for (const char* command : {"validate", "run"}) {
    const Output output = run_line({command, file});
    ASSERT_EQ(output.exit_code, kExitUsage) << command << output.out << output.err;
    EXPECT_EQ(output.err,
              "tuner: HOME/job.yaml:" + GetParam().line + ": " + GetParam().message + "\n");
    EXPECT_EQ(output.out, "");
  }
  EXPECT_FALSE(store_->job({"tiny"}));
}

std::string name_of_mistake(const ::testing::TestParamInfo<Mistake>& each) {
  return each.param.name;
}

INSTANTIATE_TEST_SUITE_P(
    Form,
    InvalidJob,
    ::testing::Values(
        Mistake{"UnknownKey",
                "seed:",
                "sede:",
                "11",
                "/sede: unknown key 'sede'; did you mean 'seed'?"},
        Mistake{"WrongType",
                "trials: 20",
                "trials: many",
                "9",
                "/limits/trials: expected a whole number, not negative and at most 4294967295, "
                "found 'many'"},
        Mistake{"NameTwice",
                "  layers:",
                "  rate:",
                "7",
                "/parameters/rate: the key 'rate' is given twice"},
        Mistake{"InvalidUtf8", "seed: 7", "seed: \xC3\x28", "11", "is not valid UTF-8 text"},
        Mistake{"Nul", "seed: 7", std::string("seed: \0", 7), "11", "contains a NUL character"}),
    name_of_mistake);

INSTANTIATE_TEST_SUITE_P(
    Rule,
    InvalidJob,
    ::testing::Values(
        Mistake{"MinAboveMax",
                "min: 1e-4, max: 0.5",
                "min: 0.5, max: 0.25",
                "6",
                "/parameters/rate/min: min (0.5) must not be greater than max (0.25)"},
        Mistake{"LogScaleWithZero",
                "min: 1e-4, max: 0.5",
                "min: 0, max: 0.5, scale: log",
                "6",
                "/parameters/rate/min: min (0) must be greater than 0 on a log scale"},
        Mistake{"NoCategories",
                "[adam, sgd]",
                "[]",
                "8",
                "/parameters/solver/values: a categorical parameter must have at least one value"},
        Mistake{"CategoryTwice",
                "[adam, sgd]",
                "[adam, adam]",
                "8",
                "/parameters/solver/values/1: the value 'adam' is listed twice"},
        Mistake{"StaticAndTuned",
                "seed: 7",
                "static: {rate: 1}",
                "11",
                "/static/rate: 'rate' is both static and tuned; keep one of the two"},
        Mistake{"ConditionOnNothing",
                "max: 3}",
                "max: 3, when: {solve: [sgd]}}",
                "7",
                "/parameters/layers/when/solve: there is no parameter 'solve' to depend on; did "
                "you mean 'solver'?"},
        Mistake{
            "CycleOfConditions",
            "max: 3}\n  solver: {",
            "max: 3, when: {solver: [sgd]}}\n  solver: {when: {layers: [1]}, ",
            "7",
            "/parameters/layers/when: the conditions form a cycle: 'layers' depends on 'solver' "
            "depends on 'layers'"},
        Mistake{"UndefinedMetric",
                "metric: loss",
                "metric: los",
                "3",
                "/objective/metric: no metric of the name 'los' is defined; did you mean 'loss'?"}),
    name_of_mistake);

INSTANTIATE_TEST_SUITE_P(
    PlugIn,
    InvalidJob,
    ::testing::Values(
        Mistake{
            "IllegalExpression",
            "(\\S+)",
            "(\\S+",
            "4",
            "/metrics/loss: illegal regular expression: missing closing parenthesis at offset 9\n"
            "  loss=(\\S+\n           ^"},
        Mistake{"UnknownStrategy",
                "strategy: random",
                "strategy: randm",
                "10",
                "/strategy: there is no strategy 'randm': choose one of 'bayesian', 'auto', 'tpe', "
                "'cma_es', 'nsga_ii', 'random', "
                "'sobol', 'grid'; did you mean 'random'?"},
        Mistake{
            "UnknownBackend",
            "seed: 7",
            "backend: locl",
            "11",
            "/backend: there is no backend 'locl': choose one of 'local'; did you mean 'local'?"},
        Mistake{"GridWithoutStep",
                "strategy: random",
                "strategy: grid",
                "6",
                "/parameters/rate: a grid needs a step for every continuous parameter: 'rate'"},
        Mistake{"GridTooLarge",
                "max: 0.5}\n  layers: {type: integer, min: 1, max: 3}\n  solver: {type: "
                "categorical, values: [adam, sgd]}\nlimits: {trials: 20}\nstrategy: random",
                "max: 0.5, step: 1e-4}\n  layers: {type: integer, min: 1, max: "
                "100000}\nstrategy: grid",
                "5",
                "/parameters: a grid of 500000000 configurations is too large: at most 1000000"}),
    name_of_mistake);

INSTANTIATE_TEST_SUITE_P(
    Machine,
    InvalidJob,
    ::testing::Values(Mistake{"NoSuchProgram",
                              "/bin/sh",
                              "./train",
                              "2",
                              "/command/0: program 'HOME/./train' does not exist"},
                      Mistake{"NotExecutable",
                              "/bin/sh",
                              "./job.yaml",
                              "2",
                              "/command/0: program 'HOME/./job.yaml' is not executable"},
                      Mistake{"NotOnThePath",
                              "/bin/sh",
                              "no-such-program",
                              "2",
                              "/command/0: program 'no-such-program' is in no folder of the PATH"},
                      Mistake{
                          "NoSuchChannel",
                          "seed: 7",
                          "channels:\n  train: data",
                          "12",
                          "/channels/train: folder 'HOME/data' of channel 'train' does not exist"}),
    name_of_mistake);

using JobFileOnDisk = testing::SampleHome;

TEST_F(JobFileOnDisk, OfAGigabyteIsRefusedUnread) {
  const auto file = write("job.yaml", kCorrectJob);
  std::filesystem::resize_file(file, std::uintmax_t{1} << 30);
  for (const char* command : {"validate", "run"}) {
    const Output output = run_line({command, file});
    EXPECT_EQ(output.exit_code, kExitUsage);
    EXPECT_EQ(output.err, "tuner: HOME/job.yaml: is larger than the 4194304 bytes allowed here\n");
  }
}

TEST_F(JobFileOnDisk, ThatIsNotThereIsNotFound) {
  for (const char* command : {"validate", "run"}) {
    const Output output = run_line({command, folder() / "none.yaml"});
    EXPECT_EQ(output.exit_code, kExitNotFound);
    EXPECT_EQ(output.err, "tuner: HOME/none.yaml: cannot be read: No such file or directory\n");
  }
}

}  // namespace
}  // namespace tuner
