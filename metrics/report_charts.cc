#include "metrics/report_charts.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "metrics/rank_test.h"
#include "metrics/report_text.h"
#include "metrics/svg_chart.h"
#include "tuner/job/best.h"
#include "tuner/space/encoding.h"

namespace tuner {
namespace {

constexpr ChartSize kLarge{900, 340, 78, 44}, kSmall{280, 170, 54, 24};
constexpr std::size_t kMaxParameterCharts = 24;
constexpr std::uint64_t kMaxLevelTicks = 6;  // more levels get ticks at the ends and the middle
constexpr std::uint64_t kMaxCategoryTicks = 8;
constexpr std::size_t kCharactersOfTicks = 32;  // that have room side by side below a small chart
constexpr std::size_t kLongestTickLabel = 10;
constexpr std::size_t kMaxCurvePoints = 200;

// From the best value to where most others are: a few terrible trials must not flatten all the rest. In the user's sign.
Range value_range(const std::vector<double>& values, const Objective& objective) {
  std::vector<double> losses;
  for (const double value : values) {
    if (std::isfinite(value)) losses.push_back(objective.to_loss(value));
  }
  if (losses.empty()) return {};
  const auto [least, most] = std::minmax_element(losses.begin(), losses.end());
  const double best = *least, upper = quantile(losses, 0.75);
  double worst = *most;
  if (upper > best) worst = std::min(worst, upper + 1.5 * (upper - best));
  const double margin = is_rounding_only({best, worst}) ? std::max(1e-12, 0.05 * std::abs(best))
                                                        : 0.05 * (worst - best);
  const double a = objective.to_value(best - margin), b = objective.to_value(worst + margin);
  return {std::min(a, b), std::max(a, b)};
}

Axis value_axis(Range range, int ticks, const std::string& title) {
  return {range, round_ticks(range, ticks), title};
}

Axis count_axis(double last, const std::string& title) {
  const Range range{0.0, std::max(1.0, last)};
  std::vector<Tick> ticks = round_ticks(range, 8);
  std::erase_if(ticks, [](const Tick& tick) { return tick.at != std::round(tick.at); });
  return {range, ticks, title};
}

std::string mark_title(const Trial& trial, double value) {
  return "trial " + std::to_string(trial.id.number) + ": " + format_value(value) + "\n" +
         to_text(trial.suggestion.configuration);
}

struct Marks {
  std::vector<Mark> succeeded, stopped, violating, failed;
  std::vector<double> values;
};

Marks marks_of(const JobReport& job) {
  Marks marks;
  for (const Trial& trial : job.trials) {
    const auto number = static_cast<double>(trial.id.number);
    const Aims aims = job.record.spec.aims();
    const std::vector<double> losses = losses_of(trial, aims);
    if (!losses.empty() && !keeps_constraints(trial, aims)) {
      const double value = job.objective().to_value(losses.front());
      marks.violating.push_back(
          {number,
           value,
           mark_title(trial, value) + "\n" + violations_text(trial, aims.constraints)});
      marks.values.push_back(value);
    } else if (const auto value = value_of(trial, aims)) {
      auto& kind = trial.status == TrialStatus::kStoppedEarly ? marks.stopped : marks.succeeded;
      kind.push_back({number, *value, mark_title(trial, *value)});
      marks.values.push_back(*value);
    } else if (trial.status == TrialStatus::kFailed) {
      marks.failed.push_back({number,
                              0.0,
                              "trial " + std::to_string(trial.id.number) +
                                  " failed: " + std::string(name_of(trial.failure))});
    }
  }
  return marks;
}

std::size_t count_beyond(const std::vector<double>& values, Range range) {
  return static_cast<std::size_t>(std::count_if(values.begin(), values.end(), [&](double value) {
    return value < range.low || value > range.high;
  }));
}

// "2 trials lie beyond the axis and are drawn at its edge."; empty where none does.
std::string edge_caption(std::size_t beyond, const std::string& what) {
  if (beyond == 0) return "";
  if (beyond == 1) return "One " + what + " lies beyond the axis and is drawn at its edge.";
  return std::to_string(beyond) + " " + what + "s lie beyond the axis and are drawn at its edge.";
}

// At most so many characters of UTF-8; where some are cut the last one is "…".
std::string cut_label(const std::string& text, std::size_t characters) {
  const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  if (static_cast<std::size_t>(std::ranges::count_if(text, begins)) <= characters) return text;
  std::size_t end = 0;
  for (std::size_t count = 0; end < text.size(); ++end) {
    if (begins(text[end]) && ++count == characters) break;
  }
  return text.substr(0, end) + "…";
}

// The ends and the middle of a range, or every category, as far as there is room.
Axis parameter_axis(const Parameter& parameter) {
  Axis axis{{-0.05, 1.05}, {}};
  const auto add = [&](const ParameterValue& value) {
    const double at = encode_value(parameter.domain, value);
    if (!axis.ticks.empty() && axis.ticks.back().at == at) return;
    const auto* const real = std::get_if<double>(&value);
    axis.ticks.push_back({at, real != nullptr ? format_value(*real, 3) : to_text(value)});
  };
  const std::uint64_t levels = level_count(parameter.domain);
  const auto* categorical = std::get_if<Categorical>(&parameter.domain);
  if (categorical != nullptr && levels <= kMaxCategoryTicks) {
    for (const Category& category : categorical->values) add(category);
  } else if (levels > 0 && levels <= kMaxLevelTicks) {
    for (std::uint64_t i = 0; i < levels; ++i) add(level(parameter.domain, i));
  } else {
    for (const double u : {0.0, 0.5, 1.0}) add(decode_value(parameter.domain, u));
  }
  if (categorical == nullptr) return axis;
  const std::size_t room = kCharactersOfTicks / axis.ticks.size();
  for (Tick& tick : axis.ticks)
    tick.label = cut_label(tick.label, std::min(room, kLongestTickLabel));
  return axis;
}

// The trials that count and in which the parameter was active.
std::vector<Mark> parameter_marks(const JobReport& job, const Parameter& parameter) {
  std::vector<Mark> marks;
  for (const TrialId id : job.ranking) {
    const Trial& trial = *job.find(id);
    const auto entry = trial.suggestion.configuration.find(parameter.name);
    if (entry == trial.suggestion.configuration.end()) continue;
    const double value = trial.objectives.front().value();
    marks.push_back({encode_value(parameter.domain, entry->second),
                     value,
                     "trial " + std::to_string(id.number) + ": " + format_value(value) + "\n" +
                         parameter.name + "=" + to_text(entry->second)});
  }
  return marks;
}

std::vector<double> values_of(std::span<const Curve> curves) {
  std::vector<double> values;
  for (const Curve& curve : curves) {
    for (const CurvePoint& point : curve) values.push_back(point.value);
  }
  return values;
}

// At most kMaxCurvePoints, the last one among them.
Curve thinned(const Curve& curve) {
  const std::size_t stride = curve.size() / kMaxCurvePoints + 1;
  Curve thin;
  for (std::size_t i = (curve.size() - 1) % stride; i < curve.size(); i += stride)
    thin.push_back(curve[i]);
  return thin;
}

double dot_radius(std::size_t marks) { return marks > 2'000 ? 1.5 : marks > 300 ? 2.5 : 4.0; }

}  // namespace

Figure history_figure(const JobReport& job) {
  Marks marks = marks_of(job);
  if (marks.values.empty()) return {};
  const double last = job.trials.back().id.number;
  const Range range = value_range(marks.values, job.objective());
  for (Mark& mark : marks.failed) mark.y = range.low;
  SvgChart chart(kLarge,
                 count_axis(last, "trial"),
                 value_axis(range, 6, job.objective().metric),
                 "The objective of every trial, and the best value so far");
  const double radius = dot_radius(job.trials.size());
  chart.crosses(marks.failed, "failed");
  chart.dots(marks.stopped, "stopped", radius);
  chart.dots(marks.succeeded, "succeeded", radius);
  chart.dots(marks.violating, "violating", radius);
  if (const Trial* best = job.best_trial()) {
    const double value = best->objectives.front().value();
    chart.steps(job.best_by_trial, last, "best-line");
    chart.dots(
        std::vector<Mark>{{static_cast<double>(best->id.number), value, mark_title(*best, value)}},
        "best",
        6.5);
  }
  return {std::move(chart).finish(), edge_caption(count_beyond(marks.values, range), "trial")};
}

std::vector<Figure> parameter_figures(const JobReport& job) {
  std::vector<double> values;
  for (const TrialId id : job.ranking) values.push_back(job.find(id)->objectives.front().value());
  const Range range = value_range(values, job.objective());
  std::vector<Figure> figures;
  for (const Parameter& parameter : job.record.spec.parameters) {
    const std::vector<Mark> marks = parameter_marks(job, parameter);
    if (marks.empty() || figures.size() == kMaxParameterCharts) continue;
    SvgChart chart(kSmall,
                   parameter_axis(parameter),
                   value_axis(range, 4, ""),
                   job.objective().metric + " over " + parameter.name);
    chart.dots(marks, "succeeded", std::min(3.0, dot_radius(marks.size())));
    if (job.best_trial()->suggestion.configuration.contains(parameter.name)) {
      chart.dots(std::span(marks).first(1), "best", 5.0);
    }
    figures.push_back({std::move(chart).finish(), parameter.name});
  }
  return figures;
}

std::vector<Figure> learning_figures(const JobReport& job) {
  const Range range = value_range(values_of(job.learning_curves), job.objective());
  double first = 0.0, last = 1.0;
  for (const Curve& curve : job.learning_curves) {
    first = std::min(first, curve.front().x);
    last = std::max(last, curve.back().x);
  }
  std::vector<Figure> figures;
  for (const Curve& curve : job.learning_curves) {
    const std::string name = "trial " + std::to_string(curve.front().trial.number);
    SvgChart chart(kSmall,
                   {{first, last}, round_ticks({first, last}, 4)},
                   value_axis(range, 4, ""),
                   job.objective().metric + " of " + name);
    chart.line(thinned(curve), "curve");
    figures.push_back({std::move(chart).finish(), name});
  }
  return figures;
}

Figure overlay_figure(const Report& report) {
  std::vector<Curve> curves;
  double last = 1.0;
  for (const JobReport& job : report.jobs) {
    curves.push_back(job.best_by_trial);
    if (!job.trials.empty()) last = std::max<double>(last, job.trials.back().id.number);
  }
  const std::vector<double> values = values_of(curves);
  if (values.empty()) return {};
  const Objective& objective = report.jobs.front().objective();
  const Range range = value_range(values, objective);
  SvgChart chart(kLarge,
                 count_axis(last, "trial"),
                 value_axis(range, 6, objective.metric),
                 "The best value so far of each job");
  for (std::size_t i = 0; i < report.jobs.size(); ++i) {
    const auto& trials = report.jobs[i].trials;
    if (!trials.empty())
      chart.steps(curves[i], trials.back().id.number, "best-line " + job_class(i));
  }
  return {std::move(chart).finish(), edge_caption(count_beyond(values, range), "value")};
}

std::string job_class(std::size_t job) {
  constexpr std::size_t kClasses = 8;
  return "job-" + std::to_string(job % kClasses);
}

}  // namespace tuner
