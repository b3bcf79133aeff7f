#include "service/early_stopping_text.h"

#include "metrics/report_text.h"
#include "service/wording.h"

namespace tuner {
namespace {

std::string asha_text(const Resource& resource) {
  std::string rungs;
  for (const std::int64_t rung : resource.rungs())
    rungs += (rungs.empty() ? "" : ", ") + std::to_string(rung);
  const std::string& unit = resource.parameter;
  return "asha after " + rungs + " of " + std::to_string(resource.max) + " " +
         (!unit.empty()            ? unit
          : resource.counts_values ? "values"
                                   : "steps") +
         ": one of " + std::to_string(resource.reduction) +
         (resource.promotion ? " is continued" : " goes on") +
         (resource.brackets > 1 ? ", in " + std::to_string(resource.brackets) + " brackets" : "");
}

}  // namespace

std::string early_stopping_text(const TuningJobSpec& spec) {
  const EarlyStopping& rules = spec.early_stopping;
  std::string text;
  const auto add = [&text](const std::string& rule) { text += (text.empty() ? "" : "; ") + rule; };
  if (rules.asha && spec.resource) add(asha_text(*spec.resource));
  if (rules.median) add("worse than the median of others");
  if (rules.percentile)
    add("not among the best " + format_value(*rules.percentile) + " % of others");
  if (rules.threshold) add("worse than " + format_value(*rules.threshold));
  if (rules.patience) add(counted(*rules.patience, "value") + " in a row without improvement");
  return text;
}

}  // namespace tuner
