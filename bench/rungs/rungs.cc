// `rungs`: what early stopping and promotion find with an equal number of epochs, on learning curves that are drawn.
//
//   y(x, r) = c(x) + a(x) r^−b(x) + σ ε,   r = 1 … 27,  c a rugged bowl in the unit cube, a and b smooth: the curves cross
//
// A job has four trainings side by side, in virtual time. What counts is y(x, 27) without noise, of the configuration with the lowest
// last value of those that have ended, above the lowest there is. Every way sees the same curves with the same seeds.
#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdio>
#include <limits>
#include <map>
#include <numbers>
#include <vector>

#include "strategies/early_stop.h"
#include "strategies/promotion.h"
#include "strategies/registry.h"
#include "strategies/rung_model.h"
#include "tuner/base/rng.h"
#include "tuner/space/encoding.h"

namespace tuner {
namespace {

constexpr std::int64_t kWhole = 27;  // epochs
constexpr std::size_t kWorkers = 4;
constexpr int kLookedAt = 200'000;  // configurations, for the lowest there is

SearchSpace space_of_curves() {
  return SearchSpace::create({{"rate", Continuous{1e-4, 1.0, Scale::kLog}},
                              {"decay", Continuous{0.0, 1.0}},
                              {"width", Integer{8, 512, Scale::kLog}},
                              {"depth", Integer{1, 8}},
                              {"kind", Categorical{{{"a"}, {"b"}, {"c"}}}}})
      .value();
}

// One family of curves.
class Curves {
 public:
  Curves(std::uint64_t seed, double noise)
      : seed_(seed), noise_(noise), encoding_(space_of_curves()) {
    Rng rng = Rng::for_trial(seed, TrialId{0}, "curves");
    const auto draw = [&](double low, double high) {
      Eigen::VectorXd values(static_cast<Eigen::Index>(encoding_.space().size()));
      for (double& value : values) value = low + (high - low) * rng.uniform();
      return values;
    };
    centre_ = draw(0.15, 0.85);
    steepness_ = draw(0.2, 2.0);
    ripples_ = draw(1.0, 3.0);
    speed_ = draw(-3.0, 3.0);
    height_ = draw(-2.0, 2.0);
    for (std::uint32_t n = 1; n <= kLookedAt; ++n)
      lowest_ = std::min(lowest_, value(random_point(n), kWhole));
  }

  const SearchSpace& space() const { return encoding_.space(); }
  double regret(const Configuration& configuration) const {
    return std::max(value(encoding_.encode(configuration), kWhole) - lowest_, 0.0);
  }
  // With noise, which is a function of the configuration and the epoch.
  double seen(const Configuration& configuration, std::int64_t epoch) const {
    const std::uint64_t which = stable_hash(to_text(configuration), seed_);
    Rng rng = Rng::for_trial(which, {static_cast<std::uint32_t>(epoch)}, "noise");
    return value(encoding_.encode(configuration), epoch) + noise_ * rng.normal();
  }

 private:
  Eigen::VectorXd random_point(std::uint32_t n) const {
    Rng rng = Rng::for_trial(seed_, {n}, "lowest");
    Eigen::VectorXd u(centre_.size());
    // Half of them near the centre of the bowl.
    for (Eigen::Index i = 0; i < u.size(); ++i) {
      u[i] = n % 2 == 0 ? rng.uniform() : std::clamp(centre_[i] + 0.1 * rng.normal(), 0.0, 1.0);
    }
    return encoding_.encode(encoding_.decode(u));
  }

  double value(const Eigen::VectorXd& u, std::int64_t epoch) const {
    const Eigen::ArrayXd away = (u - centre_).array();
    const double bowl = (steepness_.array() * away.square()).sum();
    const double rugged =
        0.03 * (1.0 - (2.0 * std::numbers::pi * ripples_.array() * away).cos()).sum();
    const Eigen::ArrayXd half = u.array() - 0.5;
    const double b = 0.2 + 1.0 / (1.0 + std::exp(-(speed_.array() * half).sum()));
    const double a = 0.6 * std::exp((height_.array() * half).sum());
    return bowl + rugged + a * std::pow(static_cast<double>(epoch), -b);
  }

  std::uint64_t seed_;
  double noise_;
  Encoding encoding_;
  Eigen::VectorXd centre_, steepness_, ripples_, speed_, height_;
  double lowest_ = std::numeric_limits<double>::infinity();
};

struct Way {
  std::string name;
  bool asha = false, promotion = false, rung_model = false;
  std::int64_t brackets = 1;
  std::string strategy = "bayesian";
};

const std::vector<Way>& ways() {
  static const std::vector<Way> kWays = {
      {"complete"},
      {"stop, last values", true},
      {"stop", true, false, true},
      {"stop, 2 brackets", true, false, true, 2},
      {"promote, last values", true, true},
      {"promote", true, true, true},
      {"promote, 2 brackets", true, true, true, 2},
      {"stop, random", true, false, false, 1, "random"},
      {"promote, random", true, true, false, 1, "random"},
  };
  return kWays;
}

std::unique_ptr<Strategy> make_way(const Way& way, const Curves& curves, std::uint64_t seed) {
  const Resource resource{"epochs", 1, kWhole, 3, way.promotion, way.brackets};
  const auto make = [&curves, seed, name = way.strategy] {
    return make_strategy(name, curves.space(), seed).value();
  };
  std::unique_ptr<Strategy> strategy;
  if (way.rung_model) {
    strategy = std::make_unique<RungModel>(resource, curves.space().size(), make);
  } else {
    strategy = make();
  }
  if (way.promotion) return std::make_unique<Promotion>(resource, seed, std::move(strategy));
  if (!way.asha) return strategy;
  TuningJobSpec spec;
  spec.objectives = {{"loss"}};
  spec.early_stopping.asha = true;
  spec.resource = resource;
  spec.seed = seed;
  return std::make_unique<EarlyStop>(spec, std::move(strategy));
}

// A job until so many epochs have been trained.
class Job {
 public:
  Job(const Curves& curves, std::unique_ptr<Strategy> strategy, std::int64_t epochs)
      : curves_(curves), strategy_(std::move(strategy)), left_(epochs) {}

  // The regret whenever a quarter of the epochs has been trained.
  std::vector<double> run() {
    std::vector<double> regrets;
    const std::int64_t all = left_;
    fill();
    while (!running_.empty() && left_ > 0) {
      next_epoch();
      if ((all - left_) * 4 >= all * static_cast<std::int64_t>(regrets.size() + 1))
        regrets.push_back(best_.empty() ? 1.0 : curves_.regret(best_));
      fill();
    }
    return regrets;
  }

 private:
  struct Running {
    Suggestion suggestion;
    std::int64_t epoch, last;
    double duration;  // of an epoch
  };

  void fill() {
    while (running_.size() < kWorkers) {
      const TrialId trial{++trials_};
      auto answer = strategy_->ask(trial, 1).value();
      if (answer.empty()) {
        --trials_;
        return;
      }
      Suggestion suggestion = answer.front();
      const std::int64_t begun = suggestion.resume_from ? reached_.at(*suggestion.resume_from) : 0;
      const std::int64_t last = suggestion.budget.value_or(kWhole);
      const double duration = std::exp(0.3 * Rng::for_trial(7, trial, "duration").normal());
      running_.emplace(std::pair(now_ + duration, trial),
                       Running{std::move(suggestion), begun, last, duration});
    }
  }

  void next_epoch() {
    auto node = running_.extract(running_.begin());
    const auto [now, trial] = node.key();
    now_ = now;
    Running& run = node.mapped();
    ++run.epoch;
    --left_;
    const double loss = curves_.seen(run.suggestion.configuration, run.epoch);
    const bool stopped = strategy_->watch({trial, run.epoch, loss}).has_value();
    if (!stopped && run.epoch < run.last) {
      node.key().first = now_ + run.duration;
      running_.insert(std::move(node));
      return;
    }
    reached_[trial] = run.epoch;
    if (loss < lowest_) {
      lowest_ = loss;
      best_ = run.suggestion.configuration;
    }
    strategy_->tell({.trial = trial,
                     .suggestion = run.suggestion,
                     .status = stopped ? TrialStatus::kStoppedEarly : TrialStatus::kSucceeded,
                     .losses = {loss}});
  }

  const Curves& curves_;
  std::unique_ptr<Strategy> strategy_;
  std::int64_t left_;
  double now_ = 0.0;
  std::uint32_t trials_ = 0;
  std::map<std::pair<double, TrialId>, Running> running_;
  std::map<TrialId, std::int64_t> reached_;
  double lowest_ = std::numeric_limits<double>::infinity();
  Configuration best_;
};

struct Statistics {
  std::vector<double> values;
  double mean() const {
    double sum = 0.0;
    for (const double value : values) sum += value;
    return sum / static_cast<double>(values.size());
  }
  double error() const {
    double squares = 0.0;
    for (const double value : values) squares += (value - mean()) * (value - mean());
    const auto n = static_cast<double>(values.size());
    return std::sqrt(squares / (n - 1.0) / n);
  }
};

int main_of(int argc, char** argv) {
  std::uint64_t first = 0, count = 20;
  std::int64_t trainings = 40;
  double noise = 0.02;
  std::vector<std::string> wanted;
  CLI::App app("Early stopping and promotion on learning curves that are drawn", "rungs");
  app.add_option("--first", first, "Seed of the first job (default: 0)");
  app.add_option("--jobs", count, "How many jobs (default: 20)")->check(CLI::Range(2, 1'000'000));
  app.add_option("--trainings", trainings, "Epochs of a job, in complete trainings (default: 40)")
      ->check(CLI::Range(1, 10'000));
  app.add_option("--noise", noise, "Standard deviation of a value (default: 0.02)");
  app.add_option("--ways", wanted, "Some of the ways (default: all)");
  CLI11_PARSE(app, argc, argv);
  std::map<std::string, std::vector<Statistics>> regrets, logarithms;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    const Curves curves(seed, noise);
    for (const Way& way : ways()) {
      if (!wanted.empty() && std::ranges::find(wanted, way.name) == wanted.end()) continue;
      const auto found = Job(curves, make_way(way, curves, seed), trainings * kWhole).run();
      auto &all = regrets[way.name], &logs = logarithms[way.name];
      all.resize(found.size());
      logs.resize(found.size());
      for (std::size_t i = 0; i < found.size(); ++i) {
        all[i].values.push_back(found[i]);
        logs[i].values.push_back(std::log10(found[i] + 1e-3));
      }
    }
  }
  std::printf(
      "regret after a quarter, a half, three quarters and all of %lld epochs, mean ± standard "
      "error of %llu jobs; mean log10(regret + 0.001)\n",
      static_cast<long long>(trainings * kWhole),
      static_cast<unsigned long long>(count));
  for (const Way& way : ways()) {
    if (!regrets.contains(way.name)) continue;
    std::printf("%-22s", way.name.c_str());
    for (const Statistics& each : regrets[way.name])
      std::printf("  %.4f ± %.4f", each.mean(), each.error());
    for (const Statistics& each : logarithms[way.name])
      std::printf("  %.3f ± %.3f", each.mean(), each.error());
    std::printf("\n");
  }
  return 0;
}

}  // namespace
}  // namespace tuner

int main(int argc, char** argv) { return tuner::main_of(argc, argv); }
