#include "tuner/job/job_file_early_stopping.h"

namespace tuner {
namespace {

auto flag(bool& target) {
  return [&target](const Field& each) {
    assign(target, each.one_of<bool>({{"true", true}, {"false", false}}));
  };
}

}  // namespace

EarlyStopping read_early_stopping(const Field& field) {
  EarlyStopping rules;
  if (!field.is(Node::Kind::kMapping)) {
    EarlyStopping median, asha;
    median.median = asha.asha = true;
    assign(rules, field.one_of<EarlyStopping>({{"off", {}}, {"median", median}, {"asha", asha}}));
    return rules;
  }
  const auto count = [](auto& target) {
    return [&target](const Field& each) { assign(target, each.whole<std::uint32_t>()); };
  };
  const auto number = [](auto& target) {
    return [&target](const Field& each) { assign(target, each.number()); };
  };
  field.read_members({{"median", flag(rules.median)},
                      {"asha", flag(rules.asha)},
                      {"percentile", number(rules.percentile)},
                      {"threshold", number(rules.threshold)},
                      {"patience", count(rules.patience)},
                      {"min_change", number(rules.min_change)},
                      {"after", count(rules.after)},
                      {"completed", count(rules.completed)}});
  return rules;
}

Resource read_resource(const Field& field) {
  Resource resource;
  const auto count = [](std::int64_t& target) {
    return [&target](const Field& each) { assign(target, each.whole<std::int64_t>()); };
  };
  field.read_members(
      {{"parameter", [&](const Field& each) { assign(resource.parameter, each.text()); }},
       {"min", count(resource.min)},
       {"max", count(resource.max)},
       {"reduction", count(resource.reduction)},
       {"promotion", flag(resource.promotion)},
       {"brackets", count(resource.brackets)}},
      {"max"});
  return resource;
}

}  // namespace tuner
