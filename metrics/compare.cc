#include "metrics/compare.h"

#include <algorithm>
#include <cmath>

#include "metrics/rank_test.h"
#include "metrics/report_text.h"

namespace tuner {
namespace {

constexpr double kLevel = 0.05;

std::vector<double> counts_up_to(std::size_t most) {
  std::vector<double> counts;
  for (std::size_t decade = 1; decade <= most; decade *= 10) {
    for (const std::size_t factor : {1, 2, 5}) {
      if (factor * decade < most) counts.push_back(static_cast<double>(factor * decade));
    }
  }
  if (most > 0) counts.push_back(static_cast<double>(most));
  return counts;
}

std::optional<double> common_target(std::span<const JobCurves> jobs) {
  std::optional<double> worst;
  for (const JobCurves& job : jobs) {
    if (job.by_trial.empty()) return std::nullopt;
    const double best = job.by_trial.back().value;
    if (!worst || job.objective.to_loss(best) > job.objective.to_loss(*worst)) worst = best;
  }
  return worst;
}

PairTest test_pair(std::span<const JobCurves> jobs, std::size_t first, std::size_t second) {
  const RankTest ranks = mann_whitney(jobs[first].values, jobs[second].values);
  const bool minimize = jobs[first].objective.goal == Goal::kMinimize;
  return {first, second, minimize ? ranks.lower_share : 1.0 - ranks.lower_share, ranks.p, ""};
}

std::string meaning_of(const PairTest& test, std::span<const JobCurves> jobs) {
  const bool first_leads = test.better_share >= 0.5;
  const std::string& leader = jobs[first_leads ? test.first : test.second].name;
  const std::string& other = jobs[first_leads ? test.second : test.first].name;
  const double share = first_leads ? test.better_share : 1.0 - test.better_share;
  const std::string share_text = "a trial of " + leader + " beats a trial of " + other + " in " +
                                 std::to_string(std::lround(100.0 * share)) + " of 100 pairs";
  if (test.p < kLevel) return "Typically better: " + share_text + " (" + format_p(test.p) + ").";
  return "No clear difference: " + share_text + ", which chance alone can explain (" +
         format_p(test.p) + ").";
}

std::vector<PairTest> test_pairs(std::span<const JobCurves> jobs) {
  std::vector<PairTest> tests;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    for (std::size_t j = i + 1; j < jobs.size(); ++j) {
      if (std::min(jobs[i].values.size(), jobs[j].values.size()) < kMinSample) continue;
      tests.push_back(test_pair(jobs, i, j));
    }
  }
  std::vector<double> p_values;
  for (const PairTest& test : tests) p_values.push_back(test.p);
  const std::vector<double> adjusted = holm(p_values);
  for (std::size_t k = 0; k < tests.size(); ++k) {
    tests[k].p = adjusted[k];
    tests[k].meaning = meaning_of(tests[k], jobs);
  }
  return tests;
}

}  // namespace

Comparison compare(std::span<const JobCurves> jobs) {
  Comparison comparison;
  for (const JobCurves& job : jobs) {
    if (job.objective == jobs.front().objective) continue;
    comparison.caveat = "The jobs have different objectives (" + describe(jobs.front().objective) +
                        "; " + describe(job.objective) +
                        "), so that their values cannot be compared.";
    return comparison;
  }
  comparison.caveat =
      "Each job is one run of its search. The figures describe these runs; whether a strategy "
      "would win again "
      "takes several runs of each with different seeds.";
  std::size_t finished = jobs.front().finished;
  std::vector<Curve> curves;
  for (const JobCurves& job : jobs) {
    finished = std::min(finished, job.finished);
    curves.push_back(job.by_trial);
  }
  comparison.trial_counts = counts_up_to(finished);
  comparison.best_at = aligned(curves, comparison.trial_counts);
  comparison.target = common_target(jobs);
  for (const JobCurves& job : jobs) {
    if (!comparison.target) break;
    comparison.trials_to_target.push_back(
        first_reaching(job.by_trial, *comparison.target, job.objective));
    comparison.seconds_to_target.push_back(
        first_reaching(job.by_time, *comparison.target, job.objective));
  }
  comparison.tests = test_pairs(jobs);
  if (!comparison.tests.empty()) {
    comparison.caveat +=
        " The rank test treats the trials of a job as independent, which those of an adaptive "
        "strategy are not: read its p as a guide.";
  }
  return comparison;
}

}  // namespace tuner
