#include "strategies/variation.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace tuner {
namespace {

constexpr double kCrossover = 0.9;  // share of children with two parents
constexpr double kCrossoverIndex = 20.0, kMutationIndex = 10.0;  // larger: nearer to the parents

// How far a child lies from the middle of its parents, as a multiple of half their distance: of the
// distribution cut where it would leave the cube, `room` away from the nearer parent.
double spread(double room, double distance, Rng& rng) {
  const double power = kCrossoverIndex + 1.0;
  const double alpha = 2.0 - std::pow(1.0 + 2.0 * room / distance, -power);
  const double p = rng.uniform() * alpha;
  return std::pow(p <= 1.0 ? p : 1.0 / (2.0 - p), 1.0 / power);
}

double mutate_level(const ModelCoordinates& coordinates, Eigen::Index j, double u, Rng& rng) {
  const double moved = mutate(u, rng);
  const std::uint64_t from = coordinates.level_at(j, u), to = coordinates.level_at(j, moved);
  if (to != from || coordinates.levels(j) == 1) return moved;
  const bool up = from == 0 || (moved >= u && from + 1 < coordinates.levels(j));
  return coordinates.centre_of(j, up ? from + 1 : from - 1);
}

double mutate_coordinate(const ModelCoordinates& coordinates, Eigen::Index j, double u, Rng& rng) {
  if (coordinates.is_categorical(j)) return rng.uniform();
  return coordinates.levels(j) > 0 ? mutate_level(coordinates, j, u, rng) : mutate(u, rng);
}

Eigen::VectorXd crossed(const ModelCoordinates& coordinates,
                        const Eigen::VectorXd& mother,
                        const Eigen::VectorXd& father,
                        Rng& rng) {
  const std::vector<char> in_mother = coordinates.activity(mother);
  const std::vector<char> in_father = coordinates.activity(father);
  Eigen::VectorXd child(mother.size());
  for (Eigen::Index j = 0; j < child.size(); ++j) {
    const auto k = static_cast<std::size_t>(j);
    if (!in_mother[k] && !in_father[k]) {
      child[j] = rng.uniform();
    } else if (!in_mother[k] || !in_father[k]) {
      child[j] = in_mother[k] ? mother[j] : father[j];
    } else if (rng.uniform() < 0.5) {
      child[j] = mother[j];
    } else {
      child[j] = coordinates.is_categorical(j) ? father[j] : cross(mother[j], father[j], rng);
    }
  }
  return child;
}

}  // namespace

double cross(double a, double b, Rng& rng) {
  const bool near_low = rng.uniform() < 0.5;
  const double low = std::min(a, b), distance = std::abs(b - a);
  if (distance < 1e-14) return a;
  const double room = std::min(low, 1.0 - low - distance);
  const double half = 0.5 * distance * spread(room, distance, rng);
  const double middle = low + 0.5 * distance;
  return std::clamp(near_low ? middle - half : middle + half, 0.0, 1.0);
}

double mutate(double u, Rng& rng) {
  const double power = kMutationIndex + 1.0, p = rng.uniform();
  const double room = p < 0.5 ? u : 1.0 - u;  // on the side of the step
  const double q = p < 0.5 ? p : 1.0 - p;
  const double length =
      1.0 - std::pow(2.0 * q + (1.0 - 2.0 * q) * std::pow(1.0 - room, power), 1.0 / power);
  return std::clamp(p < 0.5 ? u - length : u + length, 0.0, 1.0);
}

Eigen::VectorXd child_of(const ModelCoordinates& coordinates,
                         const Eigen::VectorXd& mother,
                         const Eigen::VectorXd& father,
                         Rng& rng) {
  const bool two_parents = rng.uniform() < kCrossover;
  Eigen::VectorXd child = crossed(coordinates, mother, two_parents ? father : mother, rng);
  const auto dimension = static_cast<std::uint64_t>(child.size());
  bool changed = (child.array() != mother.array()).any();
  for (Eigen::Index j = 0; j < child.size(); ++j) {
    if (rng.below(dimension) != 0) continue;
    child[j] = mutate_coordinate(coordinates, j, child[j], rng);
    changed = true;
  }
  if (!changed) {
    const auto j = static_cast<Eigen::Index>(rng.below(dimension));
    child[j] = mutate_coordinate(coordinates, j, child[j], rng);
  }
  return coordinates.snap(child);
}

}  // namespace tuner
