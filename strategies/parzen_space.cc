#include "strategies/parzen_space.h"

#include <utility>

namespace tuner {
namespace {

constexpr double kUnitOfInactive = 0.5;  // as in Encoding

}  // namespace

ParzenSpace::ParzenSpace(SearchSpace space) : coordinates_(std::move(space)) {
  for (Eigen::Index j = 0; j < dimension(); ++j) {
    described_.push_back(describe(j));
    if (described_.back().kind != Kind::kConstant) ++free_dimension_;
  }
}

ParzenSpace::Coordinate ParzenSpace::describe(Eigen::Index j) const {
  const std::uint64_t levels = coordinates_.levels(j);
  if (levels == 1) return {};
  if (coordinates_.is_categorical(j)) return {Kind::kCategory, static_cast<Eigen::Index>(levels)};
  if (levels == 0 || levels > kFewLevels) return {Kind::kNumber};
  Coordinate coordinate{Kind::kLevels, static_cast<Eigen::Index>(levels)};
  coordinate.edges.resize(coordinate.level_count + 1);
  coordinate.edges[0] = 0.0;
  for (std::uint64_t i = 0; i < levels; ++i) {
    coordinate.edges[static_cast<Eigen::Index>(i) + 1] = level_bin(coordinates_.domain(j), i).high;
  }
  return coordinate;
}

double ParzenSpace::bin_width(Eigen::Index j, double x) const {
  if (coordinates_.levels(j) == 0) return 0.0;
  const Domain& domain = coordinates_.domain(j);
  return level_bin(domain, level_at(domain, x)).width();
}

Eigen::VectorXd ParzenSpace::point(const Eigen::VectorXd& u) const {
  const std::vector<char> active = coordinates_.activity(u);
  Eigen::VectorXd result(dimension());
  for (Eigen::Index j = 0; j < dimension(); ++j) {
    const Domain& domain = coordinates_.domain(j);
    if (active[static_cast<std::size_t>(j)] == 0) {
      result[j] = kInactive;
    } else if (kind(j) == Kind::kLevels || kind(j) == Kind::kCategory) {
      result[j] = static_cast<double>(level_at(domain, u[j]));
    } else if (coordinates_.levels(j) > 0) {
      result[j] = level_bin(domain, level_at(domain, u[j])).centre();
    } else {
      result[j] = u[j];
    }
  }
  return result;
}

Eigen::VectorXd ParzenSpace::unit(const Eigen::VectorXd& point) const {
  Eigen::VectorXd u(dimension());
  for (Eigen::Index j = 0; j < dimension(); ++j) u[j] = unit(j, point[j]);
  return u;
}

double ParzenSpace::unit(Eigen::Index j, double x) const {
  if (x == kInactive) return kUnitOfInactive;
  if (kind(j) == Kind::kLevels) {
    const auto level = static_cast<Eigen::Index>(x);
    return (edges(j)[level] + edges(j)[level + 1]) / 2;
  }
  if (kind(j) == Kind::kCategory) return (x + 0.5) / static_cast<double>(level_count(j));
  return x;
}

}  // namespace tuner
