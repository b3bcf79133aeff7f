// From raw losses to what a Gaussian process is fitted to: bad values are cut off, the rest is
// standardised.
//
//   ceiling = pivot + 2.5 (pivot − best),  pivot = median
//   y ← min(y, ceiling);   z = (y − mean) / deviation
//
// Only the bad side is cut: how bad a bad configuration is says little about where the good ones
// are, and one diverged training must not flatten everything else. The pivot is the lowest value
// above the best where half of all losses tie with it.
//
// Where there are three losses or more, what is bad in one is often good in another, and most values of one may be close to its best: a
// ceiling would then hide from a process all that it is to avoid. Such losses are drawn in, not cut:
//
//   y ← edge + reach ln(1 + (y − edge)/reach) beyond edge = q₇₅ + reach,   reach = q₇₅ − best,   q₇₅ the upper quartile
//
// Excesses over a bound (Constraint::excess) are not cut, since that would turn violations into less of them; both sides are
// drawn in instead, and 0 stays where it can be found again:
//
//   t = bilog(g/s),  bilog(x) = sgn(x) ln(1 + |x|),  s = median |g|;   z = (t − mean) / deviation
//
// Source  bilog: [Eriksson2021].
#pragma once

#include <Eigen/Core>
#include <span>

namespace tuner {

// One entry per loss, mean 0, variance 1 (all 0 when the losses are constant). Any finite doubles are
// allowed. Below five losses none is cut.
Eigen::VectorXd standardise_losses(std::span<const double> losses);
// The same with another ceiling.
Eigen::VectorXd standardise_losses_below(std::span<const double> losses, double ceiling);

// The same for one of three losses or more.
Eigen::VectorXd standardise_trade_offs(std::span<const double> losses);

// One entry per excess, mean 0, variance 1 (all 0 when the excesses are equal).
Eigen::VectorXd standardise_excesses(std::span<const double> excesses);

// What an excess of 0 is in standardise_excesses(excesses): up to there the constraint is kept. Contract: not empty.
double standardised_bound(std::span<const double> excesses);

// The way back: loss = mean + deviation z, for losses below the ceiling.
struct LossScale {
  double mean = 0.0, deviation = 0.0;  // deviation 0: the losses are constant
  double ceiling = 0.0;                // infinite where it exceeds every double
};

// The scale of standardise_losses(losses), in the unit of the losses; and of standardise_losses_below().
LossScale loss_scale(std::span<const double> losses);
LossScale loss_scale_below(std::span<const double> losses, double ceiling);

}  // namespace tuner
