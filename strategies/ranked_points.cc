#include "strategies/ranked_points.h"

#include <algorithm>
#include <span>

namespace tuner {

void RankedPoints::add(const Eigen::VectorXd& point, const Standing& standing) {
  const auto index = static_cast<std::uint32_t>(standings_.size());
  points_.add(point);
  standings_.push_back(standing);
  if (standing.works()) ++working_;
  const auto place = std::upper_bound(
      order_.begin(), order_.end(), standing, [&](const Standing& mine, std::uint32_t other) {
        return mine < standings_[other];
      });
  order_.insert(place, index);
}

Eigen::MatrixXd RankedPoints::best(std::size_t count) const {
  return points_.gather(std::span(order_).first(count));
}

Eigen::MatrixXd RankedPoints::rest(std::size_t skipped, std::size_t most) const {
  const auto begin = order_.begin() + static_cast<std::ptrdiff_t>(skipped);
  const auto available = static_cast<std::size_t>(order_.end() - begin);
  if (available <= most) return points_.gather(std::span(order_).subspan(skipped));
  const std::size_t by_standing = most - most / 4;
  std::vector<std::uint32_t> chosen(begin, begin + static_cast<std::ptrdiff_t>(by_standing));
  std::vector<char> taken(size(), 0);
  for (std::size_t rank = 0; rank < skipped + by_standing; ++rank) taken[order_[rank]] = 1;
  for (auto index = static_cast<std::uint32_t>(size()); chosen.size() < most;) {
    if (taken[--index] == 0) chosen.push_back(index);
  }
  return points_.gather(chosen);
}

}  // namespace tuner
