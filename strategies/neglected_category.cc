#include "strategies/neglected_category.h"

#include <numeric>
#include <utility>
#include <vector>

#include "tuner/space/projection.h"

namespace tuner {
namespace {

constexpr std::uint32_t kNeglectedEvery = 4;  // trials
constexpr double kNeglected = 0.5;            // of an even share
constexpr std::size_t kInVain =
    3;  // trials, after which a category where nothing works is left alone

// Trials of one category.
struct Count {
  std::size_t all = 0, ended = 0, worked = 0;

  bool in_vain() const { return ended >= kInVain && worked == 0; }
};

// By category, of one coordinate; empty for one that is no category.
using Tally = std::vector<Count>;

std::vector<Tally> tally(const ModelCoordinates& coordinates,
                         const RowTable& tried,
                         const std::vector<char>& worked) {
  std::vector<Tally> tallies(static_cast<std::size_t>(coordinates.dimension()));
  for (Eigen::Index j = 0; j < coordinates.dimension(); ++j) {
    if (coordinates.is_categorical(j))
      tallies[static_cast<std::size_t>(j)].resize(coordinates.levels(j));
  }
  for (Eigen::Index row = 0; row < tried.size(); ++row) {
    const Eigen::VectorXd u = tried.row(row);
    const std::vector<char> active = coordinates.activity(u);
    const auto place = static_cast<std::size_t>(row);
    for (std::size_t j = 0; j < tallies.size(); ++j) {
      if (active[j] == 0 || tallies[j].empty()) continue;
      const auto index = static_cast<Eigen::Index>(j);
      Count& count = tallies[j][coordinates.level_at(index, u[index])];
      ++count.all;
      if (place < worked.size()) ++count.ended;
      if (place < worked.size() && worked[place] != 0) ++count.worked;
    }
  }
  return tallies;
}

bool is_at(const CategoryVisit& visit,
           const ModelCoordinates& coordinates,
           const Eigen::VectorXd& u) {
  return u[visit.coordinate] == visit.u &&
         coordinates.activity(u)[static_cast<std::size_t>(visit.coordinate)] != 0;
}

Eigen::MatrixXd rows_at(const CategoryVisit& visit,
                        const ModelCoordinates& coordinates,
                        const Eigen::MatrixXd& points) {
  Eigen::MatrixXd kept(points.rows(), points.cols());
  Eigen::Index count = 0;
  for (Eigen::Index row = 0; row < points.rows(); ++row) {
    const Eigen::VectorXd u = points.row(row);
    if (is_at(visit, coordinates, u) && is_allowed(coordinates.encoding(), u))
      kept.row(count++) = u;
  }
  return kept.topRows(count);
}

}  // namespace

bool is_for_a_neglected_category(TrialId trial) { return trial.number % kNeglectedEvery == 0; }

std::optional<CategoryVisit> neglected_category(const ModelCoordinates& coordinates,
                                                const RowTable& tried,
                                                const std::vector<char>& worked,
                                                Rng rng) {
  const std::vector<Tally> tallies = tally(coordinates, tried, worked);
  double least = kNeglected;
  std::vector<CategoryVisit> visits;
  for (std::size_t j = 0; j < tallies.size(); ++j) {
    const Tally& counts = tallies[j];
    const std::size_t active = std::accumulate(
        counts.begin(), counts.end(), std::size_t{0}, [](auto sum, const Count& count) {
          return sum + count.all;
        });
    if (active == 0) continue;
    const auto index = static_cast<Eigen::Index>(j);
    for (std::size_t k = 0; k < counts.size(); ++k) {
      if (counts[k].in_vain()) continue;
      const double share =
          static_cast<double>(counts.size() * counts[k].all) / static_cast<double>(active);
      if (share >= kNeglected || share > least) continue;
      if (share < least) visits.clear();
      least = share;
      visits.push_back({index, coordinates.centre_of(index, k)});
    }
  }
  if (visits.empty()) return std::nullopt;
  return visits[rng.below(visits.size())];
}

Eigen::MatrixXd restrict_to(const CategoryVisit& visit,
                            const ModelCoordinates& coordinates,
                            const Eigen::MatrixXd& candidates,
                            SearchProblem& problem) {
  Eigen::MatrixXd moved = candidates;
  moved.col(visit.coordinate).setConstant(visit.u);
  for (Eigen::Index row = 0; row < moved.rows(); ++row) {
    moved.row(row) = coordinates.snap(moved.row(row));
  }
  moved = rows_at(visit, coordinates, moved);
  if (moved.rows() == 0) return candidates;
  problem.moves = [moves = std::move(problem.moves), &coordinates, visit](
                      const Eigen::VectorXd& u) { return rows_at(visit, coordinates, moves(u)); };
  return moved;
}

}  // namespace tuner
