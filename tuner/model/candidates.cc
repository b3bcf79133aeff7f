#include "tuner/model/candidates.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "tuner/space/projection.h"

namespace tuner {
namespace {

constexpr int kDrawsAgain = 16;  // of one point, while it is forbidden

double reflect(double u) {
  u = std::abs(std::fmod(u, 2.0));
  return u > 1.0 ? 2.0 - u : u;
}

// A category is drawn anew; an ordered level moves by at least one; a number moves by a normal
// step.
double mutate(
    const ModelCoordinates& coordinates, Eigen::Index j, double u, double scale, Rng& rng) {
  if (coordinates.is_categorical(j)) return rng.uniform();
  double step = scale * rng.normal();
  if (coordinates.levels(j) > 0) {
    const double bin = 1.0 / static_cast<double>(coordinates.levels(j));
    step = std::copysign(std::max(std::abs(step), bin), step);
  }
  return reflect(u + step);
}

// An allowed point that `draw` gives; where several are forbidden, the last one moved towards the anchor.
template <class Draw>
Eigen::VectorXd allowed(const ModelCoordinates& coordinates,
                        const Draw& draw,
                        const Eigen::VectorXd& anchor) {
  const Encoding& encoding = coordinates.encoding();
  Eigen::VectorXd u = draw();
  for (int again = 0; again < kDrawsAgain && !is_allowed(encoding, u); ++again) u = draw();
  if (is_allowed(encoding, u)) return u;
  return coordinates.snap(moved_to_allowed(encoding, u, anchor));
}

// One coordinate moves for sure. Half of the points move in one more on average, the others in up
// to twenty more.
Eigen::VectorXd perturb(const ModelCoordinates& coordinates,
                        const Eigen::VectorXd& centre,
                        Rng& rng) {
  const auto dimension = static_cast<std::uint64_t>(centre.size());
  const double scale = 0.5 * std::pow(10.0, -2.5 * rng.uniform());
  const double share = (rng.uniform() < 0.5 ? 1.0 : 20.0) / static_cast<double>(dimension);
  const auto sure = static_cast<Eigen::Index>(rng.below(dimension));
  Eigen::VectorXd u = centre;
  for (Eigen::Index j = 0; j < u.size(); ++j) {
    if (j == sure || share >= 1.0 || rng.uniform() < share)
      u[j] = mutate(coordinates, j, u[j], scale, rng);
  }
  return coordinates.snap(std::move(u));
}

}  // namespace

Eigen::VectorXd draw_uniform(const ModelCoordinates& coordinates, Rng& rng) {
  Eigen::VectorXd u(coordinates.dimension());
  for (double& coordinate : u) coordinate = rng.uniform();
  return coordinates.snap(std::move(u));
}

Eigen::MatrixXd draw_candidates(const ModelCoordinates& coordinates,
                                const std::vector<Eigen::VectorXd>& centres,
                                Eigen::Index count,
                                Rng& rng) {
  Eigen::MatrixXd points(count, coordinates.dimension());
  const Eigen::Index global = centres.empty() ? count : count / 2;
  const Encoding& encoding = coordinates.encoding();
  const Eigen::VectorXd witness = encoding.encode(encoding.space().witness());
  for (Eigen::Index i = 0; i < global; ++i) {
    points.row(i) = allowed(
        coordinates, [&] { return draw_uniform(coordinates, rng); }, witness);
  }
  for (Eigen::Index i = global; i < count; ++i) {
    // The smaller of two draws: the first of five centres is taken nine times as often as the last.
    const std::uint64_t rank = std::min(rng.below(centres.size()), rng.below(centres.size()));
    const Eigen::VectorXd& centre = centres[rank];
    points.row(i) = allowed(
        coordinates, [&] { return perturb(coordinates, centre, rng); }, centre);
  }
  return points;
}

}  // namespace tuner
