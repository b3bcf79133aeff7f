// Specifications for the tests of this folder: one plain, and as many random ones as wanted.
#pragma once

#include <string>

#include "tuner/base/rng.h"
#include "tuner/job/tuning_job.h"

namespace tuner {

// Two parameters, one metric; breaks no rule.
inline TuningJobSpec plain_spec() {
  TuningJobSpec spec;
  spec.name = {"plain"};
  spec.parameters = {{"lr", Continuous{1e-4, 0.3, Scale::kLog}}, {"units", Integer{8, 64}}};
  spec.objectives = {{"loss"}};
  spec.metrics = {{"loss", "loss=([0-9.]+)"}};
  spec.command = {"/bin/true"};
  spec.working_folder = "/tmp";
  spec.limits.trials = 10;
  return spec;
}

// Every field takes unusual values now and then; not necessarily a legal specification, but a
// writable one.
class RandomSpec {
 public:
  explicit RandomSpec(std::uint64_t seed) : rng_(Rng::for_trial(seed, TrialId{1}, "random spec")) {}

  TuningJobSpec draw() {
    TuningJobSpec spec;
    spec.name = {"job-" + std::to_string(rng_.below(1000))};
    for (auto n = rng_.below(6); n > 0; --n) spec.parameters.push_back(parameter());
    for (auto n = rng_.below(3); n > 0; --n) spec.forbidden.push_back(rule());
    for (auto n = rng_.below(3); n > 0; --n) {
      spec.start.push_back({{text(), category()}, {text(), real()}});
      spec.start.back()[text()] = static_cast<std::int64_t>(rng_());
    }
    if (coin()) spec.warm_start = {{text(), text()}, static_cast<WarmStart::Kind>(rng_.below(2))};
    for (auto n = rng_.below(4); n > 0; --n) spec.static_hyperparameters[text()] = text();
    for (auto n = rng_.below(3); n > 0; --n) {
      spec.objectives.push_back({text(), coin() ? Goal::kMinimize : Goal::kMaximize});
      spec.metrics.push_back({text(), text()});
      spec.channels[text()] = {"/" + text(), text()};
      spec.environment[text()] = text();
      spec.command.push_back(text());
    }
    for (auto n = rng_.below(3); n > 0; --n) {
      Constraint& constraint = spec.constraints.emplace_back(Constraint{text(), {}, {}});
      if (coin()) constraint.min = real();
      if (coin()) constraint.max = real();
    }
    spec.working_folder = "/" + text();
    if (coin()) spec.limits.trials = static_cast<std::uint32_t>(rng_());
    if (coin()) spec.limits.trial_time = std::chrono::milliseconds(rng_.below(1u << 31));
    if (coin()) spec.limits.time = std::chrono::milliseconds(rng_.below(1u << 31));
    if (coin()) spec.limits.training_time = std::chrono::milliseconds(rng_.below(1u << 31));
    if (coin()) spec.limits.cost = real();
    if (coin()) spec.limits.price_per_hour = real();
    if (coin()) spec.limits.failures = static_cast<std::uint32_t>(rng_());
    spec.limits.parallel = static_cast<std::uint32_t>(rng_());
    if (coin()) spec.completion.target = real();
    if (coin()) spec.completion.not_improving = static_cast<std::uint32_t>(rng_());
    if (coin()) spec.completion.converged.emplace();
    if (spec.completion.converged && coin()) spec.completion.converged->tolerance = real();
    spec.strategy = text();
    spec.backend = text();
    spec.early_stopping.median = coin();
    spec.early_stopping.asha = coin();
    if (coin()) spec.early_stopping.percentile = real();
    if (coin()) spec.early_stopping.threshold = real();
    if (coin()) spec.early_stopping.patience = static_cast<std::uint32_t>(rng_());
    spec.early_stopping.min_change = real();
    spec.early_stopping.after = static_cast<std::uint32_t>(rng_());
    spec.early_stopping.completed = static_cast<std::uint32_t>(rng_());
    if (coin()) {
      spec.resource = {text(),
                       static_cast<std::int64_t>(rng_()),
                       static_cast<std::int64_t>(rng_()),
                       static_cast<std::int64_t>(rng_()),
                       coin(),
                       static_cast<std::int64_t>(rng_()),
                       coin()};
    }
    spec.retries = static_cast<std::uint32_t>(rng_());
    if (rng_.below(3) == 0) spec.breaker.reset();
    if (spec.breaker) spec.breaker->failures = 1 + static_cast<std::uint32_t>(rng_.below(4));
    spec.grace = std::chrono::milliseconds(rng_.below(1u << 31));
    spec.gpus_per_trial = static_cast<int>(rng_.below(9));
    spec.bind_opt_ml = coin();
    spec.log_limit_bytes = rng_();
    if (coin()) spec.seed = rng_();
    if (coin()) spec.arn_prefix = text();
    return spec;
  }

 private:
  bool coin() { return rng_.below(2) == 0; }

  std::string text() {
    static const char* const kTexts[] = {
        "a", "", "val:acc", "é/~ü", "\"quoted\"", "{lr}", "1e-3", "x\ny\tz"};
    return kTexts[rng_.below(std::size(kTexts))] + std::to_string(rng_.below(100));
  }

  double real() { return coin() ? rng_.normal() * 1e-300 : rng_.normal() * 1e6; }

  Category category() { return {text(), static_cast<Category::Kind>(rng_.below(3))}; }

  Parameter parameter() {
    Parameter parameter{text(), {}};
    const auto scale = static_cast<Scale>(rng_.below(4));
    switch (rng_.below(3)) {
      case 0:
        parameter.domain = Continuous{real(), real(), scale, real()};
        break;
      case 1:
        parameter.domain = Integer{static_cast<std::int64_t>(rng_()),
                                   static_cast<std::int64_t>(rng_()),
                                   scale,
                                   static_cast<std::int64_t>(rng_())};
        break;
      default:
        parameter.domain = Categorical{{category(), category()}};
    }
    if (coin()) {
      parameter.when = {{text(), {category(), static_cast<std::int64_t>(rng_()), real()}}};
    }
    return parameter;
  }

  Forbidden rule() {
    if (coin()) {
      ForbiddenSum sum{{{text(), real()}, {text(), real()}}};
      if (coin()) sum.above = real();
      if (coin()) sum.below = real();
      return sum;
    }
    ForbiddenTerm values{text(), {category(), static_cast<std::int64_t>(rng_()), real()}};
    ForbiddenTerm range{text(), {}, real()};
    if (coin()) range.max = real();
    return ForbiddenClause{{values, range}};
  }

  Rng rng_;
};

}  // namespace tuner
