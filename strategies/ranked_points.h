// What a strategy has been told, best first (standing.h): the split into good and bad configurations.
//
// Shapes  points of D entries; many points are rows.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "strategies/standing.h"
#include "tuner/gp/row_table.h"

namespace tuner {

class RankedPoints {
 public:
  explicit RankedPoints(Eigen::Index dimension) : points_(dimension) {}

  // Costs O(size).
  void add(const Eigen::VectorXd& point, const Standing& standing);

  std::size_t size() const { return standings_.size(); }
  std::size_t working() const { return working_; }  // of them

  // The `count` best, the earliest of equals first. Contract: count <= size().
  Eigen::MatrixXd best(std::size_t count) const;

  // All but the `skipped` best; if there are more than `most`, three quarters of that many by standing, best first, and the
  // newest of the others.
  Eigen::MatrixXd rest(std::size_t skipped, std::size_t most) const;

 private:
  RowTable points_;
  std::vector<Standing> standings_;
  std::vector<std::uint32_t> order_;  // by standing, then by age
  std::size_t working_ = 0;
};

}  // namespace tuner
