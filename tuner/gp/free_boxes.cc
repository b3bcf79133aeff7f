#include "tuner/gp/free_boxes.h"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <utility>
#include <vector>

#include "tuner/gp/non_dominated.h"

namespace tuner {
namespace {

struct Box {
  std::vector<double> lower, upper;
  auto operator<=>(const Box&) const = default;
};

// A box with a further objective between two values.
Box lifted(Box box, double low, double high) {
  box.lower.push_back(low);
  box.upper.push_back(high);
  return box;
}

std::vector<Eigen::Index> by_last_objective(const Eigen::MatrixXd& front) {
  std::vector<Eigen::Index> order(static_cast<std::size_t>(front.rows()));
  std::iota(order.begin(), order.end(), Eigen::Index{0});
  std::stable_sort(order.begin(), order.end(), [&](Eigen::Index a, Eigen::Index b) {
    return front(a, front.cols() - 1) < front(b, front.cols() - 1);
  });
  return order;
}

// Gives up, with more than `most` boxes in hand, as soon as there are so many.
std::vector<Box> slice(const Eigen::MatrixXd& front,
                       const Eigen::VectorXd& reference,
                       std::size_t most) {
  constexpr double kNone = -std::numeric_limits<double>::infinity();
  const Eigen::Index last = reference.size() - 1;
  if (last == 0) {
    const double edge = front.rows() == 0 ? reference[0] : front.minCoeff();
    return {{{kNone}, {edge}}};
  }
  std::vector<Box> boxes;
  std::map<Box, double> open;  // the cross-section now, and since which value of the last objective
  const auto advance = [&](const std::vector<Box>& section, double value) {
    std::map<Box, double> next;
    for (const Box& box : section) {
      const auto before = open.extract(box);
      next.emplace(box, before.empty() ? value : before.mapped());
    }
    for (const auto& [box, since] : open) {
      if (since < value) boxes.push_back(lifted(box, since, value));
    }
    open = std::move(next);
  };
  const Eigen::VectorXd others = reference.head(last);
  Eigen::MatrixXd below(0, last);
  advance(slice(below, others, most), kNone);
  for (const Eigen::Index row : by_last_objective(front)) {
    below.conservativeResize(below.rows() + 1, last);
    below.bottomRows(1) = front.row(row).head(last);
    below = non_dominated(below);
    advance(slice(below, others, most), front(row, last));
    if (boxes.size() + open.size() > most) break;
  }
  advance({}, reference[last]);
  return boxes;
}

}  // namespace

std::optional<Boxes> free_boxes(const Eigen::MatrixXd& points,
                                const Eigen::VectorXd& reference,
                                std::size_t most) {
  const std::vector<Box> boxes = slice(front_below(points, reference), reference, most);
  if (boxes.size() > most) return std::nullopt;
  const auto rows = static_cast<Eigen::Index>(boxes.size());
  Boxes free{Eigen::MatrixXd(rows, reference.size()), Eigen::MatrixXd(rows, reference.size())};
  for (Eigen::Index i = 0; i < rows; ++i) {
    const Box& box = boxes[static_cast<std::size_t>(i)];
    free.lower.row(i) = Eigen::Map<const Eigen::VectorXd>(box.lower.data(), reference.size());
    free.upper.row(i) = Eigen::Map<const Eigen::VectorXd>(box.upper.data(), reference.size());
  }
  return free;
}

}  // namespace tuner
