// What must hold for every space, tried on random ones; a failure prints the seed that brings its
// space back.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/fakes/random_space.h"
#include "tuner/space/encoding.h"

namespace tuner {
namespace {

constexpr std::uint64_t kSpaces = 2000;
constexpr int kPoints = 20;

template <class Property>
void for_random_spaces(const Property& property) {
  for (std::uint64_t seed = 0; seed < kSpaces; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Rng rng = Rng::for_trial(seed, {1}, "encoding");
    const auto space = SearchSpace::create(testing_fakes::random_parameters(rng));
    ASSERT_TRUE(space) << to_string(space.error());
    property(Encoding(*space), rng);
    if (testing::Test::HasFatalFailure()) return;
  }
}

TEST(EncodingProperty, EveryPointDecodesToALegalConfiguration) {
  for_random_spaces([](const Encoding& encoding, Rng& rng) {
    for (int i = 0; i < kPoints; ++i) {
      const auto legal = encoding.space().check(
          encoding.decode(testing_fakes::random_point(rng, encoding.dimension())));
      ASSERT_TRUE(legal) << to_string(legal.error());
    }
  });
}

TEST(EncodingProperty, TheCornersDecodeToLegalConfigurations) {
  for_random_spaces([](const Encoding& encoding, Rng&) {
    for (const double u : {-1.0, 0.0, 1.0, 2.0}) {
      const auto legal = encoding.space().check(
          encoding.decode(Eigen::VectorXd::Constant(encoding.dimension(), u)));
      ASSERT_TRUE(legal) << to_string(legal.error());
    }
  });
}

TEST(EncodingProperty, SnappingTwiceIsSnappingOnce) {
  for_random_spaces([](const Encoding& encoding, Rng& rng) {
    for (int i = 0; i < kPoints; ++i) {
      const Eigen::VectorXd u =
          encoding.snap(testing_fakes::random_point(rng, encoding.dimension()));
      ASSERT_TRUE((u.array() >= 0.0).all() && (u.array() <= 1.0).all()) << u;
      ASSERT_LT((encoding.snap(u) - u).cwiseAbs().maxCoeff(), 1e-10) << u;
    }
  });
}

TEST(EncodingProperty, ConfigurationsOfLevelsSurviveTheRoundTripExactly) {
  for_random_spaces([](const Encoding& encoding, Rng& rng) {
    for (const Parameter& parameter : encoding.space().parameters()) {
      const std::uint64_t levels = level_count(parameter.domain);
      if (levels == 0) continue;
      for (const std::uint64_t i : {std::uint64_t{0}, levels - 1, rng.below(levels)}) {
        const ParameterValue value = level(parameter.domain, i);
        ASSERT_EQ(decode_value(parameter.domain, encode_value(parameter.domain, value)), value)
            << parameter.name << "=" << to_text(value);
        ASSERT_EQ(level_index(parameter.domain, value), i);
      }
    }
  });
}

TEST(EncodingProperty, ContinuousValuesSurviveTheRoundTripToRounding) {
  for_random_spaces([](const Encoding& encoding, Rng& rng) {
    for (const Parameter& parameter : encoding.space().parameters()) {
      if (level_count(parameter.domain) > 0) continue;
      const double u = rng.uniform();
      ASSERT_NEAR(encode_value(parameter.domain, decode_value(parameter.domain, u)), u, 1e-8)
          << parameter.name;
    }
  });
}

TEST(EncodingProperty, LargerCoordinatesNeverGiveSmallerNumbers) {
  for_random_spaces([](const Encoding& encoding, Rng& rng) {
    for (const Parameter& parameter : encoding.space().parameters()) {
      if (std::holds_alternative<Categorical>(parameter.domain)) continue;
      double a = rng.uniform(), b = rng.uniform();
      if (a > b) std::swap(a, b);
      ASSERT_LE(decode_value(parameter.domain, a), decode_value(parameter.domain, b))
          << parameter.name;
    }
  });
}

}  // namespace
}  // namespace tuner
