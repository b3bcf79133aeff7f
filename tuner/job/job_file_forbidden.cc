// The part of a job file under `forbidden:`; declared in job_file_parameters.h.
#include <algorithm>

#include "tuner/job/job_file_parameters.h"

namespace tuner {
namespace {

using Parameters = std::vector<Parameter>;

// {min: 512}, [l1, l2], or a value alone.
ForbiddenTerm read_term(const Field& field, const Parameters& parameters) {
  ForbiddenTerm term{field.name()};
  if (field.is(Node::Kind::kMapping)) {
    field.read_members({{"min", [&](const Field& each) { assign(term.min, each.number()); }},
                        {"max", [&](const Field& each) { assign(term.max, each.number()); }}});
    if (field.node().children.empty()) field.complain("a range needs 'min', 'max' or both");
    return term;
  }
  const Domain* domain = domain_of(field.name(), parameters);
  const auto values = field.is(Node::Kind::kList) ? field.items() : std::vector{field};
  for (const Field& each : values) {
    if (auto value = read_any_value_of(domain, each)) term.values.push_back(std::move(*value));
  }
  return term;
}

ForbiddenClause read_clause(const Field& field, const Parameters& parameters) {
  ForbiddenClause clause;
  for (const Field& each : field.members()) clause.terms.push_back(read_term(each, parameters));
  std::ranges::sort(clause.terms, {}, &ForbiddenTerm::parameter);
  return clause;
}

ForbiddenSum read_sum(const Field& field) {
  ForbiddenSum rule;
  const auto read_weights = [&](const Field& weights) {
    for (const Field& each : weights.members()) {
      rule.weights.push_back({each.name(), each.number().value_or(1.0)});
    }
  };
  field.read_members({{"sum", read_weights},
                      {"above", [&](const Field& each) { assign(rule.above, each.number()); }},
                      {"below", [&](const Field& each) { assign(rule.below, each.number()); }}});
  std::ranges::sort(rule.weights, {}, &ForbiddenSum::Weight::parameter);
  return rule;
}

}  // namespace

std::vector<Forbidden> read_forbidden(const Field& field, const Parameters& parameters) {
  std::vector<Forbidden> rules;
  for (const Field& each : field.items()) {
    if (each.is(Node::Kind::kMapping) && each.node().find("sum") != nullptr) {
      rules.emplace_back(read_sum(each));
    } else {
      rules.emplace_back(read_clause(each, parameters));
    }
  }
  return rules;
}

}  // namespace tuner
