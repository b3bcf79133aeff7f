// Thousands of requests that the shapes themselves give, against the validation.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "service/aws/validation.h"
#include "tests/service/aws/request_cases.h"
#include "tests/service/aws/shape_examples.h"

namespace tuner::aws {
namespace {

using nlohmann::json;

// Every shape that requests of the operations can have, with the kinds of their keys.
void collect(const Shape& shape, std::set<const Shape*>& known) {
  if (!known.insert(&shape).second) return;
  for (const Member& member : shape.members) collect(*member.shape, known);
  if (shape.key != nullptr) collect(*shape.key, known);
  if (shape.element != nullptr) collect(*shape.element, known);
}

class GeneratedRequests : public ::testing::TestWithParam<Strictness> {
 protected:
  const Shapes& shapes() const { return Shapes::of(GetParam()); }
};

std::string name_of_mode(const ::testing::TestParamInfo<Strictness>& mode) {
  return mode.param == Strictness::kStrict ? "Strict" : "Relaxed";
}

INSTANTIATE_TEST_SUITE_P(Modes,
                         GeneratedRequests,
                         ::testing::Values(Strictness::kStrict, Strictness::kRelaxed),
                         name_of_mode);

TEST_P(GeneratedRequests, ExamplesMatchTheirPatterns) {
  std::set<const Shape*> reachable;
  for (const Operation& operation : shapes().operations()) collect(*operation.input, reachable);
  std::size_t patterns = 0;
  std::set<std::string> match_everything;
  for (const Shape* const shape : reachable) {
    if (shape->expression == nullptr) continue;
    const auto text = example(*shape).get<std::string>();
    EXPECT_EQ(shape->expression->test(text), Pattern::Outcome::kMatch)
        << shape->name << ": " << text;
    const std::size_t longest = static_cast<std::size_t>(shape->max.value_or(200));
    const auto long_text = text_of_length(*shape, longest);
    ASSERT_TRUE(long_text) << shape->name;
    EXPECT_EQ(long_text->size(), longest);
    EXPECT_EQ(shape->expression->test(*long_text), Pattern::Outcome::kMatch)
        << shape->name << ": " << *long_text;
    if (!text_beside_pattern(*shape)) match_everything.insert(shape->pattern);
    ++patterns;
  }
  EXPECT_GE(patterns, 70u);
  EXPECT_EQ(match_everything, std::set<std::string>{"[\\S\\s]*"});
}

std::string verdict(const RequestCase& each, const Findings& findings) {
  const auto fault = refusal(findings);
  if ((fault ? fault->code : "") != each.code) {
    return "code " + (fault ? fault->code + ": " + fault->message : "none");
  }
  if (each.code == "SerializationException") {
    const std::string end = each.at.empty() ? "or null" : " at '" + each.at + "'";
    return fault->message.ends_with(end) ? "" : fault->message;
  }
  const bool is_named = std::any_of(
      findings.violations.begin(), findings.violations.end(), [&](const Violation& violation) {
        return violation.at == each.at && violation.constraint == each.constraint;
      });
  return each.code.empty() || is_named ? "" : fault->message;
}

TEST_P(GeneratedRequests, AreTakenOrRefusedWithCodeAndPlace) {
  std::size_t cases = 0, refused = 0, wrong = 0;
  std::map<std::string, std::size_t> kinds;
  for (const Operation& operation : shapes().operations()) {
    for_each_case(operation, [&](const RequestCase& each) {
      ++cases;
      ++kinds[each.what];
      if (!each.code.empty()) ++refused;
      const std::string problem = verdict(each, check(each.request, *operation.input));
      if (problem.empty() || ++wrong > 20) return;
      ADD_FAILURE() << operation.name << ", " << each.what << " at '" << each.at << "', expected "
                    << each.code << " " << each.constraint << "\n  " << problem.substr(0, 500)
                    << "\n  " << each.request.dump().substr(0, 1000);
    });
  }
  EXPECT_EQ(wrong, 0u);
  EXPECT_GT(refused, 5000u);
  for (const auto& [what, count] : kinds) RecordProperty("cases: " + what, std::to_string(count));
  std::cout << cases << " requests of " << shapes().operations().size() << " operations, "
            << refused << " to be refused, " << kinds.size() << " kinds\n";
}

}  // namespace
}  // namespace tuner::aws
