// The coordinates in which Parzen estimators measure configurations.
//
//   number      u itself, in [0, 1]: continuous ranges, and ranges of more than kFewLevels levels, each at the middle of
//               its bin
//   levels      the index of the level: integers and steps of at most kFewLevels levels, with the edges of their bins in u
//   category    the index of the value
//   inactive    kInactive, whatever the kind
//
// In the flow: a strategy turns what it is told into points, builds ParzenMixtures of them, and turns the point it
// chooses back into u.
//
// Shapes  a point has D = space.size() entries, one per coordinate of Encoding. Many points are rows.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "tuner/model/model_coordinates.h"

namespace tuner {

class ParzenSpace {
 public:
  enum class Kind { kConstant, kNumber, kLevels, kCategory };
  static constexpr double kInactive = -1.0;
  static constexpr std::uint64_t kFewLevels = 32;

  explicit ParzenSpace(SearchSpace space);

  const Encoding& encoding() const { return coordinates_.encoding(); }
  Eigen::Index dimension() const { return coordinates_.dimension(); }
  // The number of coordinates that are not constant.
  Eigen::Index free_dimension() const { return free_dimension_; }

  Kind kind(Eigen::Index j) const { return at(j).kind; }
  bool is_conditional(Eigen::Index j) const { return coordinates_.is_conditional(j); }
  // Of levels and categories.
  Eigen::Index level_count(Eigen::Index j) const { return at(j).level_count; }
  // Of levels: level_count + 1 increasing values from 0 to 1.
  const Eigen::ArrayXd& edges(Eigen::Index j) const { return at(j).edges; }
  // Of numbers: the width of the bin around x; 0 where x is continuous.
  double bin_width(Eigen::Index j, double x) const;

  // The point of the configuration to which u decodes.
  Eigen::VectorXd point(const Eigen::VectorXd& u) const;
  // A u that decodes to the point's configuration.
  Eigen::VectorXd unit(const Eigen::VectorXd& point) const;
  // Where on the unit interval the entry x of a point lies.
  double unit(Eigen::Index j, double x) const;

 private:
  struct Coordinate {
    Kind kind = Kind::kConstant;
    Eigen::Index level_count = 0;
    Eigen::ArrayXd edges = {};
  };

  const Coordinate& at(Eigen::Index j) const { return described_[static_cast<std::size_t>(j)]; }
  Coordinate describe(Eigen::Index j) const;

  ModelCoordinates coordinates_;
  std::vector<Coordinate> described_;
  Eigen::Index free_dimension_ = 0;
};

}  // namespace tuner
