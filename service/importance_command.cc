// `tuner importance`: which parameters decide, by the model and by the trials alone; and what the model
// says along one of them.
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "metrics/model_summary.h"
#include "metrics/report_text.h"
#include "service/commands.h"
#include "service/conclude.h"
#include "service/display_text.h"
#include "service/insight_json.h"
#include "service/job_json.h"
#include "service/one_definition.h"
#include "service/text_table.h"
#include "service/wording.h"
#include "service/workspace.h"

namespace tuner {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kBar = 20;  // columns of a whole
constexpr ModelScope kOfSpace{.whole_space = true, .complete_only = true};
constexpr double kPoorCorrelation = 0.5;  // below this the model predicts badly

// What could be found out, and why the rest could not.
struct Importance {
  std::optional<SobolIndices> model;
  std::optional<PedAnova> trials;
  std::optional<Calibration> calibration;
  std::vector<std::string> problems;
};

std::string whole_percent(double share) {
  return std::to_string(std::lround(100.0 * std::max(share, 0.0))) + " %";
}

std::string with_error(double share, double error) {
  const std::string digits = std::to_string(std::lround(100.0 * error));
  return whole_percent(share) + " ± " + (digits.size() < 2 ? " " : "") + digits;
}

Importance find_importance(const SearchSpace& space,
                           const TuningJobSpec& spec,
                           const Prior& prior,
                           std::span<const Trial> trials,
                           bool whole_space) {
  Importance found;
  const auto model = TrialModel::create(space, spec.aims(), trials, prior, kOfSpace);
  if (model) {
    found.model = sobol_indices(*model, {.whole_space = whole_space});
    found.calibration = summarise(*model).calibration;
  } else {
    found.problems.push_back(model.error().message);
  }
  if (auto by_trials = ped_anova(space, spec.aims(), trials)) {
    found.trials = *std::move(by_trials);
  } else {
    found.problems.push_back(by_trials.error().message);
  }
  return found;
}

const ParameterShare* find_share(const Importance& found, const std::string& parameter) {
  if (!found.trials) return nullptr;
  for (const ParameterShare& each : found.trials->parameters) {
    if (each.parameter == parameter) return &each;
  }
  return nullptr;
}

std::string share_text(const ParameterShare* share) {
  if (share == nullptr) return "–";
  return share->clear ? whole_percent(share->share) : "chance";
}

const TextColumn kBarColumn{"", Align::kLeft, true};

TextTable table_of(const Importance& found) {
  if (!found.model) {
    TextTable table({{"PARAMETER"}, {"BEST TRIALS", Align::kRight}, kBarColumn});
    for (const ParameterShare& each : found.trials->parameters) {
      table.add_row({{each.parameter}, {share_text(&each)}, {bar_text(each.share, kBar)}});
    }
    return table;
  }
  TextTable table({{"PARAMETER"},
                   {"TOTAL", Align::kRight},
                   {"ALONE", Align::kRight},
                   {"BEST TRIALS", Align::kRight},
                   kBarColumn});
  for (const SobolIndex& each : found.model->parameters) {
    table.add_row({{each.parameter},
                   {with_error(each.total, each.total_error)},
                   {with_error(each.first, each.first_error)},
                   {share_text(find_share(found, each.parameter))},
                   {bar_text(each.total, kBar)}});
  }
  return table;
}

// Strategies that do not look at results spread their trials independently of what is good.
bool is_adaptive(const std::string& strategy) {
  return strategy != "random" && strategy != "sobol" && strategy != "grid";
}

std::string notes_of(const Importance& found,
                     const TuningJobSpec& spec,
                     const SearchSpace& space,
                     bool whole_space) {
  std::string text = "About " + printable(spec.objectives.front().metric) +
                     (spec.objectives.size() == 1
                          ? ""
                          : ", the first of " + counted(spec.objectives.size(), "objective")) +
                     ".\n";
  if (found.model && found.model->deviation == 0.0) {
    text += "The model is flat there: no parameter makes a visible difference.\n";
  } else if (found.model) {
    text += std::string("TOTAL, ALONE: shares of the variation of the model's mean in the ") +
            (whole_space ? "whole" : "better half of the") + " space (standard deviation " +
            format_value(found.model->deviation, 3) +
            "),\nwith and without what a parameter does together with others; ± one standard "
            "error.\n";
  }
  if (found.trials) {
    text += "BEST TRIALS: what tells the best " + std::to_string(found.trials->top) + " of " +
            counted(found.trials->trials, "trial") + " (up to " +
            format_value(found.trials->threshold) +
            ") from all; chance: no more than a random choice.\n";
    if (is_adaptive(spec.strategy)) {
      text +=
          "The search chose its trials by their results: values that merely went with good ones "
          "count there too.\n";
    }
  }
  if (space.is_conditional()) text += "Conditional parameters count where they exist.\n";
  if (found.calibration && found.calibration->correlation < kPoorCorrelation) {
    text += "The model predicts trials that it has not seen badly (correlation " +
            format_value(found.calibration->correlation, 2) +
            "): take TOTAL and ALONE with care.\n";
  }
  for (const std::string& problem : found.problems) {
    text += std::string(found.model ? "No BEST TRIALS: " : "No TOTAL, ALONE: ") + problem + ".\n";
  }
  return text;
}

Json json_of(const Importance& found, bool whole_space) {
  Json json;
  json["model"] = found.model ? sobol_json(*found.model, whole_space) : Json();
  json["calibration"] = found.calibration ? Json(found.calibration->correlation) : Json();
  json["best_trials"] = found.trials ? ped_anova_json(*found.trials) : Json();
  json["problems"] = found.problems;
  return json;
}

std::string text_of(const PartialDependence& dependence, const Objective& objective) {
  std::string text = printable(objective.metric) + " along " + printable(dependence.parameter) +
                     ", averaged over " + counted(dependence.completions, "configuration") +
                     " of the other parameters\n\n";
  TextTable table({{"VALUE", Align::kRight},
                   {"MEAN", Align::kRight},
                   {"LOWER", Align::kRight},
                   {"UPPER", Align::kRight},
                   kBarColumn});
  const auto [least, most] = std::minmax_element(
      dependence.points.begin(), dependence.points.end(), [](const auto& a, const auto& b) {
        return a.average.mean < b.average.mean;
      });
  const double range = most->average.mean - least->average.mean;
  for (const DependencePoint& point : dependence.points) {
    const double* real = std::get_if<double>(&point.value);
    const double share = range > 0.0 ? (point.average.mean - least->average.mean) / range : 0.0;
    table.add_row({{real ? format_value(*real, 4) : to_text(point.value)},
                   {format_value(point.average.mean, 4)},
                   {format_value(point.average.lower, 4)},
                   {format_value(point.average.upper, 4)},
                   {bar_text(share, kBar)}});
  }
  text += table.render(standard_output()) +
          "\nLOWER, UPPER: 95 % interval of the average under the model.\n";
  if (dependence.left_out > 0) {
    text += counted(dependence.left_out, "further value") + " not shown.\n";
  }
  return text;
}

Result<ExitCode> along(const CommandContext& context,
                       const TuningJobSpec& spec,
                       const SearchSpace& space,
                       const Prior& prior,
                       std::span<const Trial> trials,
                       const std::string& parameter) {
  const auto model = TrialModel::create(space, spec.aims(), trials, prior, kOfSpace);
  if (!model) {
    if (context.json) print("null\n");
    return no_result(spec.name.text + ": " + model.error().message);
  }
  TUNER_ASSIGN_OR_RETURN(const PartialDependence dependence, partial_dependence(*model, parameter));
  if (context.json) {
    Json json = {{"job", spec.name.text}, {"metric", spec.objectives.front().metric}};
    json.update(dependence_json(dependence));
    print(json_text(json));
  } else {
    print(text_of(dependence, spec.objectives.front()));
  }
  return kExitOk;
}

Result<ExitCode> importance(const CommandContext& context, const ImportanceOptions& options) {
  TUNER_ASSIGN_OR_RETURN(const Workspace workspace, open_workspace(context));
  TUNER_ASSIGN_OR_RETURN(const JobName name, find_tuning_job(*workspace.reader, options.job));
  TUNER_ASSIGN_OR_RETURN(const JobRecord job, workspace.reader->job(name));
  TUNER_ASSIGN_OR_RETURN(std::vector<Trial> all, workspace.reader->trials(name));
  TUNER_ASSIGN_OR_RETURN(const TuningJobSpec spec, only_definition(job.spec, options.definition));
  const auto trials = trials_of_definition(job.spec, options.definition, std::move(all));
  TUNER_ASSIGN_OR_RETURN(const SearchSpace space, spec.space());
  if (options.parameter) return along(context, spec, space, job.prior, trials, *options.parameter);
  const Importance found = find_importance(space, spec, job.prior, trials, options.whole_space);
  const bool nothing = !found.model && !found.trials;
  if (context.json) {
    Json json = {{"job", name.text}, {"metric", spec.objectives.front().metric}};
    json.update(json_of(found, options.whole_space));
    print(json_text(json));
  } else if (!nothing) {
    print(table_of(found).render(standard_output()) + "\n" +
          notes_of(found, spec, space, options.whole_space));
  }
  if (nothing) return no_result(name.text + ": " + found.problems.front());
  return kExitOk;
}

}  // namespace

int importance_command(const CommandContext& context, const ImportanceOptions& options) {
  return conclude(importance(context, options));
}

}  // namespace tuner
