#include "tuner/model/model_coordinates.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "tuner/space/projection.h"

namespace tuner {
namespace {

constexpr double kInactive = 0.5;  // the coordinate of what plays no role, as in Encoding
constexpr double kAngle = 0.5 * std::numbers::pi;  // πρ
constexpr double kRadius = 1.0 / kAngle;           // ω
constexpr double kOneHot = 1.0 / std::numbers::sqrt2;
constexpr std::uint64_t kEnumerated = 12;

}  // namespace

ModelCoordinates::ModelCoordinates(SearchSpace space) : encoding_(std::move(space)) {
  Eigen::Index group = 0;
  for (std::size_t index = 0; index < encoding_.space().size(); ++index) {
    Coordinate coordinate = describe(index);
    coordinate.first_column = static_cast<Eigen::Index>(groups_.size());
    groups_.insert(groups_.end(), static_cast<std::size_t>(coordinate.column_count), group);
    if (coordinate.column_count > 0) ++group;
    coordinates_.push_back(std::move(coordinate));
  }
  for (const std::size_t index : encoding_.space().parents_first()) {
    if (coordinates_[index].conditional()) conditional_.push_back(index);
  }
}

ModelCoordinates::Coordinate ModelCoordinates::describe(std::size_t index) const {
  const SearchSpace& space = encoding_.space();
  const Parameter& parameter = space.parameters()[index];
  Coordinate coordinate;
  coordinate.levels = level_count(parameter.domain);
  coordinate.categorical = std::holds_alternative<Categorical>(parameter.domain);
  for (const Condition& condition : parameter.when) {
    const std::size_t parent = *space.index_of(condition.parent);
    Requirement requirement{static_cast<Eigen::Index>(parent), {}};
    for (const ParameterValue& value : condition.values) {
      requirement.levels.push_back(level_index(space.parameters()[parent].domain, value));
    }
    std::sort(requirement.levels.begin(), requirement.levels.end());
    coordinate.requirements.push_back(std::move(requirement));
  }
  if (coordinate.levels == 1) return coordinate;
  const Eigen::Index values =
      coordinate.categorical ? static_cast<Eigen::Index>(coordinate.levels) : 1;
  coordinate.column_count = values + (coordinate.conditional() ? 1 : 0);
  return coordinate;
}

bool ModelCoordinates::is_continuous() const {
  return std::all_of(coordinates_.begin(), coordinates_.end(), [](const Coordinate& each) {
    return each.levels == 0;
  });
}

const Domain& ModelCoordinates::domain(Eigen::Index j) const {
  return encoding_.space().parameters()[static_cast<std::size_t>(j)].domain;
}

std::uint64_t ModelCoordinates::level_at(Eigen::Index j, double u) const {
  return tuner::level_at(domain(j), u);
}

double ModelCoordinates::centre_of(Eigen::Index j, std::uint64_t index) const {
  // As encode_value() does it, which would look for the value among all of them.
  if (is_categorical(j)) return (static_cast<double>(index) + 0.5) / static_cast<double>(levels(j));
  return encode_value(domain(j), level(domain(j), index));
}

std::vector<char> ModelCoordinates::activity(const Eigen::VectorXd& u) const {
  std::vector<char> active(coordinates_.size(), 1);
  for (const std::size_t index : conditional_) {
    for (const Requirement& requirement : coordinates_[index].requirements) {
      const bool holds = active[static_cast<std::size_t>(requirement.parent)] != 0 &&
                         std::binary_search(requirement.levels.begin(),
                                            requirement.levels.end(),
                                            level_at(requirement.parent, u[requirement.parent]));
      if (!holds) active[index] = 0;
    }
  }
  return active;
}

Eigen::VectorXd ModelCoordinates::snap(Eigen::VectorXd u) const {
  const std::vector<char> active = conditional_.empty() ? std::vector<char>() : activity(u);
  for (Eigen::Index j = 0; j < dimension(); ++j) {
    if (!active.empty() && active[static_cast<std::size_t>(j)] == 0) {
      u[j] = kInactive;
    } else {
      u[j] = std::clamp(u[j], 0.0, 1.0);
      if (levels(j) > 0) u[j] = centre_of(j, level_at(j, u[j]));
    }
  }
  return u;
}

Eigen::MatrixXd ModelCoordinates::columns(const Eigen::MatrixXd& points) const {
  Eigen::MatrixXd result =
      Eigen::MatrixXd::Zero(points.rows(), static_cast<Eigen::Index>(groups_.size()));
  std::vector<Eigen::Index> others;  // than continuous and integer ones that are always active
  for (Eigen::Index j = 0; j < dimension(); ++j) {
    if (at(j).column_count == 0) continue;
    if (at(j).categorical || at(j).conditional()) {
      others.push_back(j);
    } else {
      result.col(at(j).first_column) = points.col(j);
    }
  }
  for (Eigen::Index row = 0; !others.empty() && row < points.rows(); ++row) {
    const Eigen::VectorXd u = points.row(row);
    const std::vector<char> active = activity(u);
    for (const Eigen::Index j : others) {
      const Coordinate& coordinate = at(j);
      auto block = result.row(row).segment(coordinate.first_column, coordinate.column_count);
      if (active[static_cast<std::size_t>(j)] == 0) {
        if (coordinate.categorical) block[coordinate.column_count - 1] = kOneHot;
      } else if (coordinate.categorical) {
        block[static_cast<Eigen::Index>(level_at(j, u[j]))] = kOneHot;
      } else {
        block << kRadius * std::sin(kAngle * u[j]), kRadius * std::cos(kAngle * u[j]);
      }
    }
  }
  return result;
}

Eigen::VectorXd ModelCoordinates::pull_back(const Eigen::VectorXd& u,
                                            const Eigen::VectorXd& column_gradient) const {
  Eigen::VectorXd gradient = Eigen::VectorXd::Zero(dimension());
  for (const Eigen::Index j : free_coordinates(u)) {
    const Eigen::Index column = at(j).first_column;
    if (at(j).conditional()) {
      gradient[j] = std::cos(kAngle * u[j]) * column_gradient[column] -
                    std::sin(kAngle * u[j]) * column_gradient[column + 1];
    } else {
      gradient[j] = column_gradient[column];
    }
  }
  return gradient;
}

std::vector<Eigen::Index> ModelCoordinates::free_coordinates(const Eigen::VectorXd& u) const {
  const std::vector<char> active = activity(u);
  std::vector<Eigen::Index> free;
  for (Eigen::Index j = 0; j < dimension(); ++j) {
    if (levels(j) == 0 && active[static_cast<std::size_t>(j)] != 0) free.push_back(j);
  }
  return free;
}

Eigen::MatrixXd ModelCoordinates::moves(const Eigen::VectorXd& u) const {
  const std::vector<char> active = activity(u);
  std::vector<Eigen::VectorXd> neighbours;
  for (Eigen::Index j = 0; j < dimension(); ++j) {
    if (active[static_cast<std::size_t>(j)] != 0 && levels(j) > 1) append_moves(u, j, neighbours);
  }
  Eigen::MatrixXd result(neighbours.size(), dimension());
  for (std::size_t i = 0; i < neighbours.size(); ++i) {
    result.row(static_cast<Eigen::Index>(i)) = neighbours[i];
  }
  return result;
}

void ModelCoordinates::append_moves(const Eigen::VectorXd& u,
                                    Eigen::Index j,
                                    std::vector<Eigen::VectorXd>& moves) const {
  const std::uint64_t here = level_at(j, u[j]), count = levels(j);
  const auto add = [&](std::uint64_t index) {
    if (index == here) return;
    Eigen::VectorXd neighbour = u;
    neighbour[j] = centre_of(j, index);
    neighbour = snap(neighbour);
    if (is_allowed(encoding_, neighbour)) moves.push_back(std::move(neighbour));
  };
  if (at(j).categorical || count <= kEnumerated) {
    for (std::uint64_t index = 0; index < count; ++index) add(index);
    return;
  }
  for (const std::uint64_t distance : {1U, 2U}) {
    if (here >= distance) add(here - distance);
    if (here < count - distance) add(here + distance);
  }
  for (const double share : {-0.3, -0.1, 0.1, 0.3}) add(level_at(j, u[j] + share));
}

}  // namespace tuner
