#include "strategies/bayesian_front.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "strategies/bayesian.h"
#include "tests/fakes/hypervolume.h"
#include "tests/strategies/model_spaces.h"
#include "tuner/gp/expected_hypervolume.h"

namespace tuner {
namespace {

Rng front_rng(std::uint64_t seed = 1) { return Rng::for_trial(seed, TrialId{1}, "front"); }

TEST(ReferencePoint, LiesATenthOfTheRangeBeyondTheWorstOfTwoObjectives) {
  const Eigen::MatrixXd means{{0.0, 2.0}, {1.0, 1.0}, {5.0, 5.0}};
  EXPECT_TRUE(reference_point(means).isApprox(Eigen::Vector2d(1.1, 2.1)));
}

// The second row was on the front when it came; the last one ends that, but not what it told.
TEST(ReferencePoint, DoesNotMoveInwardsWithTheFront) {
  const Eigen::MatrixXd before{{0.0, 2.0}, {1.0, 1.0}};
  const Eigen::MatrixXd after{{0.0, 2.0}, {1.0, 1.0}, {0.0, 0.0}};
  EXPECT_GE(reference_point(after)[0], reference_point(before)[0]);
  EXPECT_GE(reference_point(after)[1], reference_point(before)[1]);
}

TEST(ReferencePoint, OfOnePointOrEqualValuesIsBeyondThem) {
  EXPECT_TRUE(reference_point(Eigen::MatrixXd{{3.0, 4.0}}).isApprox(Eigen::Vector2d(3.1, 4.1)));
  const Eigen::MatrixXd one_front{{0.0, 0.0}, {2.0, 0.0}};  // the range of all counts
  EXPECT_TRUE(reference_point(one_front).isApprox(Eigen::Vector2d(0.2, 0.1)));
}

TEST(SpaceToFill, OfTwoObjectivesIsTheFreeSpace) {
  const Eigen::MatrixXd means{{0.0, 2.0}, {1.0, 1.0}, {2.0, 0.0}};
  const Boxes boxes = space_to_fill(means, front_rng());
  EXPECT_EQ(boxes.upper.rows(), 4);
  EXPECT_TRUE(std::isinf(boxes.lower(0, 0)));
}

TEST(SpaceToFill, IsBoundedBelowForThreeAndFourObjectives) {
  Eigen::MatrixXd means(6, 4);
  Rng draws = front_rng();
  for (double& mean : means.reshaped()) mean = draws.uniform();
  for (const Eigen::Index objectives : {3, 4}) {
    const Boxes boxes = space_to_fill(means.leftCols(objectives), front_rng());
    EXPECT_GT(boxes.upper.rows(), 1);
    EXPECT_TRUE(boxes.lower.allFinite());
    EXPECT_TRUE((boxes.lower.array() < boxes.upper.array()).all());
  }
}

// A metric that is constant so far, and a start configuration that nothing has come near.
TEST(SpaceToFill, IsThereWhereAnObjectiveHasNoRange) {
  Rng draws = front_rng();
  Eigen::MatrixXd constant(8, 4), dominated(8, 4);
  for (double& mean : constant.reshaped()) mean = draws.uniform();
  dominated = constant;
  constant.col(1).setConstant(0.25);
  dominated.row(0).setConstant(-1.0);
  Eigen::MatrixXd rounded = constant;
  for (Eigen::Index i = 0; i < 8; ++i) rounded(i, 1) += 1e-15 * static_cast<double>(i % 3);
  for (const Eigen::MatrixXd& means : {constant, dominated, rounded}) {
    for (const Eigen::Index objectives : {3, 4}) {
      const Boxes boxes = space_to_fill(means.leftCols(objectives), front_rng());
      EXPECT_TRUE((boxes.lower.array() < boxes.upper.array()).all());
      const LogExpectedHypervolumeImprovement growth(boxes);
      const auto value =
          growth(Eigen::VectorXd::Zero(objectives), Eigen::VectorXd::Ones(objectives));
      EXPECT_TRUE(std::isfinite(value.value));
    }
  }
}

TEST(SpaceToFill, OfManyObjectivesIsABoxWithoutAPoint) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Rng draws = front_rng(seed);
    Eigen::MatrixXd means(1 + static_cast<Eigen::Index>(seed), 5);
    for (double& mean : means.reshaped()) mean = draws.normal();
    const Boxes box = space_to_fill(means, front_rng(seed));
    ASSERT_EQ(box.upper.rows(), 1);
    double nearest = 1.0;  // one point lies on an edge of the box, unless the reference cuts it
    for (Eigen::Index i = 0; i < means.rows(); ++i) {
      const double over = (means.row(i) - box.upper.row(0)).maxCoeff();
      EXPECT_GE(over, -1e-12) << "seed " << seed;
      nearest = std::min(nearest, over);
    }
    EXPECT_TRUE(box.upper.allFinite());
  }
}

TEST(SpaceToFill, OfAFrontThatMakesTooManyBoxesIsOne) {
  Rng draws = front_rng();
  for (const auto& [points, objectives] : {std::pair{700, 3}, {200, 4}}) {
    Eigen::MatrixXd means(points, objectives);
    for (double& mean : means.reshaped()) mean = 0.1 + draws.uniform();
    means.rowwise().normalize();  // points of a sphere do not dominate each other
    EXPECT_EQ(space_to_fill(means, front_rng()).upper.rows(), 1) << points;
  }
}

// Boxes that end somewhere are worth less where it is likely that a point lies beyond: no bound of the variance bounds that.
TEST(FrontGrowth, HasBoundsOfCandidatesWhereItGrowsWithTheVariance) {
  const ModelCoordinates coordinates(box(1));
  Eigen::MatrixXd x(300, 1), means(300, 3);
  for (Eigen::Index i = 0; i < 300; ++i) x(i, 0) = static_cast<double>(i) / 299.0;
  means << x, 1.0 - x.array(), (x.array() - 0.5).square();
  std::vector<GaussianProcess> processes;
  for (Eigen::Index j = 0; j < 3; ++j) {
    GpParameters parameters;
    parameters.length_scales = Eigen::VectorXd::Ones(1);
    processes.push_back(
        GaussianProcess::create(parameters, coordinates.groups(), x, means.col(j)).value());
  }
  const auto has_bounds = [&](Eigen::Index objectives) {
    Processes some;
    for (Eigen::Index j = 0; j < objectives; ++j)
      some.push_back(&processes[static_cast<std::size_t>(j)]);
    const auto problem = front_growth(coordinates, some, means.leftCols(objectives), front_rng());
    return static_cast<bool>(problem.bounds);
  };
  EXPECT_TRUE(has_bounds(2));
  EXPECT_FALSE(has_bounds(3));
}

TEST(BoxAlong, ADirectionTouchesThePointThatIsNearest) {
  const Eigen::MatrixXd means{{0.0, 1.0}, {0.4, 0.4}, {1.0, 0.0}};
  const Boxes box = box_along(means, Eigen::Vector2d(0.5, 0.5));
  EXPECT_NEAR(box.upper(0, 0), 0.4, 1e-12);
  EXPECT_NEAR(box.upper(0, 1), 0.4, 1e-12);
  const Boxes steep = box_along(means, Eigen::Vector2d(0.99, 0.01));
  EXPECT_LT(steep.upper(0, 0), 0.1);
  EXPECT_NEAR(steep.upper(0, 1), 1.1, 1e-12) << "no further than the reference";
}

// Two bowls: the front is the line between their centres.
std::vector<double> two_bowls(const Configuration& configuration) {
  std::vector<double> losses(2, 0.0);
  for (const auto& [name, value] : configuration) {
    losses[0] += std::pow(std::get<double>(value) - 0.2, 2);
    losses[1] += std::pow(std::get<double>(value) - 0.7, 2);
  }
  return losses;
}

double volume_after(Strategy& strategy, std::uint32_t trials, std::uint32_t parallel) {
  Eigen::MatrixXd points(trials, 2);
  for (std::uint32_t trial = 1; trial <= trials; trial += parallel) {
    const auto suggestions = strategy.ask(TrialId{trial}, parallel).value();
    for (std::uint32_t i = 0; i < parallel; ++i) {
      const auto losses = two_bowls(suggestions[i].configuration);
      points.row(trial + i - 1) << losses[0], losses[1];
      strategy.tell({TrialId{trial + i},
                     suggestions[i],
                     TrialStatus::kSucceeded,
                     FailureClass::kNone,
                     losses});
    }
  }
  return hypervolume(points, Eigen::Vector2d(0.5, 0.5));
}

// The front is (2 s², 2 (½ − s)²): below (½, ½) it dominates ¼ − ∫ 2 (½ − s)² d(2 s²) = 5/24.
TEST(BayesianFront, FillsTheFrontOfTwoBowlsAlsoInParallel) {
  const double whole = 5.0 / 24.0;
  for (const std::uint32_t parallel : {1U, 5U}) {
    const auto strategy = make_bayesian(box(2), 7, 2);
    const double volume = volume_after(*strategy, 40, parallel);
    EXPECT_GT(volume, 0.95 * whole) << parallel;
    EXPECT_LT(volume, whole);
  }
}

// Three losses, one of which is always the same: the bowls are still searched, in every trial.
TEST(BayesianFront, LooksWhereTwoLossesAreGoodWhileTheThirdIsConstant) {
  const auto strategy = make_bayesian(box(2), 7, 3);
  int far_late = 0;
  for (std::uint32_t trial = 1; trial <= 40; ++trial) {
    const Suggestion suggestion = strategy->ask(TrialId{trial}, 1)->front();
    std::vector<double> losses = two_bowls(suggestion.configuration);
    if (trial > 20 && losses[0] + losses[1] > 0.5) ++far_late;
    losses.push_back(1.0);
    strategy->tell(
        {TrialId{trial}, suggestion, TrialStatus::kSucceeded, FailureClass::kNone, losses});
  }
  EXPECT_LE(far_late, 3);
}

TEST(BayesianFront, GoesOnWhereALossIsTheLargestDouble) {
  const auto strategy = make_bayesian(box(2), 7, 3);
  for (std::uint32_t trial = 1; trial <= 20; ++trial) {
    const Suggestion suggestion = strategy->ask(TrialId{trial}, 1)->front();
    std::vector<double> losses = two_bowls(suggestion.configuration);
    losses.push_back(trial % 5 == 0 ? std::numeric_limits<double>::max() : losses[0] * losses[1]);
    strategy->tell(
        {TrialId{trial}, suggestion, TrialStatus::kSucceeded, FailureClass::kNone, losses});
  }
  EXPECT_TRUE(strategy->ask(TrialId{21}, 1));
}

TEST(BayesianFront, KeepsAwayFromConfigurationsThatFail) {
  const auto strategy = make_bayesian(box(2), 7, 2);
  int failures_late = 0;
  for (std::uint32_t trial = 1; trial <= 40; ++trial) {
    const Suggestion suggestion = strategy->ask(TrialId{trial}, 1)->front();
    if (std::get<double>(suggestion.configuration.at("x0")) > 0.5) {
      strategy->tell(
          {TrialId{trial}, suggestion, TrialStatus::kFailed, FailureClass::kOutOfMemory});
      if (trial > 20) ++failures_late;
    } else {
      strategy->tell({TrialId{trial},
                      suggestion,
                      TrialStatus::kSucceeded,
                      FailureClass::kNone,
                      two_bowls(suggestion.configuration)});
    }
  }
  EXPECT_LE(failures_late, 6);  // 10 by chance
}

}  // namespace
}  // namespace tuner
