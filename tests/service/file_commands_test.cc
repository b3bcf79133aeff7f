// validate, test-metrics: what they say about job files and logs.
#include <nlohmann/json.hpp>

#include "service/exit_code.h"
#include "tests/service/sample_home.h"

namespace tuner {
namespace {

using nlohmann::json;
using testing::Output;

constexpr const char* kTinyJob = R"(name: tiny
command: [/bin/sh, train.sh]
objective: {metric: loss, goal: minimize}
metrics:
  loss: 'loss=(\S+)'
  accuracy: 'acc=([0-9.]+)'
parameters:
  rate: {type: continuous, min: 1e-4, max: 0.5}
  layers: {type: integer, min: 1, max: 3}
  momentum: {type: continuous, min: 0, max: 0.9, when: {solver: [sgd]}}
  solver: {type: categorical, values: [adam, sgd]}
limits: {trials: 20, parallel: 2, trial_time: 90s}
strategy: random
seed: 7
)";

class FileCommands : public testing::SampleHome {
 protected:
  FileCommands() { write("train.sh", ""); }

  std::filesystem::path changed_job(const std::string& from, const std::string& to) const {
    std::string text = kTinyJob;
    text.replace(text.find(from), from.size(), to);
    return write("job.yaml", text);
  }
};

TEST_F(FileCommands, ValidateShowsWhatWillBeSearched) {
  const auto file = write("job.yaml", kTinyJob);
  const Output output = run([&] { return validate_command(context(), {file, {}}); });
  EXPECT_EQ(output.exit_code, kExitOk) << output.err;
  EXPECT_EQ(output.out,
            "PARAMETER  TYPE         VALUES            WHEN\n"
            "layers     integer      1 … 3\n"
            "momentum   continuous   0 … 0.9           solver = sgd\n"
            "rate       continuous   1e-04 … 0.5, log\n"
            "solver     categorical  adam, sgd\n"
            "\n"
            "Job        tiny\n"
            "Objective  loss, to be minimised\n"
            "Space      4 parameters, infinitely many configurations, or over a billion\n"
            "Strategy   random, seed 7\n"
            "Limits     20 trials, 2 at a time, 1m 30s each\n"
            "Command    /bin/sh train.sh\n"
            "Folder     HOME\n");
}

TEST_F(FileCommands, ValidateShowsStepsAndRefusesOneOfNothing) {
  const auto validate = [&](const std::string& step) {
    const auto file = changed_job("max: 0.5}", "max: 0.5, scale: linear, step: " + step + "}");
    return run([&] { return validate_command(context(), {file, {}}); });
  };
  EXPECT_NE(validate("0.1").out.find("1e-04 … 0.5, step 0.1\n"), std::string::npos);
  const Output output = validate("0");
  EXPECT_EQ(output.exit_code, kExitUsage);
  EXPECT_NE(output.err.find("/parameters/rate/step: step (0) must be greater than 0"),
            std::string::npos)
      << output.err;
}

TEST_F(FileCommands, ValidateWarnsOfNamesThatShareAVariable) {
  const auto file = changed_job("  rate:", "  Layers: {type: integer, min: 1, max: 3}\n  rate:");
  const std::string warning =
      "'Layers' and 'layers' differ in capitals only: SM_HP_LAYERS holds one of them; the "
      "arguments and SM_HPS have both";
  const Output output = run([&] { return validate_command(context(), {file, {}}); });
  EXPECT_EQ(output.exit_code, kExitOk);
  EXPECT_NE(output.out.find("Note       " + warning + "\n"), std::string::npos) << output.out;
  const Output document = run([&] { return validate_command(json_context(), {file, {}}); });
  EXPECT_EQ(json::parse(document.out).at("warnings"), json::array({warning}));
}

TEST_F(FileCommands, ValidateWarnsOfWhatTheCommandDoesNotGetOrHave) {
  const auto file = changed_job("train.sh]", "-x, trian.sh, '{rate}', '{layers}', '{solver}']");
  const Output output = run([&] { return validate_command(json_context(), {file, {}}); });
  EXPECT_EQ(output.exit_code, kExitOk) << output.err;
  EXPECT_EQ(json::parse(output.out).at("warnings"),
            (json{"'momentum' is tuned and has no placeholder in the command: the training finds "
                  "its value in SM_HPS alone",
                  "there is no 'trian.sh' in HOME, which the command names"}));
  const auto inline_script = changed_job("train.sh]", "-c, 'echo train.sh']");
  EXPECT_EQ(json::parse(run([&] {
                          return validate_command(json_context(), {inline_script, {}});
                        }).out)
                .at("warnings"),
            json::array());
}

TEST_F(FileCommands, ValidateSaysWhichEarlyStoppingIsInForce) {
  const auto file = changed_job("strategy: random",
                                "strategy: random\nresource: {parameter: epochs, min: 1, max: 27}");
  const std::string fact = "Stopping   asha after 1, 3, 9 of 27 epochs: one of 3 goes on\n";
  const Output output = run([&] { return validate_command(context(), {file, {}}); });
  EXPECT_NE(output.out.find(fact), std::string::npos) << output.out << output.err;
  const auto rules = changed_job(
      "strategy: random", "strategy: random\nearly_stopping: {percentile: 25, patience: 10}");
  EXPECT_NE(run([&] {
              return validate_command(context(), {rules, {}});
            })
                .out.find("Stopping   not among the best 25 % of others; 10 values in a row "
                          "without improvement\n"),
            std::string::npos);
}

TEST_F(FileCommands, ValidateSaysHowManyConfigurationsAreLeft) {
  const auto file =
      changed_job("limits:",
                  "forbidden: [{layers: {min: 2}, solver: sgd}, {momentum: {min: 0.5}},\n"
                  "            {rate: {min: 0.1}}]\n"
                  "limits:");
  const Output output = run([&] { return validate_command(context(), {file, {}}); });
  EXPECT_EQ(output.exit_code, kExitOk) << output.err;
  EXPECT_NE(output.out.find("Space      4 parameters, infinitely many configurations, or too many "
                            "to be counted\n"
                            "Forbidden  by 3 rules; not counted above\n"),
            std::string::npos)
      << output.out;
}

TEST_F(FileCommands, ValidateCountsWhatIsNotForbidden) {
  const auto file = write("job.yaml",
                          "name: small\ncommand: [/bin/true]\n"
                          "objective: {metric: loss, goal: minimize}\n"
                          "metrics: {loss: 'loss=(.*)'}\nlimits: {trials: 3}\n"
                          "parameters: {a: {type: integer, min: 0, max: 9},\n"
                          "             b: {type: integer, min: 0, max: 9}}\n"
                          "forbidden: [{sum: {a: 1, b: 1}, above: 3}]\n");
  const Output output = run([&] { return validate_command(context(), {file, {}}); });
  EXPECT_EQ(output.exit_code, kExitOk) << output.err;
  EXPECT_NE(output.out.find("Space      2 parameters, 10 configurations\n"
                            "Forbidden  by 1 rule; not counted above\n"),
            std::string::npos)
      << output.out;
}

TEST_F(FileCommands, ValidatePrintsEveryProblemWithItsLine) {
  std::string text = kTinyJob;
  text.replace(text.find("min: 1e-4, max: 0.5"), 19, "min: 0.5, max: 0.1");
  text.replace(text.find("goal: minimize"), 14, "goal: minimise");
  const auto file = write("job.yaml", text);
  const Output output = run([&] { return validate_command(context(), {file, {}}); });
  EXPECT_EQ(output.exit_code, kExitUsage);
  EXPECT_EQ(output.out, "");
  EXPECT_NE(output.err.find("HOME/job.yaml:3: /objective/goal: "), std::string::npos) << output.err;
  EXPECT_NE(output.err.find("HOME/job.yaml:8: /parameters/rate"), std::string::npos) << output.err;
}

TEST_F(FileCommands, AnIllegalExpressionIsNamedWithLineAndPosition) {
  const auto file = changed_job("'loss=(\\S+)'", "'loss=(\\S+'");
  const Output output = run([&] { return validate_command(context(), {file, {}}); });
  EXPECT_EQ(output.exit_code, kExitUsage);
  EXPECT_NE(output.err.find("HOME/job.yaml:5: /metrics/loss: "), std::string::npos) << output.err;
}

TEST_F(FileCommands, UnknownStrategyAndBackendAreNamedTogetherWithTheNearestKnownOne) {
  const auto file = changed_job("strategy: random", "strategy: randm\nbackend: locl");
  const Output output = run([&] { return validate_command(context(), {file, {}}); });
  EXPECT_EQ(output.exit_code, kExitUsage);
  EXPECT_NE(output.err.find("did you mean 'random'?"), std::string::npos) << output.err;
  EXPECT_NE(output.err.find("did you mean 'local'?"), std::string::npos) << output.err;
}

TEST_F(FileCommands, AnOptionIsBlamedForWhatItSays) {
  const std::string file = write("job.yaml", kTinyJob);
  const Output output = run_line({"run", file, "--strategy", "randm", "--name", "a b"});
  EXPECT_EQ(output.exit_code, kExitUsage);
  EXPECT_NE(output.err.find("tuner: --strategy: "), std::string::npos) << output.err;
  EXPECT_NE(output.err.find("tuner: --name: "), std::string::npos) << output.err;
  const std::string without = changed_job("strategy: random\n", "");
  const Output of_the_option = run_line({"run", without, "--strategy", "randm"});
  EXPECT_TRUE(of_the_option.err.starts_with("tuner: --strategy: ")) << of_the_option.err;
  const std::string wrong = changed_job("strategy: random", "strategy: sobl");
  const Output of_the_file = run_line({"run", wrong, "--name", "other"});
  EXPECT_NE(of_the_file.err.find("job.yaml:13: /strategy: "), std::string::npos) << of_the_file.err;
}

TEST_F(FileCommands, ACommandThatDoesNotExistHereIsAProblemForValidateAlone) {
  const auto file = changed_job("/bin/sh", "/no/such/program");
  const Output output = run([&] { return validate_command(context(), {file, {}}); });
  EXPECT_EQ(output.exit_code, kExitUsage);
  EXPECT_NE(output.err.find("/no/such/program"), std::string::npos) << output.err;
  const auto log = write("log", "loss=1\n");
  EXPECT_EQ(run([&] {
              return test_metrics_command(context(), {file, {}, log});
            }).exit_code,
            kExitOk);
}

TEST_F(FileCommands, ValidateAsJsonListsTheProblems) {
  const auto file = changed_job("min: 1e-4", "min: 7");
  const Output output = run([&] { return validate_command(json_context(), {file, {}}); });
  EXPECT_EQ(output.exit_code, kExitUsage);
  const json document = json::parse(output.out);
  EXPECT_EQ(document.at("valid"), false);
  EXPECT_EQ(document.at("problems").at(0).at("code"), "invalid argument");
}

TEST_F(FileCommands, AFileThatIsNotThereIsNotFound) {
  const Output output = run([&] {
    return validate_command(context(), {folder() / "none.yaml", {}});
  });
  EXPECT_EQ(output.exit_code, kExitNotFound) << output.err;
}

TEST_F(FileCommands, TestMetricsShowsEveryFindingAndAVerdictOnEachDefinition) {
  const auto file = write("job.yaml", kTinyJob);
  const auto log =
      write("log", "start\nepoch 1 loss=0.5\nepoch 2 loss=n/a\n\033[1mepoch 3 loss=0.25\033[0m\n");
  const Output output = run([&] { return test_metrics_command(context(), {file, {}, log}); });
  EXPECT_EQ(output.exit_code, kExitOk) << output.err;
  EXPECT_EQ(
      output.out,
      "      2  loss               0.5  epoch 1 loss=0.5\n"
      "      3  loss               n/a  epoch 2 loss=n/a  (no number)\n"
      "      4  loss              0.25  epoch 3 loss=0.25\n"
      "\n"
      "4 lines\n"
      "\n"
      "METRIC    VALUES  LAST  LINES  VERDICT\n"
      "loss           2  0.25  2–4    1 time no number, the first is 'n/a': the first parentheses "
      "must hold the number and nothing else\n"
      "accuracy       0               never matched: compare it with a line of the log, blanks and "
      "capitals count: acc=([0-9.]+)\n");
}

TEST_F(FileCommands, TestMetricsExitsWithNoResultWhenTheObjectiveNeverAppears) {
  const auto file = write("job.yaml", kTinyJob);
  const auto log = write("log", "acc=0.5\n");
  const Output output = run([&] { return test_metrics_command(context(), {file, {}, log}); });
  EXPECT_EQ(output.exit_code, kExitNoResult);
  EXPECT_NE(output.err.find("'loss' has no value in this log"), std::string::npos) << output.err;
}

TEST_F(FileCommands, TestMetricsExitsWithNoResultWhenTheObjectiveEndsAsNoFiniteNumber) {
  const auto file = write("job.yaml", kTinyJob);
  const auto log = write("log", "loss=3\nloss=nan\n");
  const Output output = run([&] { return test_metrics_command(context(), {file, {}, log}); });
  EXPECT_EQ(output.exit_code, kExitNoResult);
  EXPECT_EQ(output.err,
            "tuner: the last value of the objective 'loss' is nan: a training that prints this "
            "would count as failed\n");
  EXPECT_NE(output.out.find("1–2    the last value is nan"), std::string::npos) << output.out;
}

TEST_F(FileCommands, TestMetricsExitsWithNoResultWhenTheLastMatchIsNoNumber) {
  const auto file = write("job.yaml", kTinyJob);
  const auto log = write("log", "loss=0.611\nloss=0.511%\n");
  const Output output = run([&] { return test_metrics_command(context(), {file, {}, log}); });
  EXPECT_EQ(output.exit_code, kExitNoResult);
  EXPECT_EQ(output.err,
            "tuner: the last match of the objective 'loss' is no number ('0.511%'): a training "
            "that prints this would count with an older value, 0.611\n");
}

TEST_F(FileCommands, MoreGpusThanThereAreAreAProblemForValidate) {
  setenv("TUNER_GPUS", "1", 1);
  const auto file_with = [&](const char* gpus) {
    return changed_job("strategy: random",
                       std::string("strategy: random\ngpus_per_trial: ") + gpus);
  };
  const auto validate = [&](const char* gpus) {
    return run([&, file = file_with(gpus)] { return validate_command(context(), {file, {}}); });
  };
  EXPECT_EQ(validate("1").exit_code, kExitOk);
  const Output output = validate("2");
  unsetenv("TUNER_GPUS");
  EXPECT_EQ(output.exit_code, kExitUsage);
  EXPECT_NE(output.err.find("/gpus_per_trial: a run needs 2 GPUs and this machine has 1"),
            std::string::npos)
      << output.err;
}

TEST_F(FileCommands, TestMetricsAsJsonIsOneDocumentWithAndWithoutFindings) {
  const auto file = write("job.yaml", kTinyJob);
  for (const auto& [text, count] : {std::pair{"loss=1 acc=0.5\nloss=2\n", 3U}, std::pair{"", 0U}}) {
    const auto log = write("log", text);
    const Output output = run([&] {
      return test_metrics_command(json_context(), {file, {}, log});
    });
    const json document = json::parse(output.out);
    EXPECT_EQ(document.at("found").size(), count) << output.out;
    EXPECT_EQ(document.at("definitions").size(), 2U);
  }
}

TEST_F(FileCommands, ALogThatIsMissingOrAFolderIsRefused) {
  const auto file = write("job.yaml", kTinyJob);
  EXPECT_EQ(run([&] {
              return test_metrics_command(context(), {file, {}, folder() / "none"});
            }).exit_code,
            kExitNotFound);
  EXPECT_EQ(run([&] {
              return test_metrics_command(context(), {file, {}, folder()});
            }).exit_code,
            kExitUsage);
}

}  // namespace
}  // namespace tuner
