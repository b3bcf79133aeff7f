#include "strategies/variation.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/strategies/model_spaces.h"
#include "tuner/model/candidates.h"

namespace tuner {
namespace {

Rng variation_rng(std::uint64_t seed = 1) { return Rng::for_trial(seed, TrialId{1}, "variation"); }

TEST(Crossover, KeepsTheMeanOfTheParentsAndStaysInside) {
  Rng draws = variation_rng();
  double sum = 0.0;
  for (int i = 0; i < 20'000; ++i) {
    const double child = cross(0.3, 0.5, draws);
    ASSERT_GE(child, 0.0);
    ASSERT_LE(child, 1.0);
    sum += child;
  }
  EXPECT_NEAR(sum / 20'000, 0.4, 0.003);
}

TEST(Crossover, IsNearerToTheParentsTheNearerTheyAre) {
  const auto spread = [](double distance) {
    Rng draws = variation_rng();
    double sum = 0.0;
    for (int i = 0; i < 5000; ++i) {
      const double child = cross(0.5, 0.5 + distance, draws);
      sum += std::min(std::abs(child - 0.5), std::abs(child - 0.5 - distance));
    }
    return sum;
  };
  EXPECT_NEAR(spread(0.2) / spread(0.02), 10.0, 0.5);
  Rng draws = variation_rng();
  EXPECT_EQ(cross(0.7, 0.7, draws), 0.7);
}

// The mean length of a step in the middle: 2 ∫ (1 − (2q + (1 − 2q)/2^11)^{1/11}) dq over (0, ½), 1/12.
TEST(Mutation, IsMostlyASmallStepAndStaysInside) {
  Rng draws = variation_rng();
  double sum = 0.0, above = 0.0;
  for (int i = 0; i < 20'000; ++i) {
    const double moved = mutate(0.5, draws);
    ASSERT_GE(moved, 0.0);
    ASSERT_LE(moved, 1.0);
    sum += std::abs(moved - 0.5);
    above += moved > 0.5;
  }
  EXPECT_NEAR(sum / 20'000, 1.0 / 12.0, 0.002);
  EXPECT_NEAR(above / 20'000, 0.5, 0.015);
  for (int i = 0; i < 1000; ++i) {
    ASSERT_GE(mutate(0.0, draws), 0.0);
    ASSERT_LE(mutate(1.0, draws), 1.0);
  }
}

TEST(Child, IsSnappedAndNeverItsMother) {
  for (const SearchSpace& space : {mixed_space(), conditional_space(), box(1), box(30)}) {
    const ModelCoordinates coordinates(space);
    Rng draws = variation_rng();
    for (int i = 0; i < 300; ++i) {
      const Eigen::VectorXd mother = draw_uniform(coordinates, draws);
      const Eigen::VectorXd father = draw_uniform(coordinates, draws);
      const Eigen::VectorXd child = child_of(coordinates, mother, father, draws);
      EXPECT_EQ(child, coordinates.snap(child));
    }
  }
}

// Equal parents: whatever differs is a mutation, of an integer by at least a level.
TEST(Child, OfEqualParentsIsMutated) {
  const ModelCoordinates coordinates(space_of({{"layers", Integer{1, 5}}}));
  Rng draws = variation_rng();
  const Eigen::VectorXd parent = Eigen::VectorXd::Constant(1, coordinates.centre_of(0, 0));
  for (int i = 0; i < 200; ++i) {
    const Eigen::VectorXd child = child_of(coordinates, parent, parent, draws);
    EXPECT_GT(coordinates.level_at(0, child[0]), 0U);
  }
}

// A number that only one of the parents has comes from that one, where it is not mutated.
TEST(Child, TakesWhatOnlyOneParentHasFromThatOne) {
  const SearchSpace space = space_of({{"a", Continuous{0.0, 1.0}, {{"branch", {text("l")}}}},
                                      {"b", Continuous{0.0, 1.0}, {{"branch", {text("r")}}}},
                                      {"branch", Categorical{{text("l"), text("r")}}}});
  const ModelCoordinates coordinates(space);
  const Eigen::Vector3d left(0.123, 0.5, coordinates.centre_of(2, 0));
  const Eigen::Vector3d right(0.5, 0.789, coordinates.centre_of(2, 1));
  Rng draws = variation_rng();
  int inherited = 0, other_branch = 0;
  for (int i = 0; i < 1000; ++i) {
    const Eigen::VectorXd child = child_of(coordinates, left, right, draws);
    if (coordinates.level_at(2, child[2]) == 0) {
      inherited += child[0] == 0.123;
    } else {
      ++other_branch;
      inherited += child[1] == 0.789;
    }
  }
  EXPECT_GT(inherited, 500);
  EXPECT_GT(other_branch, 200);
}

}  // namespace
}  // namespace tuner
