#include "strategies/cma_run.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "strategies/cma_starts.h"
#include "tests/space/extremes.h"
#include "tests/strategies/model_spaces.h"

namespace tuner {
namespace {

// Generations until the run is finished, at most `most`; every draw is passed to `loss`.
template <typename Loss>
int live(CmaRun& run, int most, const Loss& loss) {
  std::uint32_t trial = 0;
  for (int generation = 0; generation < most; ++generation) {
    std::vector<CmaResult> results;
    for (Eigen::Index i = 0; i < run.lambda(); ++i) {
      Rng rng = Rng::for_trial(9, TrialId{++trial}, "run");
      const Eigen::VectorXd draw = run.draw(rng);
      results.push_back({draw, {0.0, loss(draw)}});
    }
    run.learn(std::move(results));
    if (run.finished()) return generation + 1;
  }
  return most;
}

CmaStart middle(const SearchSpace& space) {
  return CmaStarts(static_cast<Eigen::Index>(space.size()), 1).first({});
}

// The optimum lies in a corner, from which reflection pushes every draw back.
TEST(CmaRun, ConvergesToACornerOfTheCube) {
  const ModelCoordinates coordinates(box(4));
  CmaRun run(coordinates, middle(box(4)));
  double best = kInfinity;
  const int generations = live(run, 2000, [&](const Eigen::VectorXd& u) {
    EXPECT_TRUE((u.array() >= 0.0).all() && (u.array() <= 1.0).all());
    const double loss = u[0] + u[1] + 10.0 * (1.0 - u[2]) + u[3];
    best = std::min(best, loss);
    return loss;
  });
  EXPECT_LT(best, 1e-4);
  EXPECT_LT(generations, 1000);
}

TEST(CmaRun, FindsIntegersStepsAndCategoriesTogether) {
  const SearchSpace space = mixed_space();
  const ModelCoordinates coordinates(space);
  CmaRun run(coordinates, middle(space));
  const Configuration wanted{{"activation", text("gelu")},
                             {"constant", 2.0},
                             {"layers", std::int64_t{5}},
                             {"rate", 1e-3},
                             {"units", std::int64_t{64}},
                             {"width", 0.25}};
  const Eigen::VectorXd target = coordinates.encoding().encode(wanted);
  double best = kInfinity;
  live(run, 150, [&](const Eigen::VectorXd& u) {
    const Eigen::VectorXd snapped = coordinates.encoding().snap(u);
    const double loss = (snapped - target).squaredNorm();
    best = std::min(best, loss);
    return loss;
  });
  EXPECT_LT(best, 1e-6);
}

// After the integer has settled, draws of its neighbours remain.
TEST(CmaRun, NeverStopsTryingTheNeighboursOfALevel) {
  const SearchSpace space = space_of({{"n", Integer{1, 10}}, {"x", Continuous{0.0, 1.0}}});
  const ModelCoordinates coordinates(space);
  CmaRun run(coordinates, middle(space));
  const auto level_of = [&](const Eigen::VectorXd& u) {
    return level_at(coordinates.domain(0), u[0]);
  };
  live(run, 25, [&](const Eigen::VectorXd& u) {
    return std::abs(static_cast<double>(level_of(u)) - 6.0) + std::pow(u[1] - 0.3, 2);
  });
  std::set<std::uint64_t> levels;
  for (std::uint32_t trial = 1; trial <= 400; ++trial) {
    Rng rng = Rng::for_trial(1, TrialId{trial}, "margin");
    levels.insert(level_of(run.draw(rng)));
  }
  EXPECT_TRUE(levels.count(5) == 1 && levels.count(6) == 1 && levels.count(7) == 1);
}

TEST(CmaRun, AForeignResultMovesItLessFarThanItLies) {
  const ModelCoordinates coordinates(box(2));
  const CmaStart start{Eigen::Vector2d(0.2, 0.2), 0.01, 6};
  for (const bool foreign : {false, true}) {
    CmaRun run(coordinates, start);
    std::vector<CmaResult> results;
    for (int i = 0; i < 6; ++i)
      results.push_back({Eigen::Vector2d(0.8, 0.2), {0.0, 1.0 * i}, foreign});
    run.learn(results);
    Rng rng = Rng::for_trial(1, TrialId{1}, "foreign");
    EXPECT_EQ(run.draw(rng)[0] < 0.3, foreign);
  }
}

TEST(CmaRun, IsFinishedWhenAWholeGenerationFails) {
  const ModelCoordinates coordinates(box(2));
  CmaRun run(coordinates, middle(box(2)));
  EXPECT_EQ(live(run, 10, [](const Eigen::VectorXd&) { return kInfinity; }), 1);
}

// Nothing selects y, whose deviation stays what it is.
TEST(CmaRun, IsFinishedWhenWhatIsActiveHasConverged) {
  const SearchSpace space = space_of({{"branch", Categorical{{text("l"), text("r")}}},
                                      {"x", Continuous{0.0, 1.0}, {{"branch", {text("l")}}}},
                                      {"y", Continuous{0.0, 1.0}, {{"branch", {text("r")}}}}});
  const ModelCoordinates coordinates(space);
  CmaRun run(coordinates, middle(space));
  EXPECT_LT(live(run,
                 400,
                 [](const Eigen::VectorXd& u) {
                   return u[0] < 0.5 ? std::pow(u[1] - 0.3, 2) : 1.0 + u[2];
                 }),
            60);  // 76 if it waited for y
}

TEST(CmaRun, SomeFailuresDoNotMatter) {
  const ModelCoordinates coordinates(box(3));
  CmaRun run(coordinates, middle(box(3)));
  double best = kInfinity;
  live(run, 200, [&](const Eigen::VectorXd& u) {
    if (u[0] > 0.55) return kInfinity;
    best = std::min(best, (u.array() - 0.5).square().sum());
    return (u.array() - 0.5).square().sum();
  });
  EXPECT_LT(best, 1e-6);
}

TEST(CmaRun, EqualLossesTeachNothingAndEndTheRun) {
  const ModelCoordinates coordinates(box(2));
  CmaRun run(coordinates, middle(box(2))), untouched(coordinates, middle(box(2)));
  live(run, 5, [](const Eigen::VectorXd&) { return 1.0; });
  Rng one = Rng::for_trial(1, TrialId{1}, "equal"), other = one;
  EXPECT_EQ(run.draw(one), untouched.draw(other));
  EXPECT_LT(live(run, 200, [](const Eigen::VectorXd&) { return 1.0; }), 100);
}

TEST(CmaStarts, TheBestTenthOfWhatWasImportedIsTheFirstMean) {
  std::vector<ImportedResult> imported;
  for (int i = 0; i < 40; ++i) {
    imported.push_back({Eigen::Vector2d(i < 4 ? 0.2 : 0.9, 0.1 + 0.02 * (i % 4)), {0.0, 1.0 * i}});
  }
  const CmaStart start = CmaStarts(2, 1).first(imported);
  EXPECT_TRUE(start.centre.isApprox(Eigen::Vector2d(0.2, 0.13), 1e-12));
  const double scatter = 2.0 * (0.03 * 0.03 + 0.01 * 0.01);
  EXPECT_NEAR(start.sigma, std::sqrt((scatter / 2.0 + 0.04) / 5.0), 1e-12);
}

TEST(CmaStarts, RestartsAlternateBetweenLargeAndSmallByWhatTheyHaveCost) {
  CmaStarts starts(10, 1);
  const CmaStart small = starts.next(1000);  // the first run was a large one
  EXPECT_LE(small.lambda, 10);
  EXPECT_LE(small.sigma, CmaStarts::kSigma);
  EXPECT_LE(starts.next(500).lambda, 10);
  const CmaStart large = starts.next(600);
  EXPECT_EQ(large.lambda, 20);
  EXPECT_EQ(large.sigma, CmaStarts::kSigma);
  EXPECT_TRUE((large.centre.array() >= 0.0).all() && (large.centre.array() < 1.0).all());
}

TEST(CmaRun, GoesToWhereConstraintsAreKept) {
  const ModelCoordinates coordinates(box(2));
  CmaRun run(coordinates, middle(box(2)));
  for (std::uint32_t generation = 0; generation < 60; ++generation) {
    std::vector<CmaResult> results;
    for (Eigen::Index i = 0; i < run.lambda(); ++i) {
      Rng rng = Rng::for_trial(9, TrialId{generation * 100 + static_cast<std::uint32_t>(i)}, "run");
      const Eigen::VectorXd u = run.draw(rng);
      results.push_back({u, {std::max(0.0, 0.7 - u[0]), u.squaredNorm()}});
    }
    run.learn(std::move(results));
  }
  Rng rng = Rng::for_trial(1, TrialId{1}, "after");
  const Eigen::VectorXd u = run.draw(rng);
  EXPECT_NEAR(u[0], 0.7, 0.02);
  EXPECT_NEAR(u[1], 0.0, 0.05);
}

}  // namespace
}  // namespace tuner
