// What a search keeps in memory. The allocator itself is asked, so that everything counts: nodes, vectors, matrices, and what it adds
// to each of them.
#include <gtest/gtest.h>
#include <malloc.h>

#include <memory>
#include <string>
#include <vector>

#include "strategies/ask_tell.h"
#include "strategies/registry.h"
#include "strategies/stopping_rules.h"
#include "tests/fakes/job_fixtures.h"
#include "tests/strategies/model_spaces.h"
#include "tuner/base/rng.h"
#include "tuner/space/encoding.h"

namespace tuner {
namespace {

constexpr double kMegabyte = 1e6;

double megabytes_in_use() {
  const auto info = mallinfo2();
  return static_cast<double>(info.uordblks + info.hblkhd) / kMegabyte;
}

// Every kind of parameter: thirteen columns of the model.
SearchSpace eight_parameters() {
  return space_of(
      {{"activation", Categorical{{text("relu"), text("tanh"), text("gelu")}}},
       {"decay", Continuous{1e-6, 1e-1, Scale::kLog}},
       {"layers", Integer{1, 6}},
       {"momentum", Continuous{0.5, 0.999, Scale::kReverseLog}},
       {"rate", Continuous{1e-5, 1.0, Scale::kLog}},
       {"share", Continuous{0.0, 1.0}},
       {"solver", Categorical{{text("adam"), text("sgd"), text("lbfgs"), text("none")}}},
       {"units", Integer{8, 512, Scale::kLog}}});
}

Configuration uniform(const Encoding& encoding, TrialId trial) {
  Rng rng = Rng::for_trial(1, trial, "memory");
  Eigen::VectorXd u(encoding.dimension());
  for (double& x : u) x = rng.uniform();
  return encoding.decode(u);
}

double loss_of(const Encoding& encoding, const Configuration& configuration, double centre = 0.3) {
  return (encoding.encode(configuration).array() - centre).square().sum();
}

struct Kind {
  std::string strategy;
  std::size_t objectives = 1;
  std::uint32_t failing = 0xFFFFFFFF;  // every so many trials
};

// What a strategy keeps of `trials` trials, of which all but the last are told without being asked for: that leaves the same behind,
// and takes less time.
double megabytes_of(const Kind& kind, std::uint32_t trials) {
  constexpr std::uint32_t kAsked = 4;
  const Encoding encoding(eight_parameters());
  const double before = megabytes_in_use();
  const auto strategy = make_strategy(kind.strategy, encoding.space(), 1, kind.objectives).value();
  for (TrialId trial{1}; trial.number <= trials; ++trial.number) {
    Outcome outcome{trial, {}};
    if (trial.number + kAsked <= trials) {
      outcome.suggestion = {uniform(encoding, trial)};
    } else {
      outcome.suggestion = strategy->ask(trial, 1).value().at(0);
    }
    if (trial.number % kind.failing == 0) {
      outcome.status = TrialStatus::kFailed;
      outcome.failure = FailureClass::kOutOfMemory;
    }
    for (std::size_t j = 0; outcome.status == TrialStatus::kSucceeded && j < kind.objectives; ++j) {
      const double centre = 0.3 + 0.4 * static_cast<double>(j);
      outcome.losses.push_back(loss_of(encoding, outcome.suggestion.configuration, centre));
    }
    strategy->tell(outcome);
  }
  return megabytes_in_use() - before;
}

TEST(Memory, OfTenThousandTrialsIsAtMostEightMegabytes) {
  for (const char* strategy : {"bayesian", "auto", "tpe", "cma_es", "nsga_ii", "random", "sobol"}) {
    const double megabytes = megabytes_of({strategy}, 10'000);
    EXPECT_LT(megabytes, 8.0) << strategy;
    EXPECT_GT(megabytes, 8.0 * 8.0 * 10'000 / kMegabyte) << strategy << ": the values alone";
    RecordProperty(strategy, std::to_string(megabytes));
  }
}

// Each further process has a factor of its own.
TEST(Memory, OfTenThousandTrialsWithTwoProcessesIsLittleMore) {
  for (const Kind& kind : {Kind{"bayesian", 1, 20}, Kind{"bayesian", 2}, Kind{"nsga_ii", 2}}) {
    const double megabytes = megabytes_of(kind, 10'000);
    EXPECT_LT(megabytes, 9.0) << kind.strategy;
    RecordProperty(kind.strategy + std::to_string(kind.objectives), std::to_string(megabytes));
  }
}

double megabytes_of_curves(const EarlyStopping& rules) {
  constexpr std::uint32_t kTrials = 1'000;
  constexpr std::int64_t kSteps = 1'000;
  TuningJobSpec spec = small_spec(kTrials, 1);
  spec.early_stopping = rules;
  const double before = megabytes_in_use();
  StoppingRules stopping(spec);
  for (TrialId trial{1}; trial.number <= kTrials; ++trial.number) {
    for (std::int64_t step = 1; step <= kSteps; ++step)
      stopping.on_value(trial, step, 1.0 / static_cast<double>(step));
    stopping.on_end(trial, true);
  }
  return megabytes_in_use() - before;
}

TEST(Memory, OfCurvesIsTakenOnlyWhereARuleComparesThem) {
  EarlyStopping alone, compared;
  alone.threshold = 2.0;
  compared.median = true;
  compared.after = 1'001;
  EXPECT_LT(megabytes_of_curves(alone), 0.5);
  EXPECT_GT(megabytes_of_curves(compared), 8.0) << "1,000 curves";
}

AskTell study_of(const Encoding& encoding, std::uint32_t trials) {
  AskTell study = AskTell::create(encoding.space(), {"bayesian", 1}).value();
  for (TrialId trial{1}; trial.number < trials; ++trial.number) {
    const Configuration configuration = uniform(encoding, trial);
    EXPECT_TRUE(study.tell(configuration, loss_of(encoding, configuration)));
  }
  const NumberedSuggestion last = study.ask().value();
  EXPECT_TRUE(study.tell(last.trial, loss_of(encoding, last.configuration)));
  return study;
}

// The log is the history that the study gives to its user.
TEST(Memory, OfStudiesAtRestIsThatOfTheirLogs) {
  constexpr int kStudies = 40;
  const Encoding encoding(eight_parameters());
  const double before = megabytes_in_use();
  std::vector<AskTell> studies;
  for (int i = 0; i < kStudies; ++i) {
    studies.push_back(study_of(encoding, 100));
    studies.back().rest();
  }
  const double at_rest = megabytes_in_use() - before;
  std::vector<std::vector<Evaluation>> logs;
  for (const AskTell& study : studies)
    logs.emplace_back(study.history().begin(), study.history().end());
  const double of_logs = megabytes_in_use() - before - at_rest;
  EXPECT_LT(at_rest, 1.5 * of_logs) << "megabytes; the logs have " << of_logs;
  for (AskTell& study : studies) EXPECT_TRUE(study.ask());
  const double awake = megabytes_in_use() - before - of_logs;
  for (AskTell& study : studies) study.rest();
  EXPECT_LT(megabytes_in_use() - before - of_logs, 0.7 * awake);
  RecordProperty("at_rest", std::to_string(at_rest / kStudies));
  RecordProperty("log", std::to_string(of_logs / kStudies));
  RecordProperty("awake", std::to_string(awake / kStudies));
}

}  // namespace
}  // namespace tuner
