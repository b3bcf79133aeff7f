#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/space/extremes.h"
#include "tuner/space/search_space.h"

namespace tuner {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<Parameter> parameters() {
  return {{"solver", Categorical{{{"adam"}, {"sgd"}}}},
          {"layers", Integer{1, 9, Scale::kLinear, 2}},
          {"rate", Continuous{0.0, 1.0}},
          {"dropout", Continuous{0.0, 0.5, Scale::kLinear, 0.1}}};
}

std::vector<std::string> forbidden_texts(const std::vector<Forbidden>& forbidden) {
  std::vector<std::string> result;
  for (const Error& error : problems(parameters(), forbidden)) {
    EXPECT_EQ(error.code, ErrorCode::kInvalidArgument);
    result.push_back(to_string(error));
  }
  return result;
}

ForbiddenClause clause(ForbiddenTerm term) { return {{std::move(term)}}; }

TEST(ForbiddenProblems, GoodRulesHaveNone) {
  EXPECT_THAT(forbidden_texts(
                  {ForbiddenClause{{{"layers", {std::int64_t{3}}}, {"solver", {Category{"sgd"}}}}},
                   clause({"rate", {}, 0.5}),
                   clause({"dropout", {0.1}}),
                   ForbiddenSum{{{"layers", 1.0}, {"rate", 0.5}}, 8.0}}),
              IsEmpty());
}

TEST(ForbiddenProblems, AnUnknownParameterIsNamedWithTheNearest) {
  EXPECT_THAT(
      forbidden_texts({clause({"solvr", {Category{"sgd"}}}), ForbiddenSum{{{"layer", 1.0}}, 3.0}}),
      ElementsAre("/forbidden/0/solvr: there is no parameter 'solvr' to forbid; did you "
                  "mean 'solver'?",
                  "/forbidden/1/sum/layer: there is no parameter 'layer' to forbid; did you "
                  "mean 'layers'?"));
}

TEST(ForbiddenProblems, AValueThatTheParameterCannotHave) {
  EXPECT_THAT(
      forbidden_texts({clause({"solver", {Category{"adam"}, Category{"sdg"}}}),
                       clause({"layers", {std::int64_t{4}}}),
                       clause({"layers", {std::int64_t{11}}}),
                       clause({"layers", {3.0}}),
                       clause({"dropout", {0.25}}),
                       clause({"rate", {0.5}})}),
      ElementsAre(
          "/forbidden/0/solver/1: 'solver' can never be sdg: it is not one of the 2 values; "
          "did you mean 'sgd'?",
          "/forbidden/1/layers/0: 'layers' can never be 4: it is not on the grid from 1 in "
          "steps of 2",
          "/forbidden/2/layers/0: 'layers' can never be 11: it is not between 1 and 9",
          "/forbidden/3/layers/0: 'layers' can never be 3: it is not an integer",
          "/forbidden/4/dropout/0: 'dropout' can never be 0.25: it is not on the grid from 0 "
          "in steps of 0.1",
          "/forbidden/5/rate: 'rate' is continuous without a step: forbid a range such as "
          "{min: 0.5}"));
}

TEST(ForbiddenProblems, ARangeMustBeOneThatIsReached) {
  EXPECT_THAT(
      forbidden_texts({clause({"rate", {}, 0.6, 0.5}),
                       clause({"rate", {}, 2.0}),
                       clause({"layers", {}, {}, 0.0}),
                       clause({"solver", {}, 1.0})}),
      ElementsAre("/forbidden/0/rate/min: min (0.6) must not be greater than max (0.5)",
                  "/forbidden/1/rate: 'rate' is never in this range",
                  "/forbidden/2/layers: 'layers' is never in this range",
                  "/forbidden/3/solver: 'solver' has values that are no numbers: list those it "
                  "means"));
}

TEST(ForbiddenProblems, ASumHasNumbersAndOneBound) {
  EXPECT_THAT(
      forbidden_texts({ForbiddenSum{{{"layers", 1.0}}, 3.0, 2.0},
                       ForbiddenSum{{{"layers", 1.0}}},
                       ForbiddenSum{{}, 3.0},
                       ForbiddenSum{{{"solver", 1.0}}, 3.0}}),
      ElementsAre("/forbidden/0: a sum needs either 'above' or 'below'",
                  "/forbidden/1: a sum needs either 'above' or 'below'",
                  "/forbidden/2/sum: a sum must name at least one parameter",
                  "/forbidden/3/sum/solver: 'solver' has values that are no numbers and cannot be "
                  "added up"));
}

TEST(ForbiddenProblems, NumbersMustBeFinite) {
  EXPECT_THAT(forbidden_texts({clause({"rate", {}, kNaN}),
                               clause({"rate", {}, {}, kInfinity}),
                               ForbiddenSum{{{"layers", kNaN}}, 3.0},
                               ForbiddenSum{{{"layers", 1.0}}, kNaN}}),
              ElementsAre(HasSubstr("min (nan) must be a finite number"),
                          HasSubstr("'rate' is never in this range"),
                          HasSubstr("max (inf) must be a finite number"),
                          HasSubstr("the weight (nan) must be a finite number"),
                          HasSubstr("the bound (nan) must be a finite number")));
}

TEST(ForbiddenProblems, AnEmptyRuleAndAnEmptyTerm) {
  EXPECT_THAT(forbidden_texts({ForbiddenClause{}, clause({"solver"})}),
              ElementsAre("/forbidden/0: a clause must name at least one parameter",
                          "/forbidden/1/solver: a clause must name at least one value"));
}

TEST(ForbiddenProblems, AParameterIsNamedOnceInARule) {
  EXPECT_THAT(forbidden_texts({ForbiddenSum{{{"layers", 1.0}, {"layers", 2.0}}, 3.0}}),
              ElementsAre("/forbidden/0/sum/layers: 'layers' is named twice in one rule"));
}

TEST(ForbiddenProblems, TooManyRulesOrTerms) {
  const Forbidden rule = clause({"rate", {}, 0.5});
  EXPECT_THAT(forbidden_texts(std::vector<Forbidden>(kMaxForbidden, rule)), IsEmpty());
  EXPECT_THAT(forbidden_texts(std::vector<Forbidden>(kMaxForbidden + 1, rule)),
              ElementsAre("/forbidden: 1001 rules with 1001 parameters are too many: at most 1000 "
                          "with 10000"));
  const ForbiddenSum wide{std::vector<ForbiddenSum::Weight>(kMaxForbiddenTerms + 1), 1.0};
  EXPECT_THAT(forbidden_texts({wide}),
              ElementsAre(HasSubstr("1 rules with 10001 parameters are too many")));
}

TEST(ForbiddenProblems, RulesThatLeaveNothing) {
  EXPECT_THAT(forbidden_texts({clause({"dropout", {0.1}}),
                               clause({"solver", {Category{"adam"}}}),
                               clause({"solver", {Category{"sgd"}}}),
                               clause({"rate", {}, 0.5})}),
              ElementsAre(HasSubstr("/forbidden/2: the rules up to this one leave none of")));
  EXPECT_THAT(forbidden_texts({clause({"rate", {}, 0.0})}),
              ElementsAre("/forbidden/0: this rule leaves none of 100000 random configurations"));
}

TEST(ForbiddenProblems, ParametersThatAreNoSpaceAreReportedFirst) {
  const std::vector<Parameter> broken = {{"x", Integer{2, 1}}};
  const std::vector<Forbidden> rules = {clause({"x", {std::int64_t{7}}}), clause({"y", {}, 1.0})};
  const auto found = problems(broken, rules);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].at, "/parameters/x/min");
  EXPECT_EQ(found[1].at, "/forbidden/1/y");
  EXPECT_EQ(SearchSpace::create(broken, rules).error(), found[0]);
}

}  // namespace
}  // namespace tuner
