// What a strategy has been told, in the order of the losses: the split into good and bad configurations.
//
// Shapes  points of D entries; many points are rows.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "tuner/gp/row_table.h"

namespace tuner {

class RankedPoints {
 public:
  explicit RankedPoints(Eigen::Index dimension) : points_(dimension) {}

  // `loss` is infinite for a configuration that does not work. Costs O(size).
  void add(const Eigen::VectorXd& point, double loss);

  std::size_t size() const { return losses_.size(); }
  // How many have a finite loss.
  std::size_t finite() const { return finite_; }

  // The `count` best, the earliest of equals first. Contract: count <= size().
  Eigen::MatrixXd best(std::size_t count) const;

  // All but the `skipped` best; if there are more than `most`, three quarters of that many by loss, best first, and the
  // newest of the others.
  Eigen::MatrixXd rest(std::size_t skipped, std::size_t most) const;

 private:
  RowTable points_;
  std::vector<double> losses_;
  std::vector<std::uint32_t> order_;  // by loss, then by age
  std::size_t finite_ = 0;
};

}  // namespace tuner
