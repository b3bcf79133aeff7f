#include "strategies/parzen_space.h"

#include <gtest/gtest.h>

#include "tests/fakes/random_space.h"
#include "tests/strategies/model_spaces.h"

namespace tuner {
namespace {

using Kind = ParzenSpace::Kind;

TEST(ParzenSpace, ChoosesTheKindByTheNumberOfLevels) {
  const ParzenSpace space(space_of({{"a", Continuous{0.0, 1.0}},
                                    {"b", Continuous{1.0, 1.0}},
                                    {"c", Categorical{{text("x"), text("y")}}},
                                    {"d", Integer{1, 32}},
                                    {"e", Integer{1, 33}}}));
  EXPECT_EQ(space.kind(0), Kind::kNumber);
  EXPECT_EQ(space.kind(1), Kind::kConstant);
  EXPECT_EQ(space.kind(2), Kind::kCategory);
  EXPECT_EQ(space.kind(3), Kind::kLevels);
  EXPECT_EQ(space.kind(4), Kind::kNumber);
  EXPECT_EQ(space.free_dimension(), 4);
  EXPECT_EQ(space.level_count(3), 32);
  EXPECT_EQ(space.bin_width(0, 0.3), 0.0);
  EXPECT_NEAR(space.bin_width(4, 0.3), 1.0 / 33.0, 1e-15);
}

TEST(ParzenSpace, TheEdgesOfLogarithmicLevelsAreThoseOfTheEncoding) {
  const Integer range{1, 4, Scale::kLog};
  const ParzenSpace space(space_of({{"n", range}}));
  const Eigen::ArrayXd& edges = space.edges(0);
  ASSERT_EQ(edges.size(), 5);
  EXPECT_EQ(edges[0], 0.0);
  EXPECT_NEAR(edges[4], 1.0, 1e-15);
  for (std::uint64_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(edges[static_cast<Eigen::Index>(i)], level_bin(range, i).low, 1e-15);
  }
}

TEST(ParzenSpace, PointsAndUnitsAreTheSameConfiguration) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Rng rng = Rng::for_trial(seed, TrialId{1}, "parzen space");
    const ParzenSpace space(space_of(testing_fakes::random_parameters(rng)));
    const Eigen::VectorXd u = testing_fakes::random_point(rng, space.dimension());
    const Eigen::VectorXd point = space.point(u);
    const Configuration configuration = space.encoding().decode(u);
    EXPECT_EQ(space.encoding().decode(space.unit(point)), configuration);
    EXPECT_EQ(static_cast<std::size_t>((point.array() != ParzenSpace::kInactive).count()),
              configuration.size());
  }
}

}  // namespace
}  // namespace tuner
