// The one bridge between names and numbers: a configuration is a point u of the unit cube [0,1]^D, one coordinate a parameter.
//
//   continuous        linear        u = (x − min) / (max − min)
//                     log           u = ln(x / min) / ln(max / min)
//                     reverse log   u = 1 − ln((1−x) / (1−max)) / ln((1−min) / (1−max))
//   K levels          u = (i + ½) / K for level i (integers, steps, categories);
//                     log and reverse log: bin i has the edges log(x_i − s/2) … log(x_i + s/2), so that a uniform u draws
//                     small values as often as the logarithm says; u is the middle of the bin. An outer edge that would
//                     come nearer than half way to the singularity (0, or 1 for reverse log) lies half way instead
//   constant          u = ½
//
// Exact   both ends of a range map to 0 and 1 and back; decode(encode(c)) = c for every range of up to about 2^50 levels
//         (2^40 on a log scale): beyond that a double u cannot tell neighbouring integers apart.
// Shapes  D = space.size(); coordinate j belongs to space.parameters()[j] (sorted by name).
// Source  rounding to bin centres [GarridoMerchan2020].
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>

#include "tuner/space/search_space.h"

namespace tuner {

class Encoding {
 public:
  explicit Encoding(SearchSpace space);

  const SearchSpace& space() const { return space_; }
  Eigen::Index dimension() const { return static_cast<Eigen::Index>(space_.size()); }

  // Inactive parameters get ½. Contract: space().check(configuration) holds.
  Eigen::VectorXd encode(const Configuration& configuration) const;

  // Total: coordinates are clamped to [0,1], rounded to the nearest legal value, and inactive parameters left out.
  // The combination may be forbidden: see projection.h.
  Configuration decode(const Eigen::Ref<const Eigen::VectorXd>& u) const;

  // encode(decode(u)): the representative of u's configuration.
  Eigen::VectorXd snap(const Eigen::Ref<const Eigen::VectorXd>& u) const;

 private:
  SearchSpace space_;
};

// One coordinate at a time: the same maps for strategies that walk the levels of a parameter.
double encode_value(const Domain& domain, const ParameterValue& value);
ParameterValue decode_value(const Domain& domain, double u);
// Where x lies on the scale of a range: 0 at its minimum, 1 at its maximum, outside of [0, 1] beyond them, and infinite or NaN
// where the scale does not reach. Of a constant, ½ or infinite.
double position(const Continuous& range, double x);
double position(const Integer& range, double x);
// Level `i` of a domain with level_count() > 0, from 0.
ParameterValue level(const Domain& domain, std::uint64_t i);
std::uint64_t level_index(const Domain& domain, const ParameterValue& value);
// The level that u decodes to.
std::uint64_t level_at(const Domain& domain, double u);

// The values of u that decode to one level. Neighbours share an edge; the outer edges are 0 and 1.
struct Bin {
  double low = 0.0, high = 1.0;
  double centre() const { return (low + high) / 2; }
  double width() const { return high - low; }
};
Bin level_bin(const Domain& domain, std::uint64_t i);

}  // namespace tuner
