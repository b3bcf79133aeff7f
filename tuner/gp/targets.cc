#include "tuner/gp/targets.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

namespace tuner {
namespace {

constexpr double kWinsor = 2.5;
constexpr std::size_t kFewest = 5;
constexpr double kConstant =
    1e-15;  // a deviation that is rounding only, relative to the largest value

// `sorted` is not empty.
double ceiling_of(const std::vector<double>& sorted) {
  const double best = sorted.front(), worst = sorted.back();
  if (sorted.size() < kFewest) return worst;
  double pivot = 0.5 * (sorted[(sorted.size() - 1) / 2] + sorted[sorted.size() / 2]);
  if (pivot <= best) pivot = *std::upper_bound(sorted.begin(), sorted.end() - 1, best);
  return pivot + kWinsor * (pivot - best);
}

// Of losses that are not empty.
double upper_quartile(const std::vector<double>& sorted) {
  return sorted[3 * (sorted.size() - 1) / 4];
}

// Losses divided by the largest magnitude, so that nothing below can overflow. Those that are so much worse than most that squares
// of the others would underflow beside them count as less.
struct Scaled {
  std::vector<double> sorted;
  double unit = 0.0;  // 0: there is no loss, or all are 0

  double operator()(double loss) const { return std::min(loss / unit, 1.0); }
};

Scaled scale_and_sort(std::span<const double> losses) {
  constexpr double kFarthest = 1e100;
  Scaled scaled{{losses.begin(), losses.end()}};
  std::vector<double>& sorted = scaled.sorted;
  std::sort(sorted.begin(), sorted.end());
  if (losses.empty()) return scaled;
  const double most =
      std::max(std::abs(sorted.front()), std::abs(upper_quartile(sorted))) * kFarthest;
  scaled.unit = std::max(std::abs(sorted.front()), std::abs(sorted.back()));
  if (most > 0.0) scaled.unit = std::min(scaled.unit, most);
  if (scaled.unit > 0.0) {
    for (double& loss : sorted) loss = scaled(loss);
  }
  return scaled;
}

// The deviation of y, whose mean has been taken away; 0 where it is rounding only. `largest` is the largest magnitude before.
double deviation_of(const Eigen::VectorXd& y, double largest) {
  const double deviation = std::sqrt(y.squaredNorm() / static_cast<double>(y.size()));
  return deviation > kConstant * largest ? deviation : 0.0;
}

// Scaled losses, cut.
struct Cut {
  Eigen::VectorXd y;
  double unit = 0.0;  // 0: there is no loss, or all are 0; y is 0
  double ceiling = 0.0;
  double mean = 0.0, deviation = 0.0;  // of y; the deviation is 0 where it is rounding only
};

// `ceiling`, in the unit of the losses; nullopt: that of the header.
Cut cut_losses(std::span<const double> losses, std::optional<double> ceiling = std::nullopt) {
  const auto n = static_cast<Eigen::Index>(losses.size());
  Cut cut{Eigen::VectorXd::Zero(n)};
  const Scaled scaled = scale_and_sort(losses);
  cut.unit = scaled.unit;
  if (cut.unit == 0.0) return cut;
  cut.ceiling = ceiling ? scaled(*ceiling) : ceiling_of(scaled.sorted);
  cut.y = Eigen::Map<const Eigen::VectorXd>(losses.data(), n).unaryExpr([&](double loss) {
    return std::min(scaled(loss), cut.ceiling);
  });
  cut.mean = cut.y.mean();
  const double largest = cut.y.cwiseAbs().maxCoeff();
  cut.y.array() -= cut.mean;
  cut.deviation = deviation_of(cut.y, largest);
  return cut;
}

Eigen::VectorXd standardised(const Cut& cut) {
  if (cut.deviation == 0.0) return Eigen::VectorXd::Zero(cut.y.size());
  return cut.y / cut.deviation;
}

LossScale scale_of(const Cut& cut) {
  return {cut.mean * cut.unit, cut.deviation * cut.unit, cut.ceiling * cut.unit};
}

// Of scaled losses what lies far on the bad side, drawn in; `sorted` is not empty.
double drawn_in(double loss, const std::vector<double>& sorted) {
  const double quartile = upper_quartile(sorted), reach = quartile - sorted.front();
  const double beyond = loss - (quartile + reach);
  if (reach <= 0.0 || beyond <= 0.0) return loss;
  return quartile + reach + reach * std::log1p(beyond / reach);
}

constexpr double kLargest = std::numeric_limits<double>::max();

double median_magnitude(std::span<const double> excesses) {
  std::vector<double> magnitudes;
  for (const double excess : excesses) magnitudes.push_back(std::abs(excess));
  const auto middle = magnitudes.begin() + static_cast<std::ptrdiff_t>(magnitudes.size() / 2);
  std::nth_element(magnitudes.begin(), middle, magnitudes.end());
  return *middle;
}

double bilog(double x) { return std::copysign(std::log1p(std::abs(x)), x); }

// Excesses drawn in, less their mean.
struct DrawnIn {
  Eigen::VectorXd t;
  double mean = 0.0, deviation = 1.0;  // of t before; 1 where it is rounding only
};

DrawnIn draw_in(std::span<const double> excesses) {
  DrawnIn drawn{Eigen::VectorXd(excesses.size())};
  const double median = median_magnitude(excesses), unit = median > 0.0 ? median : 1.0;
  std::transform(excesses.begin(), excesses.end(), drawn.t.begin(), [unit](double excess) {
    return bilog(std::clamp(excess / unit, -kLargest, kLargest));
  });
  drawn.mean = drawn.t.mean();
  const double largest = drawn.t.cwiseAbs().maxCoeff();
  drawn.t.array() -= drawn.mean;
  const double deviation = deviation_of(drawn.t, largest);
  if (deviation > 0.0) drawn.deviation = deviation;
  return drawn;
}

}  // namespace

Eigen::VectorXd standardise_losses(std::span<const double> losses) {
  return standardised(cut_losses(losses));
}

Eigen::VectorXd standardise_losses_below(std::span<const double> losses, double ceiling) {
  return standardised(cut_losses(losses, ceiling));
}

Eigen::VectorXd standardise_trade_offs(std::span<const double> losses) {
  const auto n = static_cast<Eigen::Index>(losses.size());
  const Scaled scaled = scale_and_sort(losses);
  if (scaled.unit == 0.0) return Eigen::VectorXd::Zero(n);
  Eigen::VectorXd y =
      Eigen::Map<const Eigen::VectorXd>(losses.data(), n).unaryExpr([&](double loss) {
        return drawn_in(scaled(loss), scaled.sorted);
      });
  const double largest = y.cwiseAbs().maxCoeff();
  y.array() -= y.mean();
  const double deviation = deviation_of(y, largest);
  if (deviation == 0.0) return Eigen::VectorXd::Zero(n);
  return y / deviation;
}

Eigen::VectorXd standardise_excesses(std::span<const double> excesses) {
  if (excesses.empty()) return {};
  const DrawnIn drawn = draw_in(excesses);
  return drawn.t / drawn.deviation;
}

double standardised_bound(std::span<const double> excesses) {
  const DrawnIn drawn = draw_in(excesses);
  return -drawn.mean / drawn.deviation;
}

LossScale loss_scale(std::span<const double> losses) { return scale_of(cut_losses(losses)); }

LossScale loss_scale_below(std::span<const double> losses, double ceiling) {
  return scale_of(cut_losses(losses, ceiling));
}

}  // namespace tuner
