#include "strategies/parzen.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include "strategies/truncated_normal.h"
#include "tuner/base/check.h"

namespace tuner {

namespace {

using Kind = ParzenSpace::Kind;

constexpr float kInactive = static_cast<float>(ParzenSpace::kInactive);
constexpr double kUniformVariance = 1.0 / 12.0;
constexpr double kWidth = 0.7;
constexpr double kCategoryPrior = 1.0;  // a
constexpr double kLeastBinShare = 0.5;  // of σ in the mean bin of a range with levels
constexpr double kSmallestMass = 1e-9;  // of a level under a kernel
constexpr Eigen::Index kBlock = 256;    // kernels: their centres stay in the first cache

double log_mass_of_same(double values) {
  return std::log((1.0 + kCategoryPrior / values) / (1.0 + kCategoryPrior));
}
double log_mass_of_other(double values) {
  return std::log(kCategoryPrior / values / (1.0 + kCategoryPrior));
}

}  // namespace

// ln Σ exp of numbers that come in blocks, without overflow.
struct ParzenMixture::LogSum {
  double largest = -std::numeric_limits<double>::infinity();
  double sum = 0.0;  // of exp(number − largest)

  void add(const Eigen::Ref<const Eigen::ArrayXf>& logs) {
    const float top = logs.maxCoeff();
    rescale(top);
    sum += static_cast<double>((logs - static_cast<float>(largest)).exp().sum());
  }
  void add(double log) {
    rescale(log);
    sum += std::exp(log - largest);
  }
  void rescale(double top) {
    if (top <= largest) return;
    sum *= std::exp(largest - top);
    largest = top;
  }
  double value() const { return largest + std::log(sum); }
};

ParzenMixture::ParzenMixture(const ParzenSpace& space, const Eigen::MatrixXd& observations)
    : space_(space),
      centres_(observations.array().cast<float>()),
      log_norms_(Eigen::ArrayXXf::Zero(centres_.rows(), space.dimension())),
      common_(Eigen::ArrayXf::Zero(centres_.rows())),
      deviations_(space.dimension()),
      log_masses_(static_cast<std::size_t>(space.dimension())) {
  TUNER_CHECK(centres_.rows() == 0 || centres_.cols() == space.dimension(),
              "an observation must have one entry per coordinate");
  for (Eigen::Index j = 0; j < space.dimension(); ++j) {
    deviations_[j] = deviation_of(j, observations);
    if (space.kind(j) == Kind::kLevels) tabulate(j);
    if (space.kind(j) != Kind::kNumber || centres_.rows() == 0) continue;
    const Eigen::ArrayXf logs =
        log_inside_mass(observations.col(j).array().max(0.0), deviations_[j]).cast<float>();
    log_norms_.col(j) = (centres_.col(j) != kInactive).select(logs, 0.0F);
    if (!space.is_conditional(j)) common_ -= log_norms_.col(j);
  }
}

double ParzenMixture::deviation_of(Eigen::Index j, const Eigen::MatrixXd& observations) const {
  double count = 0.0, sum = 0.0, squares = 0.0;
  for (Eigen::Index i = 0; i < observations.rows(); ++i) {
    if (observations(i, j) == ParzenSpace::kInactive) continue;
    const double x = space_.unit(j, observations(i, j)) - 0.5;
    count += 1.0;
    sum += x;
    squares += x * x;
  }
  const double scatter = count > 0.0 ? std::max(squares - sum * sum / count, 0.0) : 0.0;
  const double variance = (scatter + kUniformVariance) / (count + 1.0);
  const double exponent = -1.0 / (static_cast<double>(space_.free_dimension()) + 4.0);
  const double deviation = kWidth * std::sqrt(variance) * std::pow(count + 1.0, exponent);
  if (space_.kind(j) != Kind::kLevels) return deviation;
  return std::max(deviation, kLeastBinShare / static_cast<double>(space_.level_count(j)));
}

void ParzenMixture::tabulate(Eigen::Index j) {
  const Eigen::ArrayXd& edges = space_.edges(j);
  const Eigen::Index levels = space_.level_count(j);
  Eigen::ArrayXXf& table = log_masses_[static_cast<std::size_t>(j)];
  table.resize(levels, levels);
  for (Eigen::Index k = 0; k < levels; ++k) {
    const double centre = space_.unit(j, static_cast<double>(k));
    const Eigen::ArrayXd below = fast_normal_cdf((edges - centre) / deviations_[j]);
    const Eigen::ArrayXd masses = below.tail(levels) - below.head(levels);
    table.col(k) = (masses / (below[levels] - below[0])).max(kSmallestMass).log().cast<float>();
  }
}

Eigen::ArrayXd ParzenMixture::log_density(const Eigen::MatrixXd& queries) const {
  Eigen::ArrayXd result(queries.rows());
  for (Eigen::Index row = 0; row < queries.rows(); ++row) {
    const Eigen::VectorXd query = queries.row(row);
    LogSum sum;
    sum.add(log_prior(query));
    for (Eigen::Index first = 0; first < centres_.rows(); first += kBlock) {
      add_kernels(query, first, std::min(kBlock, centres_.rows() - first), sum);
    }
    result[row] = sum.value() - std::log(static_cast<double>(centres_.rows()) + 1.0);
  }
  return result;
}

double ParzenMixture::log_prior(const Eigen::VectorXd& query) const {
  double log = 0.0;
  for (Eigen::Index j = 0; j < query.size(); ++j) {
    const double x = query[j];
    if (x == kInactive) continue;
    if (space_.kind(j) == Kind::kCategory) {
      log -= std::log(static_cast<double>(space_.level_count(j)));
    } else if (space_.kind(j) == Kind::kLevels) {
      const auto level = static_cast<Eigen::Index>(x);
      log += std::log(space_.edges(j)[level + 1] - space_.edges(j)[level]);
    } else if (space_.kind(j) == Kind::kNumber) {
      const double width = space_.bin_width(j, x);
      if (width > 0.0) log += std::log(width);
    }
  }
  return log;
}

void ParzenMixture::add_kernels(const Eigen::VectorXd& query,
                                Eigen::Index first,
                                Eigen::Index count,
                                LogSum& sum) const {
  std::array<float, kBlock> buffer;
  Eigen::Map<Eigen::ArrayXf> logs(buffer.data(), count);
  logs = common_.segment(first, count);
  for (Eigen::Index j = 0; j < query.size(); ++j) {
    if (query[j] == ParzenSpace::kInactive || space_.kind(j) == Kind::kConstant) continue;
    if (space_.kind(j) == Kind::kNumber) {
      add_number(j, query[j], first, logs);
    } else {
      add_discrete(j, query[j], first, logs);
    }
  }
  sum.add(logs);
}

void ParzenMixture::add_number(Eigen::Index j,
                               double x,
                               Eigen::Index first,
                               Eigen::Ref<Eigen::ArrayXf> logs) const {
  const double width = space_.bin_width(j, x);
  const double variance = deviations_[j] * deviations_[j] + width * width * kUniformVariance;
  const double log_width = width > 0.0 ? std::log(width) : 0.0;
  const auto constant =
      static_cast<float>(log_width - 0.5 * std::log(2.0 * std::numbers::pi * variance));
  const auto half_precision = static_cast<float>(0.5 / variance);
  const auto centres = centres_.col(j).segment(first, logs.size());
  const auto kernels = constant - half_precision * (centres - static_cast<float>(x)).square();
  if (!space_.is_conditional(j)) {
    logs += kernels;
    return;
  }
  const auto norms = log_norms_.col(j).segment(first, logs.size());
  logs += (centres != kInactive).select(kernels - norms, static_cast<float>(log_width));
}

void ParzenMixture::add_discrete(Eigen::Index j,
                                 double x,
                                 Eigen::Index first,
                                 Eigen::Ref<Eigen::ArrayXf> logs) const {
  const auto centres = centres_.col(j).segment(first, logs.size());
  const auto values = static_cast<double>(space_.level_count(j));
  const auto level = static_cast<Eigen::Index>(x);
  if (space_.kind(j) == Kind::kCategory) {
    const auto same = static_cast<float>(log_mass_of_same(values));
    const auto other = static_cast<float>(log_mass_of_other(values));
    const auto any = static_cast<float>(-std::log(values));
    for (Eigen::Index i = 0; i < logs.size(); ++i) {
      logs[i] += centres[i] == static_cast<float>(x) ? same : centres[i] == kInactive ? any : other;
    }
    return;
  }
  const auto any =
      static_cast<float>(std::log(space_.edges(j)[level + 1] - space_.edges(j)[level]));
  const auto row = log_masses_[static_cast<std::size_t>(j)].row(level);
  for (Eigen::Index i = 0; i < logs.size(); ++i) {
    logs[i] += centres[i] == kInactive ? any : row[static_cast<Eigen::Index>(centres[i])];
  }
}

Eigen::VectorXd ParzenMixture::draw(Rng& rng) const {
  const auto kernel =
      static_cast<Eigen::Index>(rng.below(static_cast<std::uint64_t>(centres_.rows()) + 1));
  Eigen::VectorXd u(space_.dimension());
  for (Eigen::Index j = 0; j < u.size(); ++j) {
    const bool uniform = kernel == centres_.rows();
    u[j] = draw_coordinate(j, uniform ? ParzenSpace::kInactive : centres_(kernel, j), rng);
  }
  return space_.point(u);
}

double ParzenMixture::draw_coordinate(Eigen::Index j, double centre, Rng& rng) const {
  if (space_.kind(j) == Kind::kConstant) return 0.5;
  if (centre == ParzenSpace::kInactive) return rng.uniform();
  if (space_.kind(j) == Kind::kCategory) {
    const bool prior = rng.uniform() * (1.0 + kCategoryPrior) < kCategoryPrior;
    return prior ? rng.uniform() : space_.unit(j, centre);
  }
  return draw_truncated(space_.unit(j, centre), deviations_[j], rng);
}

}  // namespace tuner
