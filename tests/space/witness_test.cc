#include "tuner/space/witness.h"

#include <gtest/gtest.h>

#include "tests/fakes/random_space.h"
#include "tuner/space/projection.h"

namespace tuner {
namespace {

ForbiddenClause range(const std::string& name, double min, double max) {
  return {{ForbiddenTerm{name, {}, min, max}}};
}

// x0 … and 0.98 ≤ Σ x ≤ 1.
Result<SearchSpace> simplex(int dimension) {
  std::vector<Parameter> parameters;
  ForbiddenSum sum;
  for (int j = 0; j < dimension; ++j) {
    parameters.push_back({"x" + std::to_string(j), Continuous{0.0, 1.0}});
    sum.weights.push_back({parameters.back().name, 1.0});
  }
  ForbiddenSum low = sum, high = sum;
  low.below = 0.98;
  high.above = 1.0;
  const bool odd = dimension % 2 == 1;  // the order of the rules means nothing
  return SearchSpace::create(
      parameters, odd ? std::vector<Forbidden>{high, low} : std::vector<Forbidden>{low, high});
}

TEST(Witness, OfAFiniteSpaceIsFoundWhereDrawsMissIt) {
  const auto space = SearchSpace::create({{"n", Integer{0, 999'999, Scale::kLinear}}},
                                         {range("n", 0, 499'999), range("n", 500'001, 999'999)});
  ASSERT_TRUE(space) << to_string(space.error());
  EXPECT_EQ(space->witness(), (Configuration{{"n", std::int64_t{500'000}}}));
}

TEST(Witness, OfAFiniteSpaceWithoutAnyIsAnErrorForCertain) {
  const auto space = SearchSpace::create({{"n", Integer{0, 9}}, {"z", Integer{0, 9}}},
                                         {range("n", 0, 4), range("n", 4, 9), range("z", 0, 0)});
  ASSERT_FALSE(space);
  EXPECT_EQ(to_string(space.error()),
            "/forbidden/1: the rules up to this one leave no configuration");
}

TEST(Witness, OfANarrowContinuousSpaceIsFound) {
  for (const int dimension : {2, 3, 8, 9, 20}) {
    const auto space = simplex(dimension);
    ASSERT_TRUE(space) << dimension << ": " << to_string(space.error());
    EXPECT_TRUE(space->check(space->witness()));
    EXPECT_EQ(space->witness(), simplex(dimension)->witness());
  }
}

TEST(WitnessProperty, IsLegalInRandomSpaces) {
  int constrained = 0;
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    Rng rng = Rng::for_trial(seed, {1}, "witness test");
    const auto parameters = testing_fakes::random_parameters(rng);
    const auto space =
        SearchSpace::create(parameters, testing_fakes::random_rules(rng, parameters));
    if (!space) continue;
    const auto legal = space->check(space->witness());
    ASSERT_TRUE(legal) << "seed " << seed << ": " << to_string(legal.error());
    ++constrained;
  }
  EXPECT_GT(constrained, 250);
}

TEST(Projection, LeavesAnAllowedPointWhereItIs) {
  const Encoding encoding(simplex(2).value());
  const Eigen::Vector2d u(0.5, 0.49), anchor(0.1, 0.89);
  EXPECT_EQ(moved_to_allowed(encoding, u, anchor), u);
}

TEST(Projection, EndsWhereTheWayToTheAnchorBecomesAllowed) {
  const Encoding encoding(simplex(2).value());
  const Eigen::Vector2d u(0.9, 0.9), anchor(0.495, 0.495);
  const Eigen::VectorXd end = moved_to_allowed(encoding, u, anchor);
  EXPECT_TRUE(is_allowed(encoding, end));
  EXPECT_NEAR(end[0], 0.5, 1e-9);
  EXPECT_NEAR(end[1], 0.5, 1e-9);
}

TEST(ProjectionProperty, EndsAtAnAllowedPointInRandomSpaces) {
  int moved = 0;
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    Rng rng = Rng::for_trial(seed, {1}, "projection test");
    const auto parameters = testing_fakes::random_parameters(rng);
    auto space = SearchSpace::create(parameters, testing_fakes::random_rules(rng, parameters));
    if (!space) continue;
    const Encoding encoding(std::move(*space));
    const Eigen::VectorXd anchor = encoding.encode(encoding.space().witness());
    const Eigen::VectorXd u = testing_fakes::random_point(rng, encoding.dimension());
    ASSERT_TRUE(is_allowed(encoding, moved_to_allowed(encoding, u, anchor))) << "seed " << seed;
    moved += is_allowed(encoding, u) ? 0 : 1;
  }
  EXPECT_GT(moved, 50);
}

}  // namespace
}  // namespace tuner
