// The rules of a list of parameters; declared in search_space.h.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>

#include "tuner/base/text.h"
#include "tuner/space/encoding.h"
#include "tuner/space/search_space.h"

namespace tuner {
namespace {

class Checker {
 public:
  explicit Checker(std::span<const Parameter> parameters) : parameters_(parameters) {
    for (const Parameter& parameter : parameters) {
      if (by_name_.emplace(parameter.name, &parameter).second) names_.push_back(parameter.name);
    }
  }

  std::vector<Error> run() {
    if (parameters_.size() > kMaxParameters) {
      report("/parameters",
             std::to_string(parameters_.size()) + " parameters are too many: at most " +
                 std::to_string(kMaxParameters));
      return std::move(problems_);
    }
    std::set<std::string_view> seen;
    for (const Parameter& parameter : parameters_) {
      const std::string at = place_of(parameter);
      check_name(parameter.name, at);
      if (!seen.insert(parameter.name).second) {
        report(at, "the name '" + parameter.name + "' is used for two parameters");
      }
      std::visit([&](const auto& domain) { check_domain(domain, at); }, parameter.domain);
      for (const Condition& condition : parameter.when) check_condition(condition, at);
    }
    for (const std::string& name : names_) find_cycle(name);
    return std::move(problems_);
  }

 private:
  static std::string place_of(const Parameter& parameter) {
    return "/parameters/" + pointer_token(parameter.name.substr(0, kMaxNameLength));
  }

  void report(std::string at, std::string message) {
    problems_.push_back({ErrorCode::kInvalidArgument, std::move(message), std::move(at)});
  }

  void check_name(const std::string& name, const std::string& at) {
    if (name.empty()) report(at, "a parameter must have a name");
    if (name.size() > kMaxNameLength) {
      report(at,
             "a name of " + std::to_string(name.size()) + " bytes is too long: at most " +
                 std::to_string(kMaxNameLength));
    }
    const auto is_control = [](unsigned char c) { return c < 0x20 || c == 0x7f; };
    if (std::any_of(name.begin(), name.end(), is_control)) {
      report(at, "a name must not contain control characters");
    }
  }

  void check_domain(const Continuous& range, const std::string& at) {
    if (!check_finite(range, at) || !check_order(range.min, range.max, at)) return;
    if (!std::isfinite(range.max - range.min)) {
      report(at + "/max",
             "the range from " + shortest(range.min) + " to " + shortest(range.max) +
                 " is wider than the largest double");
      return;
    }
    check_scale(range, at);
    check_step(range, at);
  }

  void check_domain(const Integer& range, const std::string& at) {
    if (range.step < 1) {
      report(at + "/step", "step (" + std::to_string(range.step) + ") must be 1 or more");
    }
    if (range.scale == Scale::kReverseLog) {
      report(at + "/scale", "an integer range cannot have a reverse-log scale");
    }
    if (!check_order(range.min, range.max, at)) return;
    if (range.scale == Scale::kLog && range.min <= 0) {
      report(at + "/min",
             "min (" + std::to_string(range.min) + ") must be greater than 0 on a log scale");
    }
    const std::uint64_t width =
        static_cast<std::uint64_t>(range.max) - static_cast<std::uint64_t>(range.min);
    if (width > 0 && range.step >= 1 && static_cast<std::uint64_t>(range.step) > width) {
      report(at + "/step",
             "step (" + std::to_string(range.step) + ") must not be larger than the range from " +
                 std::to_string(range.min) + " to " + std::to_string(range.max));
    }
  }

  void check_domain(const Categorical& categorical, const std::string& at) {
    const auto& values = categorical.values;
    if (values.empty())
      report(at + "/values", "a categorical parameter must have at least one value");
    if (values.size() > kMaxCategories) {
      report(at + "/values",
             std::to_string(values.size()) + " values are too many: at most " +
                 std::to_string(kMaxCategories));
      return;
    }
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::string value_at = at + "/values/" + std::to_string(i);
      const std::string& text = values[i].text;
      if (text.size() > kMaxCategoryLength) {
        report(value_at,
               "a value of " + std::to_string(text.size()) + " bytes is too long: at most " +
                   std::to_string(kMaxCategoryLength));
      } else if (text.find('\0') != std::string::npos) {
        report(value_at, "a value must not contain a NUL character");
      } else if (!seen.insert(text).second) {
        report(value_at, "the value '" + text + "' is listed twice");
      }
    }
  }

  bool check_finite(const Continuous& range, const std::string& at) {
    bool finite = true;
    for (const auto& [key, value] : {std::pair{"min", range.min},
                                     std::pair{"max", range.max},
                                     std::pair{"step", range.step}}) {
      if (std::isfinite(value)) continue;
      report(at + "/" + key,
             std::string(key) + " (" + shortest(value) + ") must be a finite number");
      finite = false;
    }
    return finite;
  }

  template <class Number>
  bool check_order(Number min, Number max, const std::string& at) {
    if (min <= max) return true;
    report(at + "/min",
           "min (" + to_text(ParameterValue(min)) + ") must not be greater than max (" +
               to_text(ParameterValue(max)) + ")");
    return false;
  }

  void check_scale(const Continuous& range, const std::string& at) {
    if (range.scale == Scale::kLog && range.min <= 0.0) {
      report(at + "/min",
             "min (" + shortest(range.min) + ") must be greater than 0 on a log scale");
    }
    if (range.scale == Scale::kReverseLog && range.min < 0.0) {
      report(at + "/min",
             "min (" + shortest(range.min) + ") must be 0 or more on a reverse-log scale");
    }
    if (range.scale == Scale::kReverseLog && range.max >= 1.0) {
      report(at + "/max",
             "max (" + shortest(range.max) + ") must be less than 1 on a reverse-log scale");
    }
  }

  void check_step(const Continuous& range, const std::string& at) {
    constexpr double kFinest = 0x1p-50;  // of the largest number in the range
    const double width = range.max - range.min;
    if (range.step < 0.0) {
      report(at + "/step", "step (" + shortest(range.step) + ") must be greater than 0");
    } else if (width > 0.0 && range.step > width) {
      report(at + "/step",
             "step (" + shortest(range.step) + ") must not be larger than the range from " +
                 shortest(range.min) + " to " + shortest(range.max));
    } else if (range.step > 0.0 &&
               range.step < kFinest * std::max(std::abs(range.min), std::abs(range.max))) {
      report(at + "/step",
             "step (" + shortest(range.step) + ") is too small to tell the values between " +
                 shortest(range.min) + " and " + shortest(range.max) + " apart");
    }
  }

  void check_condition(const Condition& condition, const std::string& parameter_at) {
    const std::string at = parameter_at + "/when/" + pointer_token(condition.parent);
    const auto found = by_name_.find(condition.parent);
    if (found == by_name_.end()) {
      report(at,
             "there is no parameter '" + condition.parent + "' to depend on" +
                 did_you_mean(condition.parent, names_));
      return;
    }
    const Domain& parent = found->second->domain;
    if (std::holds_alternative<Continuous>(parent)) {
      report(at,
             "'" + condition.parent +
                 "' is continuous; a condition needs an integer or categorical parameter");
      return;
    }
    if (condition.values.empty()) report(at, "a condition must name at least one value");
    for (std::size_t i = 0; i < condition.values.size(); ++i) {
      const ParameterValue& value = condition.values[i];
      if (can_take(parent, value)) continue;
      report(at + "/" + std::to_string(i),
             "'" + condition.parent + "' can never be " + to_text(value) +
                 nearest_value(parent, value));
    }
  }

  static bool can_take(const Domain& domain, const ParameterValue& value) {
    if (const auto* range = std::get_if<Integer>(&domain)) {
      const auto* x = std::get_if<std::int64_t>(&value);
      if (x == nullptr || *x < range->min || *x > range->max || range->step < 1) return false;
      return (static_cast<std::uint64_t>(*x) - static_cast<std::uint64_t>(range->min)) %
                 static_cast<std::uint64_t>(range->step) ==
             0;
    }
    const auto& values = std::get<Categorical>(domain).values;
    const auto* category = std::get_if<Category>(&value);
    return category != nullptr &&
           std::find(values.begin(), values.end(), *category) != values.end();
  }

  static std::string nearest_value(const Domain& domain, const ParameterValue& value) {
    const auto* categorical = std::get_if<Categorical>(&domain);
    if (categorical == nullptr) return "";
    std::vector<std::string> texts;
    for (const Category& category : categorical->values) texts.push_back(category.text);
    return did_you_mean(to_text(value), texts);
  }

  // Depth first from `name`; `path_` is the chain of children that led here. Every cycle is
  // reported where it closes.
  void find_cycle(const std::string& name) {
    const auto on_path = std::find(path_.begin(), path_.end(), name);
    if (on_path != path_.end()) return report_cycle({on_path, path_.end()});
    const auto found = by_name_.find(name);
    if (found == by_name_.end() || !visited_.insert(found->first).second) return;
    path_.push_back(name);
    for (const Condition& condition : found->second->when) find_cycle(condition.parent);
    path_.pop_back();
  }

  void report_cycle(const std::vector<std::string>& cycle) {
    std::string text;
    for (const std::string& name : cycle) text += "'" + name + "' depends on ";
    report("/parameters/" + pointer_token(cycle.front()) + "/when",
           "the conditions form a cycle: " + text + "'" + cycle.front() + "'");
  }

  std::span<const Parameter> parameters_;
  std::map<std::string_view, const Parameter*> by_name_;
  std::vector<std::string> names_;  // every name once, in the order given
  std::set<std::string_view> visited_;
  std::vector<std::string> path_;
  std::vector<Error> problems_;
};

}  // namespace

std::vector<Error> problems(std::span<const Parameter> parameters) {
  return Checker(parameters).run();
}

}  // namespace tuner
