// Simulated jobs: they go as real ones do, the same way each time, and touch nothing.
#include <nlohmann/json.hpp>
#include <sstream>

#include "service/commands.h"
#include "service/exit_code.h"
#include "tests/contract/result_matchers.h"
#include "tests/service/sample_home.h"

namespace tuner {
namespace {

using json = nlohmann::json;
using testing::Output;
using testing::value_of;

constexpr const char* kPlannedJob = R"(
name: planned
command: [no-such-program-anywhere]
objective: {metric: loss, goal: minimize}
metrics: {loss: 'loss=(\S+)'}
parameters:
  x: {type: continuous, min: 0, max: 1}
  solver: {type: categorical, values: [adam, sgd]}
strategy: random
seed: 5
)";

class Simulate : public testing::SampleHome {
 protected:
  // The job with these further lines.
  SimulateOptions file(const std::string& lines) {
    SimulateOptions options;
    options.file = write("planned.yaml", kPlannedJob + lines);
    return options;
  }
  json simulated(const SimulateOptions& options) {
    const Output output = run([&] { return simulate_command(json_context(), options); });
    EXPECT_EQ(output.exit_code, kExitOk) << output.err;
    return json::parse(output.out);
  }
  std::string refused(const SimulateOptions& options, ExitCode code = kExitUsage) {
    const Output output = run([&] { return simulate_command(context(), options); });
    EXPECT_EQ(output.exit_code, code);
    EXPECT_EQ(output.out, "");
    return output.err;
  }
};

TEST_F(Simulate, DaysPassAndNothingIsRunOrKept) {
  SimulateOptions options = file("limits: {trials: 100, parallel: 4}\n");
  options.trial_time = "6h";
  const json result = simulated(options);
  EXPECT_EQ(result.at("simulated"), true);
  EXPECT_EQ(result.at("job").at("counts").at("succeeded"), 100);
  EXPECT_GT(result.at("job").at("job_seconds"), 86'400.0 * 5);
  EXPECT_GT(result.at("in_use"), 0.9);
  EXPECT_LE(result.at("in_use"), 1.0);
  EXPECT_EQ(result.at("job").at("best").at("objective"),
            result.at("best_by_time").back().at("objective"));
  EXPECT_EQ(result.at("trials").size(), 100U);
  EXPECT_EQ(value_of(store_->jobs()).size(), 1U);  // that of the fixture
  EXPECT_FALSE(std::filesystem::exists(home().job_folder({"planned"})));
}

TEST_F(Simulate, TheLastRowHasEveryTrial) {
  SimulateOptions options = file("limits: {trials: 30, parallel: 2}\n");
  options.trial_time = "7m";
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    options.seed = seed;
    const Output output = run([&] { return simulate_command(context(), options); });
    std::string last_row;
    std::istringstream lines(output.out);
    for (std::string line; std::getline(lines, line);) {
      if (line.ends_with("█")) last_row = line;
    }
    EXPECT_NE(last_row.find(" 30  "), std::string::npos) << "seed " << seed << "\n" << output.out;
  }
}

TEST_F(Simulate, TheSameSeedGoesTheSameWayAndAnotherOneDoesNot) {
  SimulateOptions options = file("limits: {trials: 30, parallel: 3}\n");
  options.failure_rate = 0.2;
  const json first = simulated(options);
  EXPECT_EQ(first, simulated(options));
  options.seed = 6;
  EXPECT_NE(first, simulated(options));
}

TEST_F(Simulate, FailuresAreAsFrequentAsSaid) {
  SimulateOptions options = file("limits: {trials: 200, parallel: 10, failures: 200}\n");
  options.failure_rate = 0.25;
  const json counts = simulated(options).at("job").at("counts");
  EXPECT_GT(counts.at("failed"), 25);
  EXPECT_LT(counts.at("failed"), 75);
  options.failure_rate = 1.0;
  const Output output = run([&] { return simulate_command(context(), options); });
  EXPECT_EQ(output.exit_code, kExitNoResult);
}

TEST_F(Simulate, LimitsAndCompletionEndItAsTheyEndAJob) {
  const auto reason = [&](const std::string& lines) {
    return simulated(file(lines)).at("job").at("reason").get<std::string>();
  };
  EXPECT_EQ(reason("limits: {trials: 5}\n"), "all trials are done");
  EXPECT_EQ(reason("limits: {time: 2h}\n"), "the job's time limit is reached");
  EXPECT_NE(reason("limits: {cost: 3, price_per_hour: 2}\n").find("cost"), std::string::npos);
  EXPECT_NE(reason("limits: {trials: 500}\ncompletion: {not_improving: 7}\n")
                .find("was not improved by 7 results in a row"),
            std::string::npos);
}

TEST_F(Simulate, EarlyStoppingStopsTrials) {
  const json result =
      simulated(file("limits: {trials: 60, parallel: 4}\nearly_stopping: median\n"));
  EXPECT_GT(result.at("job").at("counts").at("stopped early"), 0);
}

TEST_F(Simulate, SaysThatValuesAreInventedAndShowsTheBestOverTime) {
  const Output output =
      run([&] { return simulate_command(context(), file("limits: {trials: 8, parallel: 2}\n")); });
  EXPECT_EQ(output.exit_code, kExitOk) << output.err;
  EXPECT_EQ(output.out.find("A simulation: no training is run; values are invented"), 0U);
  EXPECT_NE(output.out.find("Ended     completed: all trials are done\n"), std::string::npos)
      << output.out;
  EXPECT_NE(output.out.find("TRIALS  BEST loss"), std::string::npos) << output.out;
}

// Trials of job "before": the loss is x, and each took 20 seconds.
class SimulateLike : public Simulate {
 protected:
  SimulateLike() {
    JobRecord job;
    job.spec = testing::sample_spec("before");
    job.spec.parameters = {{"x", Continuous{.min = 0.0, .max = 1.0}},
                           {"solver", Categorical{{{"adam"}, {"sgd"}}}}};
    EXPECT_OK(store_->create_job(job));
    StepRecord step{1, {}, {}, {JobOpened{}}, {}};
    std::vector<Trial> trials;
    for (std::uint32_t number = 1; number <= 12; ++number) {
      Trial trial{.id = {number}, .name = "before-" + std::to_string(number)};
      const double x = number / 13.0;
      trial.suggestion.configuration = {{"x", x}, {"solver", Category{"adam"}}};
      trial.status = TrialStatus::kSucceeded;
      trial.objectives = {100.0 + x};
      trial.ran_for = std::chrono::seconds(20);
      trial.ended_at = TimePoint(std::chrono::seconds(number));
      trials.push_back(std::move(trial));
    }
    EXPECT_OK(store_->append_step(job.spec.name, step, trials));
  }
};

TEST_F(SimulateLike, ValuesAndTimesAreThoseOfTheOtherJob) {
  SimulateOptions options = file("limits: {trials: 20}\n");
  options.like = "before";
  const json result = simulated(options);
  EXPECT_NEAR(result.at("job").at("job_seconds"), 400.0, 5.0);
  for (const json& trial : result.at("trials")) {
    if (trial.at("configuration").at("solver") != "adam") continue;  // of which nothing is known
    const double x = trial.at("configuration").at("x");
    EXPECT_NEAR(trial.at("objectives").at("loss"), 100.0 + x, 0.1);
  }
}

TEST_F(SimulateLike, WhatIsWrongIsSaidAtOnce) {
  SimulateOptions options = file("limits: {trials: 0}\n");
  options.like = "befor";
  options.trial_time = "soon";
  options.failure_rate = 1.5;
  const std::string err = refused(options);
  for (const char* part : {"/limits/trials",
                           "did you mean 'before'",
                           "--trial-time",
                           "'soon'",
                           "--failure-rate",
                           "1.5 is not between 0 and 1"}) {
    EXPECT_NE(err.find(part), std::string::npos) << part << "\n" << err;
  }
  options = file("limits: {trials: 5}\n");
  options.like = "other";
  EXPECT_NE(refused(options, kExitNotFound).find("no job named 'other'"), std::string::npos);
  EXPECT_NE(refused(file("")).find("a job needs limits.trials"), std::string::npos);
}

}  // namespace
}  // namespace tuner
