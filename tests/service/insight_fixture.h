// Jobs of known functions, for tests of what a model says of them.
#pragma once

#include <nlohmann/json.hpp>
#include <regex>

#include "strategies/registry.h"
#include "tests/model/trial_samples.h"
#include "tests/service/sample_home.h"

namespace tuner {

inline TuningJobSpec spec_of(const std::string& name, const SearchSpace& space, Goal goal) {
  TuningJobSpec spec = testing::sample_spec(name);
  spec.parameters.assign(space.parameters().begin(), space.parameters().end());
  spec.objectives.front().goal = goal;
  return spec;
}

inline std::optional<double> slope(const Eigen::VectorXd& u, const Configuration&) {
  return 10.0 + 4.0 * u[0] + u[1];
}

// Real numbers, percentages, bars and runs of blanks become single marks.
inline std::string masked(std::string text) {
  text = std::regex_replace(text, std::regex("-?[0-9]+\\.[0-9]+(e-?[0-9]+)?"), "#");
  text = std::regex_replace(text, std::regex("correlation 1\\b"), "correlation #");
  text = std::regex_replace(text, std::regex("[0-9]+ %( ± +[0-9]+)?"), "%");
  text = std::regex_replace(text, std::regex("(# | # )?%"), "%");
  text = std::regex_replace(text, std::regex("(█)+"), "=");
  return std::regex_replace(text, std::regex("  +"), " ");
}

class InsightCommands : public testing::SampleHome {
 protected:
  void add(const std::string& name,
           const SearchSpace& space,
           const std::vector<Trial>& trials,
           Goal goal = Goal::kMinimize,
           const std::string& strategy = "random",
           const Prior& prior = {}) {
    TuningJobSpec spec = spec_of(name, space, goal);
    spec.strategy = strategy;
    add(spec, trials, {}, prior);
  }
  void add(const TuningJobSpec& spec,
           const std::vector<Trial>& trials,
           const std::vector<Action>& actions = {},
           const Prior& prior = {}) {
    ASSERT_TRUE(store_->create_job({.spec = spec, .identity = {7}, .prior = prior}));
    ASSERT_TRUE(store_->append_step(
        spec.name, {1, JobTime(0), TimePoint{}, {JobOpened{}}, actions}, trials));
  }

  testing::Output line(const std::vector<std::string>& arguments) const {
    return run_line(arguments);
  }
  nlohmann::json document(const std::vector<std::string>& arguments) const {
    std::vector<std::string> all = {"--json"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return nlohmann::json::parse(line(all).out);
  }
};

// Trials as the Bayesian strategy proposes them one after the other.
inline std::vector<Trial> bayesian_trials(const SearchSpace& space,
                                          std::uint32_t count,
                                          const Prior& prior = {}) {
  const auto strategy = make_strategy("bayesian", space, 7, 1, prior).value();
  const Encoding encoding(space);
  std::vector<Trial> trials;
  for (std::uint32_t i = 1; i <= count; ++i) {
    const Configuration configuration = strategy->ask({i}, 1).value().front().configuration;
    const Eigen::VectorXd u = encoding.encode(configuration);
    trials.push_back(ended_trial(i, configuration, (u.array() - 0.3).square().sum()));
    strategy->tell(
        {{i}, {configuration}, TrialStatus::kSucceeded, {}, {*trials.back().objectives[0]}});
  }
  return trials;
}

}  // namespace tuner
