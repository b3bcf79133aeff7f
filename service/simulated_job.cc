#include "service/simulated_job.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <utility>

#include "metrics/report_text.h"
#include "metrics/scraper.h"
#include "service/assemble.h"
#include "service/text_table.h"
#include "service/wording.h"
#include "strategies/registry.h"
#include "tuner/base/simulated_clock.h"
#include "tuner/store/memory_store.h"
#include "tuner/training_budget.h"

namespace tuner {
namespace {

constexpr int kRows = 12;                 // of the table
constexpr std::size_t kProgressBar = 30;  // columns of a whole

double seconds_of(JobTime time) { return static_cast<double>(time.count()) / 1000.0; }

Result<TunerParts> parts_of(const JobRecord& job,
                            ExperimentStore& store,
                            const Clock& clock,
                            std::shared_ptr<ScriptedWorld> world) {
  TunerParts parts;
  TUNER_ASSIGN_OR_RETURN(parts.strategy, make_strategy(job.spec, job.prior));
  TUNER_ASSIGN_OR_RETURN(const auto make_scraper, scraper_factory(printed_metrics(job.spec)));
  parts.make_scraper = [make_scraper](std::size_t) { return make_scraper(); };
  parts.backend = std::make_unique<Scripted>(std::move(world));
  parts.convergence = convergence_measure(job);
  parts.store = &store;
  parts.clock = &clock;
  parts.jobs_folder = "/";                    // no training has a folder
  parts.poll_every = std::chrono::hours(24);  // whatever happens in a run ends a wait
  return parts;
}

Result<SimulatedJob> read(const ExperimentStore& store, const JobName& name) {
  SimulatedJob result;
  TUNER_ASSIGN_OR_RETURN(result.summary, store.summary(name));
  TUNER_ASSIGN_OR_RETURN(result.trials, store.trials(name));
  const JobRecord& job = result.summary.job;
  const JobTime training = result.summary.totals.training_time;
  result.best_by_time = best_by_time(result.trials, job.spec.aims(), job.created_at);
  result.cost = cost_of(job.spec.limits, training);
  const double places = seconds_of(job.job_time) * job.spec.limits.parallel;
  if (places > 0.0) result.in_use = seconds_of(training) / places;
  return result;
}

std::size_t ended_by(const SimulatedJob& job, double seconds) {
  return static_cast<std::size_t>(std::ranges::count_if(job.trials, [&](const Trial& trial) {
    return trial.ended_at && seconds_of(*trial.ended_at - job.summary.job.created_at) <= seconds;
  }));
}

}  // namespace

Result<SimulatedJob> simulate_job(const JobRecord& job, InventedTrainings trainings) {
  MemoryStore store;
  TUNER_RETURN_IF_ERROR(store.create_job(job));
  SimulatedClock clock(job.created_at);
  auto world = std::make_shared<ScriptedWorld>(
      script_of(job.spec, std::move(trainings), *job.spec.seed), clock);
  TUNER_ASSIGN_OR_RETURN(TunerParts parts, parts_of(job, store, clock, std::move(world)));
  RunControl control;
  TUNER_ASSIGN_OR_RETURN(const auto tuner, Tuner::open(job, std::move(parts)));
  TUNER_RETURN_IF_ERROR(tuner->run(control));
  return read(store, job.spec.name);
}

std::string best_over_time_text(const SimulatedJob& job) {
  if (job.best_by_time.empty()) return "";
  const Objective& objective = job.summary.job.spec.objectives.front();
  const double worst = job.best_by_time.front().value, best = job.best_by_time.back().value;
  const double end = seconds_of(job.summary.job.job_time);
  TextTable table({{"TIME", Align::kRight},
                   {"TRIALS", Align::kRight},
                   {"BEST " + objective.metric, Align::kRight},
                   {"AGAINST THE FIRST", Align::kLeft, true}});
  for (int row = 1; row <= kRows; ++row) {
    const double at = row == kRows ? end : end * row / kRows;  // the last row has every trial
    const std::optional<double> value = value_at(job.best_by_time, at);
    const double share = !value ? 0.0 : worst == best ? 1.0 : (*value - worst) / (best - worst);
    table.add_row({{duration_text(std::chrono::milliseconds(std::llround(1000.0 * at)))},
                   {std::to_string(ended_by(job, at))},
                   {value ? format_value(*value, 4) : ""},
                   {bar_text(share, kProgressBar), Style::kGood}});
  }
  return table.render(standard_output());
}

}  // namespace tuner
