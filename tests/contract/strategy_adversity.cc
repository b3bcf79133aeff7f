// What every strategy survives: worlds in which nothing can be learnt, or everything is out of scale. A strategy that joins the
// suite of strategy_contract.h passes these as well.
#include <cmath>
#include <functional>
#include <limits>
#include <set>

#include "tests/contract/strategy_contract.h"
#include "tuner/space/encoding.h"

namespace tuner {
namespace {

constexpr double kHuge = std::numeric_limits<double>::max();
constexpr double kTiny = std::numeric_limits<double>::denorm_min();

Outcome ended_with(std::uint32_t trial, const Suggestion& suggestion, double loss) {
  const std::vector<double> losses(StrategyContract::GetParam().objectives, loss);
  return {{trial}, suggestion, TrialStatus::kSucceeded, FailureClass::kNone, losses};
}

Outcome failed(std::uint32_t trial, const Suggestion& suggestion) {
  return {{trial}, suggestion, TrialStatus::kFailed, FailureClass::kOutOfMemory};
}

// A strategy, and all configurations that it has proposed or been told.
class Search {
 public:
  Search(std::unique_ptr<Strategy> strategy, SearchSpace space)
      : strategy_(std::move(strategy)), space_(std::move(space)) {}

  void import(const Configuration& configuration, double loss) {
    seen_.insert(configuration);
    strategy_->tell(ended_with(++trials_, {configuration}, loss));
  }

  // The next suggestion, which is legal and new.
  Suggestion ask() {
    const auto suggestions = strategy_->ask({++trials_}, 1);
    EXPECT_TRUE(suggestions) << to_string(suggestions.error());
    if (!suggestions || suggestions->size() != 1) {
      ADD_FAILURE() << "no suggestion for trial " << trials_;
      return {};
    }
    const Configuration& configuration = suggestions->front().configuration;
    const auto legal = space_.check(configuration);
    EXPECT_TRUE(legal) << to_string(legal.error()) << " in " << to_text(configuration);
    EXPECT_TRUE(seen_.insert(configuration).second) << "again " << to_text(configuration);
    return suggestions->front();
  }

  void go_on(std::size_t trials, const std::function<double(std::uint32_t)>& loss) {
    for (std::size_t i = 0; i < trials; ++i) {
      const Suggestion suggestion = ask();
      strategy_->tell(ended_with(trials_, suggestion, loss(trials_)));
    }
  }

  void fail_all(std::size_t trials) {
    for (std::size_t i = 0; i < trials; ++i) {
      const Suggestion suggestion = ask();
      strategy_->tell(failed(trials_, suggestion));
    }
  }

  Strategy& strategy() { return *strategy_; }
  bool is_used_up() {
    const auto more = strategy_->ask({trials_ + 1}, 1);
    return strategy_->exhausted() && more && more->empty();
  }

 private:
  std::unique_ptr<Strategy> strategy_;
  SearchSpace space_;
  std::set<Configuration> seen_;
  std::uint32_t trials_ = 0;
};

// A thousand; a hundred with several objectives, each of which costs as much as one.
std::uint32_t many() { return StrategyContract::GetParam().objectives == 1 ? 1000 : 100; }

std::vector<Category> many_values() {
  std::vector<Category> values;
  for (std::uint32_t i = 0; i < many(); ++i)
    values.push_back({std::to_string(i), Category::Kind::kNumber});
  return values;
}

double wave(std::uint32_t trial) { return std::sin(trial); }

}  // namespace

TEST_P(StrategyContract, AThousandResultsOfOneConfigurationAreSurvived) {
  const Encoding encoding(mixed());
  const Configuration one = encoding.decode(Eigen::VectorXd::Constant(encoding.dimension(), 0.4));
  const std::function<double(std::uint32_t)> equal = [](std::uint32_t) { return 0.5; };
  for (const auto& loss : {equal, std::function<double(std::uint32_t)>(wave)}) {
    Search search(make(encoding.space()), encoding.space());
    for (std::uint32_t n = 1; n <= many(); ++n) search.import(one, loss(n));
    search.go_on(5, loss);
  }
}

TEST_P(StrategyContract, ResultsOnALineAreSurvived) {
  const SearchSpace space = space_of({{"x", Continuous{0.0, 1.0, Scale::kLinear}},
                                      {"y", Continuous{-1.0, 1.0}},
                                      {"z", Continuous{1e-6, 1.0, Scale::kLog}}});
  const Encoding encoding(space);
  Search search(make(space), space);
  for (int i = 0; i < 300; ++i) {
    const Eigen::VectorXd u = Eigen::VectorXd::Constant(3, (i + 0.5) / 300.0);
    search.import(encoding.decode(u), std::abs(i - 100.0));
  }
  search.go_on(10, wave);
}

TEST_P(StrategyContract, LossesOfEveryMagnitudeInOneHistoryAreSurvived) {
  constexpr double kLosses[] = {1e300, -1e-300, 0.0, 1e-300, -1e300, kHuge, 1.0, -kHuge, kTiny};
  Search search(make(mixed()), mixed());
  search.go_on(GetParam().trials,
               [&](std::uint32_t trial) { return kLosses[trial % std::size(kLosses)]; });
}

TEST_P(StrategyContract, RangesOfEveryMagnitudeAreSurvived) {
  const SearchSpace space = space_of(
      {{"x", Continuous{1e-300, 1e300, Scale::kLog}},
       {"y", Continuous{-0.5 * kHuge, 0.5 * kHuge, Scale::kLinear}},
       {"z", Continuous{0.0, 5e-300, Scale::kLinear}},
       {"n",
        Integer{
            std::numeric_limits<std::int32_t>::min(), 2147483647, Scale::kLinear, 1'000'000'000}}});
  Search search(make(space), space);
  search.go_on(GetParam().trials, wave);
}

TEST_P(StrategyContract, ACategoryOfAThousandValuesIsSearched) {
  const SearchSpace space = space_of({{"c", Categorical{many_values()}}, {"k", Integer{1, 2}}});
  Search search(make(space), space);
  search.go_on(12, wave);
}

TEST_P(StrategyContract, TheLastOfAThousandValuesAreFoundWithoutRepetition) {
  const std::vector<Category> values = many_values();
  const SearchSpace space = space_of({{"c", Categorical{values}}});
  Search search(make(space), space);
  for (std::uint32_t n = 3; n < many(); ++n) search.import({{"c", values[n]}}, wave(n));
  search.go_on(3, wave);
  EXPECT_TRUE(search.is_used_up());
}

TEST_P(StrategyContract, TwoHundredParametersAreSearched) {
  std::vector<Parameter> parameters;
  for (int j = 0; j < 200; ++j) {
    const bool fixed = !GetParam().continuous && j >= 4;  // a grid has to be listed
    parameters.push_back(
        {"x" + std::to_string(j), Continuous{0.0, fixed ? 0.0 : 1.0, Scale::kLinear}});
  }
  const SearchSpace space = space_of(std::move(parameters));
  Search search(make(space), space);
  search.go_on(GetParam().trials, wave);
}

TEST_P(StrategyContract, AFiniteSpaceInWhichEverythingFailsIsUsedUpWithoutRepetition) {
  Search search(make(small()), small());
  search.fail_all(6);
  EXPECT_TRUE(search.is_used_up());
}

// Nothing is left, whoever the last results are of.
TEST_P(StrategyContract, ASpaceThatIsUsedUpStaysSoWhateverIsToldLater) {
  Search search(make(small()), small());
  std::vector<Suggestion> running;
  for (int i = 0; i < 6; ++i) running.push_back(search.ask());
  EXPECT_TRUE(search.is_used_up());
  for (std::uint32_t n = 1; n <= 6; ++n) {
    search.strategy().tell(n % 2 == 0 ? failed(n, running[n - 1])
                                      : ended_with(n, running[n - 1], 1.0));
    search.import(running[0].configuration, wave(n));
  }
  EXPECT_TRUE(search.is_used_up());
}

}  // namespace tuner
