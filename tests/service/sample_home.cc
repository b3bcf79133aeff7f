#include "tests/service/sample_home.h"

#include <cstdlib>
#include <fstream>

#include "service/cli.h"
#include "tests/contract/result_matchers.h"

namespace tuner::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const TimePoint kCreated{seconds(1'700'000'000)};  // 2023-11-14 22:13:20 UTC

Trial trial(const std::string& job,
            std::uint32_t number,
            double learning_rate,
            const char* solver) {
  Trial trial;
  trial.id = {number};
  trial.name = trial_name({job}, {7}, {number});
  trial.suggestion.configuration = {{"learning-rate", learning_rate}, {"solver", Category{solver}}};
  trial.attempts = 1;
  trial.created_at = kCreated + seconds(number);
  trial.started_at = kCreated + seconds(number + 1);
  return trial;
}

void end(Trial& trial, TrialStatus status, std::optional<double> value) {
  trial.status = status;
  trial.objectives = {value};
  trial.ran_for = seconds(30 + 10 * trial.id.number);
  trial.ended_at = *trial.started_at + trial.ran_for;
  trial.exit_code = 0;
}

std::vector<Trial> sample_trials(const std::string& job) {
  std::vector<Trial> trials = {trial(job, 1, 0.1, "adam"),
                               trial(job, 2, 0.3, "sgd"),
                               trial(job, 3, 0.0123456789, "adam"),
                               trial(job, 4, 0.001, "sgd")};
  end(trials[0], TrialStatus::kSucceeded, 0.25);
  end(trials[1], TrialStatus::kFailed, std::nullopt);
  trials[1].failure = FailureClass::kMetricMissing;
  trials[1].reason = "the training never printed 'loss'\nits last line: \033[31mbye";
  end(trials[2], TrialStatus::kSucceeded, 0.125);
  trials[3].status = TrialStatus::kRunning;
  trials[3].objectives = {std::nullopt};
  return trials;
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size()) {
    text.replace(at, what.size(), with);
  }
  return text;
}

}  // namespace

TuningJobSpec sample_spec(const std::string& name) {
  TuningJobSpec spec;
  spec.name = {name};
  spec.parameters = {{"learning-rate", Continuous{1e-4, 0.5, Scale::kAuto}},
                     {"solver", Categorical{{{"adam"}, {"sgd"}}}}};
  spec.static_hyperparameters = {{"note", "it's one"}};
  spec.objectives = {{"loss", Goal::kMinimize}};
  spec.metrics = {{"loss", "loss=(\\S+)"}};
  spec.command = {"python3", "train.py"};
  spec.working_folder = "/home/ada/digits";
  spec.limits.trials = 20;
  spec.limits.parallel = 2;
  spec.strategy = "random";
  spec.seed = 7;
  return spec;
}

SampleHome::SampleHome() {
  setenv("TZ", "UTC", 1);
  tzset();
  unsetenv("COLUMNS");
  context_.home = folder_.path() / "home";
  setenv("TUNER_HOME", context_.home->c_str(), 1);
  EXPECT_OK(Home::open(*context_.home));
  store_ = value_of(SqliteStore::open(home().database()));
  add_job("digits");
}

void SampleHome::add_job(const std::string& name) {
  JobRecord job;
  job.spec = sample_spec(name);
  job.identity = {7};
  job.created_at = kCreated;
  EXPECT_OK(store_->create_job(job));
  StepRecord step{1, milliseconds(92'000), kCreated + seconds(92), {JobOpened{}}, {}};
  for (const Trial& each : sample_trials(name)) {
    step.actions.push_back(StartRun{each.id, 1, each.suggestion, {}});
  }
  EXPECT_OK(store_->append_step(job.spec.name, step, sample_trials(name)));
}

Output SampleHome::run(const std::function<int()>& command) const {
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  Output output;
  output.exit_code = command();
  const std::string path = folder_.path().string();
  output.out = replaced(::testing::internal::GetCapturedStdout(), path, "HOME");
  output.err = replaced(::testing::internal::GetCapturedStderr(), path, "HOME");
  return output;
}

Output SampleHome::run_line(const std::vector<std::string>& arguments) const {
  std::vector<const char*> argv = {"tuner"};
  for (const std::string& argument : arguments) argv.push_back(argument.c_str());
  return run([&] { return run_cli(static_cast<int>(argv.size()), argv.data()); });
}

std::filesystem::path SampleHome::write(const std::string& name, const std::string& text) const {
  return folder_.write(name, text);
}

}  // namespace tuner::testing
