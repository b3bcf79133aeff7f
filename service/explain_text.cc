#include "service/explain_text.h"

#include <cmath>

#include "metrics/report_text.h"
#include "service/wording.h"

namespace tuner {
namespace {

constexpr int kDigits = 4;         // of what is predicted
constexpr double kNothing = 1e-6;  // of the width of an interval

std::string digits(double value) { return format_value(value, kDigits); }

std::string interval(const Prediction& prediction) {
  return "95 % interval " + digits(prediction.lower) + " … " + digits(prediction.upper);
}

// Two digits, and never an exponent.
std::string percent(double share) {
  return (share < 0.1 ? format_value(100.0 * share, 2) : format_value(std::round(100.0 * share))) +
         " %";
}

std::string earlier_text(std::size_t earlier) {
  return earlier > 0 ? ", " + std::to_string(earlier) + " of them from before the job" : "";
}

std::string regret_text(const TrialModel& model, const std::optional<double>& bound) {
  if (!bound) {
    return "needs " + counted(kFewestForRegretBound, "trial") + " with a value; there are " +
           std::to_string(model.taught().size() - model.failed());
  }
  return digits(*bound) +
         ": nominally with 90 % confidence, no configuration is better than the best tried one by "
         "more";
}

std::string stagnation_text(const Stagnation& stagnation) {
  std::string text = stagnation.stagnates() ? "yes: " : "no: ";
  text += counted(stagnation.since_best, "trial") + " since the best, trial " +
          std::to_string(stagnation.best.number);
  if (stagnation.spread == 0.0) return text + "; the good values are all equal";
  text += stagnation.improvement
              ? "\nover the last " + counted(stagnation.window, "trial") +
                    " the best value improved by " + digits(*stagnation.improvement)
              : "\nimprovement counts over " + counted(stagnation.window, "trial") +
                    ", of which there are not enough";
  return text + "\none more trial promises " + digits(stagnation.expected_improvement) +
         "; nothing is what is below " + digits(kNegligibleShare * stagnation.spread) + ", " +
         percent(kNegligibleShare) + " of the spread of the good values";
}

std::string calibration_text(const Calibration& calibration) {
  return percent(calibration.inside) + " of " + counted(calibration.values, "value") +
         " inside the 95 % interval that the others predict; correlation " +
         format_value(calibration.correlation, 2);
}

std::string best_mean_text(const BestMean& best) {
  return digits(best.mean.mean) + " in trial " + std::to_string(best.trial.number) + ", " +
         interval(best.mean) + "; its value is " + format_value(best.seen);
}

std::string best_value_text(const BestMean& best) {
  return format_value(best.luckiest_value) + " in trial " + std::to_string(best.luckiest.number) +
         "; the mean there is " + digits(best.luckiest_mean.mean) + ", " +
         interval(best.luckiest_mean);
}

std::string cut_text(double cut_value, const Objective& objective) {
  const bool minimize = objective.goal == Goal::kMinimize;
  return std::string("values ") + (minimize ? "above " : "below ") + digits(cut_value) +
         " count as that value: intervals that reach it may reach further";
}

std::string surprise_text(const TrialExplanation& explanation) {
  if (!explanation.seen) return "has no value";
  const double seen = *explanation.seen;
  if (explanation.budget != explanation.known_budget) {
    return format_value(seen) + " at a budget of " +
           std::to_string(explanation.budget.value_or(0)) + ", of which nothing was predicted";
  }
  const bool inside = seen >= explanation.value.lower && seen <= explanation.value.upper;
  return format_value(seen) + ": " +
         (inside                           ? "inside"
          : seen < explanation.value.lower ? "below"
                                           : "above") +
         " what was to be expected, 95 % interval of a value " + digits(explanation.value.lower) +
         " … " + digits(explanation.value.upper);
}

// Whether the trial could be expected to improve on anything.
bool promises(const TrialExplanation& explanation) {
  const double width = explanation.value.upper - explanation.value.lower;
  return explanation.expected_improvement > kNothing * width;
}

std::string promise_text(const TrialExplanation& explanation) {
  const std::string improvement =
      promises(explanation)
          ? "an expected improvement of " + digits(explanation.expected_improvement)
          : "practically no improvement";
  const std::string more =
      explanation.promising_more == 0 ? "none" : std::to_string(explanation.promising_more);
  return improvement + " on " + digits(explanation.best_mean) + ", the best mean then\n" + more +
         " of " + counted(explanation.compared, "configuration") +
         " at random promised more; the best of them " + digits(explanation.random_best);
}

// Little from the mean is no exploring where nearly everything is known already.
std::string balance_text(const TrialExplanation& explanation) {
  const double from_mean = explanation.from_mean;
  const std::string_view word = from_mean > 2.0 / 3.0     ? "exploits"
                                : explanation.known > 0.9 ? "refines"
                                : from_mean < 1.0 / 3.0   ? "explores"
                                                          : "does both";
  return std::string(word) + ": " + percent(from_mean) +
         " of the expected improvement comes from the mean, the rest from not knowing;\n" +
         percent(explanation.known) + " of the variance there was known already";
}

std::string nearest_text(const TrialExplanation& explanation) {
  std::string text;
  for (const NearTrial& near : explanation.nearest) {
    text += std::string(text.empty() ? "" : "\n") +
            (near.trial == kBeforeTheJob ? "an earlier result"
                                         : "trial " + std::to_string(near.trial.number)) +
            " at " + format_value(near.distance, 2) + " length scales, correlation " +
            format_value(near.correlation, 2) + ": " +
            (near.value ? format_value(*near.value) : "failed");
  }
  return text;
}

bool reaches_cut(const TrialExplanation& explanation, const Objective& objective) {
  if (!explanation.cut_value) return false;
  const Prediction& value = explanation.value;
  const double end = objective.goal == Goal::kMinimize ? value.upper : value.lower;
  return objective.to_loss(end) >= objective.to_loss(*explanation.cut_value);
}

}  // namespace

std::string model_text(const TrialModel& model,
                       const ModelSummary& summary,
                       const std::optional<double>& bound,
                       const Stagnation& stagnation) {
  TextTable facts({{""}, {""}});
  const auto add = [&](std::string_view label, const std::string& text) {
    add_fact(facts, label, text);
  };
  add("Model",
      counted(summary.values, "trial") + " with a value of " + model.objective().metric +
          (summary.failed > 0 ? ", " + counted(summary.failed, "failed configuration") : "") +
          earlier_text(summary.earlier));
  add("Best mean", best_mean_text(summary.best));
  add("Best value", best_value_text(summary.best));
  add("Noise", digits(summary.noise) + " is the standard deviation of a repetition");
  add("Calibration", calibration_text(summary.calibration));
  add("Regret bound", regret_text(model, bound));
  add("Stagnation", stagnation_text(stagnation));
  if (summary.cut_value) add("Cut", cut_text(*summary.cut_value, model.objective()));
  Terminal terminal = standard_output();
  TextTable scales({{"PARAMETER"}, {"LENGTH SCALE", Align::kRight}});
  for (const LengthScale& each : summary.length_scales) {
    scales.add_row({{each.parameter}, {format_value(each.value, 3)}});
  }
  std::string text = scales.render(terminal);
  terminal.width.reset();  // sentences are for reading
  return facts.render(terminal) + "\n" + text +
         "\nLENGTH SCALE: in ranges of the parameter; the loss changes over about one, and hardly "
         "if it is long.\n";
}

void add_explanation(TextTable& facts,
                     const TrialExplanation& explanation,
                     std::span<const Objective> objectives) {
  const Objective& objective = objectives.front();
  const bool single = objectives.size() == 1;
  add_fact(facts,
           "Known then",
           counted(explanation.learnt_from, "trial") + " that had ended" +
               earlier_text(explanation.earlier) + ", " + std::to_string(explanation.running) +
               " running" +
               (explanation.known_budget ? "; what is predicted is at a budget of " +
                                               std::to_string(*explanation.known_budget)
                                         : ""));
  add_fact(facts,
           "Predicted",
           (single ? "" : objective.metric + " = ") + digits(explanation.mean.mean) + ", " +
               interval(explanation.mean));
  if (reaches_cut(explanation, objective)) {
    add_fact(facts, "", cut_text(*explanation.cut_value, objective));
  }
  add_fact(facts, "Seen", surprise_text(explanation));
  if (single) add_fact(facts, "Promise", promise_text(explanation));
  if (single && promises(explanation)) add_fact(facts, "Balance", balance_text(explanation));
  add_fact(facts, "Nearest", nearest_text(explanation));
}

}  // namespace tuner
