// Rows of equal length that are added one after the other, in one piece of memory.
//
// In the flow: what models and strategies remember of every trial. A vector of vectors would cost an allocation each.
//
// Shapes  size()×P.
#pragma once

#include <Eigen/Core>
#include <vector>

namespace tuner {

class RowTable {
 public:
  explicit RowTable(Eigen::Index columns) : columns_(columns) {}

  // Contract: P entries.
  void add(const Eigen::VectorXd& row);

  Eigen::Index size() const { return size_; }

  // Valid until the next add(). Contract: 0 <= i < size().
  Eigen::Map<const Eigen::VectorXd> row(Eigen::Index i) const {
    return {entries_.data() + i * columns_, columns_};
  }

  // These rows, in this order. Contract: as row(), each.
  template <typename Indices>
  Eigen::MatrixXd gather(const Indices& rows) const {
    Eigen::MatrixXd gathered(static_cast<Eigen::Index>(rows.size()), columns_);
    Eigen::Index to = 0;
    for (const auto from : rows) gathered.row(to++) = row(static_cast<Eigen::Index>(from));
    return gathered;
  }

 private:
  Eigen::Index columns_, size_ = 0;
  std::vector<double> entries_;
};

}  // namespace tuner
