#include "strategies/nsga_ii.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "tests/contract/strategy_contract.h"
#include "tests/strategies/ask_and_tell.h"
#include "tests/strategies/model_spaces.h"

namespace tuner {
namespace {

StrategyCase nsga_ii_case(std::size_t objectives) {
  const auto make = [objectives](const SearchSpace& space, std::uint64_t seed) {
    return make_nsga_ii(space, seed, objectives);
  };
  return {.make = make, .objectives = objectives, .trials = 20 * objectives + 20};
}
INSTANTIATE_TEST_SUITE_P(NsgaIi,
                         StrategyContract,
                         testing::Values(nsga_ii_case(1), nsga_ii_case(2)));

using LossesOf = std::function<std::vector<double>(const Configuration&)>;

// `parallel` trials at once, told in the opposite order.
std::vector<Configuration> run_at_once(Strategy& strategy,
                                       std::uint32_t trials,
                                       const LossesOf& losses,
                                       std::uint32_t parallel = 1) {
  std::vector<Configuration> asked;
  for (std::uint32_t trial = 1; trial <= trials; trial += parallel) {
    const auto suggestions = strategy.ask(TrialId{trial}, parallel).value();
    for (std::uint32_t i = parallel; i-- > 0;) {
      const Configuration& configuration = suggestions[i].configuration;
      strategy.tell({TrialId{trial + i},
                     suggestions[i],
                     TrialStatus::kSucceeded,
                     FailureClass::kNone,
                     losses(configuration)});
    }
    for (const Suggestion& suggestion : suggestions) asked.push_back(suggestion.configuration);
  }
  return asked;
}

TEST(NsgaIi, OfOneObjectiveApproachesTheMinimum) {
  for (const std::uint32_t parallel : {1U, 8U}) {
    const auto strategy = make_nsga_ii(box(3), kSeed);
    double best = 1.0;
    const LossesOf losses = [](const Configuration& c) { return std::vector<double>{bowl(c)}; };
    for (const Configuration& configuration : run_at_once(*strategy, 400, losses, parallel)) {
      best = std::min(best, bowl(configuration));
    }
    EXPECT_LT(best, 1e-3) << parallel;
  }
}

// The front of two bowls is the line between their centres: late trials lie near it, all along.
TEST(NsgaIi, SpreadsAlongTheFront) {
  const auto strategy = make_nsga_ii(box(3), kSeed, 2);
  const LossesOf losses = [](const Configuration& configuration) {
    double near = 0.0, far = 0.0;
    for (const auto& [name, value] : configuration) {
      near += std::pow(std::get<double>(value) - 0.25, 2);
      far += std::pow(std::get<double>(value) - 0.75, 2);
    }
    return std::vector<double>{near, far};
  };
  const auto asked = run_at_once(*strategy, 500, losses);
  std::vector<int> along(5, 0);
  double off = 0.0;
  for (std::size_t i = 400; i < 500; ++i) {
    const double x = real(asked[i], "x0"), y = real(asked[i], "x1"), z = real(asked[i], "x2");
    const double place = (x + y + z) / 3.0;
    off += std::hypot(x - place, y - place, z - place) / 100.0;
    const double part = std::clamp((place - 0.25) / 0.1, 0.0, 4.999);
    ++along[static_cast<std::size_t>(part)];
  }
  EXPECT_LT(off, 0.2);  // by chance 0.4
  for (const int trials : along) EXPECT_GE(trials, 5);
}

// By ranks and by shares of ranges: scaling a loss changes nothing.
TEST(NsgaIi, TheUnitOfALossDoesNotCount) {
  const auto plain = make_nsga_ii(box(2), kSeed, 2), scaled = make_nsga_ii(box(2), kSeed, 2);
  const auto losses = [](double unit) {
    return [unit](const Configuration& c) {
      return std::vector<double>{bowl(c), unit * std::abs(real(c, "x0") - 0.8)};
    };
  };
  EXPECT_EQ(run_at_once(*plain, 80, losses(1.0)), run_at_once(*scaled, 80, losses(1024.0)));
}

TEST(NsgaIi, KeepsAwayFromConfigurationsThatFail) {
  const auto strategy = make_nsga_ii(box(2), kSeed, 2);
  int failures_late = 0;
  for (std::uint32_t trial = 1; trial <= 150; ++trial) {
    const Suggestion suggestion = strategy->ask(TrialId{trial}, 1)->front();
    const double x = real(suggestion.configuration, "x0");
    if (x > 0.4) {
      strategy->tell({TrialId{trial}, suggestion, TrialStatus::kFailed, FailureClass::kDiverged});
      if (trial > 100) ++failures_late;
    } else {
      strategy->tell({TrialId{trial},
                      suggestion,
                      TrialStatus::kSucceeded,
                      FailureClass::kNone,
                      {-x, bowl(suggestion.configuration)}});
    }
  }
  EXPECT_LE(failures_late, 15);  // 30 by chance
}

}  // namespace
}  // namespace tuner
