#include "metrics/rank_test.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "tuner/base/check.h"

namespace tuner {
namespace {

constexpr std::size_t kExactUpTo = 20;  // values in each sample

struct Ranked {
  double u = 0.0;         // pairs with a < b, ties counting one half
  double tie_term = 0.0;  // Σ t³ − t over groups of t equal values
};

Ranked rank(std::span<const double> a, std::span<const double> b) {
  std::vector<double> x(a.begin(), a.end()), y(b.begin(), b.end()), all = x;
  all.insert(all.end(), y.begin(), y.end());
  for (auto* values : {&x, &y, &all}) std::sort(values->begin(), values->end());
  Ranked ranked;
  for (const double value : y) {
    const auto [first, last] = std::equal_range(x.begin(), x.end(), value);
    ranked.u += static_cast<double>(first - x.begin()) + 0.5 * static_cast<double>(last - first);
  }
  for (auto first = all.begin(); first != all.end();) {
    const auto last = std::upper_bound(first, all.end(), *first);
    const auto t = static_cast<double>(last - first);
    ranked.tie_term += t * t * t - t;
    first = last;
  }
  return ranked;
}

// P(U <= u) for samples of n and m without ties: ways[k] counts the arrangements with U = k, one
// value of the first sample after another, as the coefficients of the Gaussian binomial Π (1 −
// q^(m+i)) / (1 − q^i).
double exact_tail(std::size_t n, std::size_t m, double u) {
  std::vector<double> ways(n * m + 1, 0.0);
  ways[0] = 1.0;
  for (std::size_t i = 1; i <= n; ++i) {
    for (std::size_t k = ways.size(); k-- > m + i;) ways[k] -= ways[k - m - i];
    for (std::size_t k = i; k < ways.size(); ++k) ways[k] += ways[k - i];
  }
  const double all = std::accumulate(ways.begin(), ways.end(), 0.0);
  const auto end = ways.begin() + static_cast<std::ptrdiff_t>(u) + 1;
  return std::accumulate(ways.begin(), end, 0.0) / all;
}

double normal_p(double n, double m, double u, double tie_term) {
  const double total = n + m;
  const double variance = n * m / 12.0 * (total + 1.0 - tie_term / (total * (total - 1.0)));
  if (variance <= 0.0) return 1.0;  // all values are equal
  const double distance = std::max(0.0, std::abs(u - n * m / 2.0) - 0.5);
  return std::erfc(distance / std::sqrt(2.0 * variance));
}

}  // namespace

RankTest mann_whitney(std::span<const double> a, std::span<const double> b) {
  TUNER_CHECK(!a.empty() && !b.empty(), "a rank test needs two samples");
  const auto [u, tie_term] = rank(a, b);
  const auto n = static_cast<double>(a.size()), m = static_cast<double>(b.size());
  const bool exact = tie_term == 0.0 && a.size() <= kExactUpTo && b.size() <= kExactUpTo;
  const double p = exact ? 2.0 * exact_tail(a.size(), b.size(), std::min(u, n * m - u))
                         : normal_p(n, m, u, tie_term);
  return {u / (n * m), std::min(1.0, p)};
}

std::vector<double> holm(std::span<const double> p_values) {
  std::vector<std::size_t> order(p_values.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) {
    return p_values[i] < p_values[j];
  });
  std::vector<double> adjusted(p_values.size());
  double largest = 0.0;
  for (std::size_t k = 0; k < order.size(); ++k) {
    const auto remaining = static_cast<double>(order.size() - k);
    largest = std::max(largest, std::min(1.0, remaining * p_values[order[k]]));
    adjusted[order[k]] = largest;
  }
  return adjusted;
}

double quantile(std::vector<double> values, double q) {
  TUNER_CHECK(!values.empty(), "the quantile of nothing");
  std::sort(values.begin(), values.end());
  const double position = q * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const auto above = std::min(below + 1, values.size() - 1);
  return std::lerp(values[below], values[above], position - static_cast<double>(below));
}

}  // namespace tuner
