// Trials with known losses, for the tests of what is said about a job.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "tests/strategies/model_spaces.h"
#include "tuner/base/sobol.h"
#include "tuner/job/objective.h"
#include "tuner/job/prior.h"
#include "tuner/job/trial.h"
#include "tuner/model/trial_model.h"
#include "tuner/space/encoding.h"

namespace tuner {

inline const std::vector<Objective> kMinimizeLoss = {{"loss", Goal::kMinimize}};

// Trial `number` was created at second 10·number and ended nine seconds later; no value: its
// configuration failed.
inline Trial ended_trial(std::uint32_t number,
                         Configuration configuration,
                         std::optional<double> value) {
  Trial trial{{number}};
  trial.name = "trial-" + std::to_string(number);
  trial.suggestion.configuration = std::move(configuration);
  trial.status = value ? TrialStatus::kSucceeded : TrialStatus::kFailed;
  if (!value) trial.failure = FailureClass::kUserError;
  trial.objectives = {value};
  trial.attempts = 1;
  trial.created_at = TimePoint(std::chrono::seconds(10 * number));
  trial.started_at = trial.created_at;
  trial.ended_at = trial.created_at + std::chrono::seconds(9);
  return trial;
}

using ValueOf =
    std::function<std::optional<double>(const Eigen::VectorXd& u, const Configuration&)>;

// `count` trials at scrambled Sobol points of the space.
inline std::vector<Trial> spread_trials(const SearchSpace& space,
                                        std::uint32_t count,
                                        const ValueOf& value,
                                        std::uint64_t seed = 5) {
  const Encoding encoding(space);
  const ScrambledSobol sobol(space.size(), seed);
  std::vector<Trial> trials;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::vector<double> point = sobol.point(i);
    const Configuration configuration =
        encoding.decode(Eigen::Map<const Eigen::VectorXd>(point.data(), encoding.dimension()));
    trials.push_back(
        ended_trial(i + 1, configuration, value(encoding.encode(configuration), configuration)));
  }
  return trials;
}

// What a job begins with that goes on from these trials.
inline std::vector<EarlierResult> earlier_results(const std::vector<Trial>& trials) {
  std::vector<EarlierResult> results;
  for (const Trial& trial : trials) {
    results.push_back({trial.suggestion.configuration, trial.status, trial.failure});
    if (trial.objectives.front()) results.back().losses = {*trial.objectives.front()};
  }
  return results;
}

inline TrialModel model_of(const SearchSpace& space,
                           const std::vector<Trial>& trials,
                           const std::vector<Objective>& objectives = kMinimizeLoss,
                           const Prior& prior = {}) {
  auto model = TrialModel::create(space, {objectives}, trials, prior);
  EXPECT_TRUE(model) << (model ? "" : to_string(model.error()));
  return *std::move(model);
}

}  // namespace tuner
