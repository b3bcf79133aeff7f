#include "service/front_text.h"

#include <string>
#include <utility>

#include "metrics/report_text.h"
#include "tuner/job/front.h"

namespace tuner {

bool add_front(TextTable& facts, const TuningJobSpec& spec, std::span<const Trial> trials) {
  const std::vector<const Trial*> front = front_of(trials, spec.aims());
  std::string_view label = "Front";
  for (const Trial* trial : front) {
    std::string text = "trial " + std::to_string(trial->id.number);
    for (std::size_t i = 0; i < trial->objectives.size(); ++i) {
      text += (i == 0 ? ":  " : "  ") + spec.objectives[i].metric + " " +
              format_value(trial->objectives[i]);
    }
    for (std::size_t i = 0; i < spec.constraints.size(); ++i) {
      text +=
          "  " + spec.constraints[i].metric + " " + constraint_text(*trial, spec.constraints, i);
    }
    add_fact(facts, std::exchange(label, ""), text, Style::kGood);
  }
  return !front.empty();
}

}  // namespace tuner
