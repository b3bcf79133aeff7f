#include "tests/simulation/drawn_job.h"

#include <array>
#include <utility>

#include "tests/fakes/job_fixtures.h"
#include "tuner/base/ids.h"
#include "tuner/base/text.h"
#include "tuner/job/job_file_training.h"

namespace tuner::simulation {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::array kEnds = {RunEnd::kSucceeded,
                              RunEnd::kSucceeded,
                              RunEnd::kSucceeded,
                              RunEnd::kSucceeded,
                              RunEnd::kSucceeded,
                              RunEnd::kSucceeded,
                              RunEnd::kUserError,
                              RunEnd::kOutOfMemory,
                              RunEnd::kInfrastructure,
                              RunEnd::kLost,
                              RunEnd::kPreempted};

std::string draw_strategy(Rng& rng) {
  const std::uint64_t draw = rng.below(40);
  return draw == 0 ? "bayesian" : draw < 3 ? "tpe" : draw < 7 ? "sobol" : "random";
}

void draw_limits(Rng& rng, Limits& limits) {
  limits.parallel = 1 + static_cast<std::uint32_t>(rng.below(8));
  if (chance(rng, 4)) limits.trial_time = seconds(3 + rng.below(10));
  if (chance(rng, 8)) limits.time = seconds(20 + rng.below(300));
  if (chance(rng, 8)) limits.training_time = seconds(20 + rng.below(200));
  if (chance(rng, 8)) {
    limits.price_per_hour = 3600.0;
    limits.cost = 20.0 + static_cast<double>(rng.below(200));
  }
  if (chance(rng, 6)) limits.failures = 1 + static_cast<std::uint32_t>(rng.below(8));
}

void draw_rules(Rng& rng, TuningJobSpec& spec) {
  spec.retries = static_cast<std::uint32_t>(rng.below(4));
  if (chance(rng, 8)) spec.completion.target = 0.2;
  if (chance(rng, 8)) spec.completion.not_improving = 5;
  if (chance(rng, 6)) spec.constraints = {{"latency", std::nullopt, 0.7}};
  if (chance(rng, 5)) spec.early_stopping.median = true;
  if (chance(rng, 8)) spec.early_stopping.patience = 2;
  if (!chance(rng, 4)) return;
  spec.resource = Resource{"epochs", 1, 6, 2};
  const bool alone = spec.early_stopping.is_off();
  spec.early_stopping.asha = true;
  spec.resource->promotion = alone && chance(rng, 2);
  if (chance(rng, 2)) spec.resource->brackets = 1 + static_cast<std::int64_t>(rng.below(3));
}

std::vector<ScriptedPlace> draw_places(Rng& rng) {
  constexpr std::array kSickEnds = {RunEnd::kUserError, RunEnd::kInfrastructure, RunEnd::kLost};
  std::vector<ScriptedPlace> places;
  if (chance(rng, 2)) return places;
  const std::uint64_t count = 1 + rng.below(5);
  for (std::uint64_t i = 0; i < count; ++i) {
    ScriptedPlace& place = places.emplace_back("place " + std::to_string(i));
    if (!chance(rng, 3)) continue;
    place.sick_from = seconds(rng.below(60));
    place.sick_until = place.sick_from + seconds(rng.below(600));
    place.fails_after = milliseconds(rng.below(3'000));
    place.fails_as = kSickEnds[rng.below(kSickEnds.size())];
  }
  return places;
}

void draw_breaker(Rng& rng, TuningJobSpec& spec) {
  if (chance(rng, 6)) spec.breaker.reset();
  if (!spec.breaker) return;
  spec.breaker->failures = 1 + static_cast<std::uint32_t>(rng.below(4));
  spec.breaker->retry_after = seconds(1 + rng.below(60));
}

std::string number(Rng& rng) {
  if (chance(rng, 60)) return "nan";
  return shortest(rng.uniform());
}

std::vector<ScriptedLine> draw_log(Rng& rng, milliseconds run_for) {
  std::vector<ScriptedLine> log;
  const std::uint64_t epochs = rng.below(8);
  for (std::uint64_t epoch = 1; epoch <= epochs; ++epoch) {
    std::string text =
        "epoch " + std::to_string(epoch) + " loss=" + number(rng) + " latency=" + number(rng);
    if (chance(rng, 10)) text = std::string("\r\x1b[32m") + text;
    if (chance(rng, 20)) text += "\nloss=none\n" + std::string(rng.below(300), '#');
    const bool cut = epoch == epochs && chance(rng, 5);
    log.push_back({run_for * static_cast<std::int64_t>(epoch) / static_cast<std::int64_t>(epochs),
                   text + (cut ? "" : "\n")});
  }
  return log;
}

}  // namespace

ScriptedRun DrawnJob::script_of(const std::string& run_name) const {
  Rng rng = Rng::for_trial(stable_hash(run_name, seed), TrialId{0}, "simulated run");
  ScriptedRun run;
  run.run_for = milliseconds(rng.below(12'000));
  if (chance(rng, 25)) run.run_for = std::chrono::minutes(10);
  if (chance(rng, 4)) run.queued_for = milliseconds(rng.below(8'000));
  run.end = kEnds[rng.below(kEnds.size())];
  if (chance(rng, 40)) run.start_error = "no such program";
  run.unavailable = chance(rng, 10) ? static_cast<int>(1 + rng.below(3)) : 0;
  run.stop_takes = milliseconds(rng.below(4'000));
  run.reason = "the script";
  run.log = draw_log(rng, run.run_for);
  return run;
}

// Two definitions, of which the second has another space and another objective.
void divide(TuningJobSpec& spec) {
  NamedDefinition first, second;
  static_cast<TrainingDefinition&>(first) = static_cast<TrainingDefinition&>(second) = spec;
  first.name = "first";
  second.name = "second";
  second.parameters = {{"trees", Integer{1, 30}}};
  second.objectives.front().metric = "latency";
  spec.definitions = {first, second};
  keep_aims_only(spec);
}

DrawnJob draw_job(std::uint64_t seed) {
  Rng rng = Rng::for_trial(seed, TrialId{0}, "simulated job");
  DrawnJob job{seed, small_spec(1 + static_cast<std::uint32_t>(rng.below(40)), 1)};
  TuningJobSpec& spec = job.spec;
  spec.strategy = draw_strategy(rng);
  spec.seed = rng.below(1'000'000);
  spec.parameters = {{"rate", Continuous{0.0, 1.0}},
                     {"layers", Integer{1, 4}},
                     {"kind", Categorical{{{"a"}, {"b"}, {"c"}}}}};
  spec.metrics = {{"loss", "epoch (?P<step>[0-9]+) loss=([-+.0-9a-z]+)"},
                  {"latency", "latency=([-+.0-9a-z]+)"}};
  spec.grace = seconds(2);
  draw_limits(rng, spec.limits);
  draw_rules(rng, spec);
  if (spec.early_stopping.is_off() && chance(rng, 3)) divide(spec);
  if (spec.early_stopping.is_off() && spec.definitions.empty() && !spec.completion.target &&
      !spec.completion.not_improving && chance(rng, 4)) {
    spec.objectives.push_back({"latency", Goal::kMinimize});
    if (spec.strategy == "tpe") spec.strategy = "nsga_ii";
  }
  if (chance(rng, 3)) job.slots = 1 + rng.below(4);
  if (chance(rng, 4)) job.more_trials = 1 + static_cast<std::uint32_t>(rng.below(10));
  job.places = draw_places(rng);
  draw_breaker(rng, spec);
  return job;
}

}  // namespace tuner::simulation
