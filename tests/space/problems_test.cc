#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/space/extremes.h"
#include "tuner/space/search_space.h"

namespace tuner {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> texts(const std::vector<Parameter>& parameters) {
  std::vector<std::string> result;
  for (const Error& error : problems(parameters)) {
    EXPECT_EQ(error.code, ErrorCode::kInvalidArgument);
    result.push_back(to_string(error));
  }
  return result;
}

std::vector<std::string> texts(const Domain& domain) {
  return texts(std::vector<Parameter>{{"x", domain}});
}

Categorical categories(std::vector<std::string> values) {
  Categorical result;
  for (auto& value : values) result.values.push_back({std::move(value)});
  return result;
}

TEST(Problems, AGoodListHasNone) {
  EXPECT_THAT(texts({{"lr", Continuous{1e-4, 0.3, Scale::kLog}},
                     {"units", Integer{8, 256, Scale::kLog, 8}},
                     {"solver", categories({"adam", "sgd"})},
                     {"momentum",
                      Continuous{0.0, 0.99, Scale::kReverseLog},
                      {{"solver", {Category{"sgd"}}}}}}),
              IsEmpty());
}

TEST(Problems, MinAboveMax) {
  EXPECT_THAT(texts(Continuous{0.1, 0.001}),
              ElementsAre("/parameters/x/min: min (0.1) must not be greater than max (0.001)"));
  EXPECT_THAT(texts(Integer{2, 1}),
              ElementsAre("/parameters/x/min: min (2) must not be greater than max (1)"));
}

TEST(Problems, MinEqualToMaxIsAConstant) {
  EXPECT_THAT(texts(Continuous{0.1, 0.1}), IsEmpty());
  EXPECT_THAT(texts(Continuous{0.1, 0.1, Scale::kLog, 0.5}), IsEmpty());
  EXPECT_THAT(texts(Integer{3, 3}), IsEmpty());
}

TEST(Problems, LogScaleFromZeroOrBelow) {
  EXPECT_THAT(texts(Continuous{0.0, 1.0, Scale::kLog}),
              ElementsAre("/parameters/x/min: min (0) must be greater than 0 on a log scale"));
  EXPECT_THAT(texts(Integer{-1, 10, Scale::kLog}),
              ElementsAre("/parameters/x/min: min (-1) must be greater than 0 on a log scale"));
}

TEST(Problems, ReverseLogScaleOutsideItsDomain) {
  EXPECT_THAT(texts(Continuous{-0.5, 1.0, Scale::kReverseLog}),
              ElementsAre("/parameters/x/min: min (-0.5) must be 0 or more on a reverse-log scale",
                          "/parameters/x/max: max (1) must be less than 1 on a reverse-log scale"));
  EXPECT_THAT(texts(Integer{0, 0, Scale::kReverseLog}),
              ElementsAre("/parameters/x/scale: an integer range cannot have a reverse-log scale"));
}

TEST(Problems, NumbersThatAreNotFinite) {
  EXPECT_THAT(texts(Continuous{kNaN, kInfinity, Scale::kAuto, -kInfinity}),
              ElementsAre("/parameters/x/min: min (nan) must be a finite number",
                          "/parameters/x/max: max (inf) must be a finite number",
                          "/parameters/x/step: step (-inf) must be a finite number"));
}

TEST(Problems, ARangeWiderThanADouble) {
  EXPECT_THAT(
      texts(Continuous{-1e308, 1e308}),
      ElementsAre(
          "/parameters/x/max: the range from -1e+308 to 1e+308 is wider than the largest double"));
}

TEST(Problems, StepsThatCannotBe) {
  EXPECT_THAT(texts(Continuous{0.0, 1.0, Scale::kAuto, -0.5}),
              ElementsAre("/parameters/x/step: step (-0.5) must be greater than 0"));
  EXPECT_THAT(
      texts(Continuous{0.0, 1.0, Scale::kAuto, 1.5}),
      ElementsAre("/parameters/x/step: step (1.5) must not be larger than the range from 0 to 1"));
  EXPECT_THAT(texts(Continuous{0.0, 1.0, Scale::kAuto, 1e-300}),
              ElementsAre("/parameters/x/step: step (1e-300) is too small to tell the values "
                          "between 0 and 1 apart"));
  EXPECT_THAT(texts(Integer{0, 5, Scale::kAuto, 0}),
              ElementsAre("/parameters/x/step: step (0) must be 1 or more"));
  EXPECT_THAT(
      texts(Integer{0, 5, Scale::kAuto, 6}),
      ElementsAre("/parameters/x/step: step (6) must not be larger than the range from 0 to 5"));
}

TEST(Problems, CategoriesThatAreMissingOrRepeated) {
  EXPECT_THAT(
      texts(Categorical{}),
      ElementsAre("/parameters/x/values: a categorical parameter must have at least one value"));
  EXPECT_THAT(texts(categories({"a", "b", "a"})),
              ElementsAre("/parameters/x/values/2: the value 'a' is listed twice"));
}

TEST(Problems, CategoriesOfTheSameTextAndDifferentKindAreOneToTheTraining) {
  EXPECT_THAT(texts(Categorical{{{"1", Category::Kind::kString}, {"1", Category::Kind::kNumber}}}),
              ElementsAre("/parameters/x/values/1: the value '1' is listed twice"));
}

TEST(Problems, NamesThatAreEmptyRepeatedOrUnprintable) {
  EXPECT_THAT(texts({{"", Integer{0, 1}}}),
              ElementsAre("/parameters/: a parameter must have a name"));
  EXPECT_THAT(texts({{"a", Integer{0, 1}}, {"a", Integer{0, 2}}}),
              ElementsAre("/parameters/a: the name 'a' is used for two parameters"));
  EXPECT_THAT(texts({{"a\n", Integer{0, 1}}}),
              ElementsAre("/parameters/a\n: a name must not contain control characters"));
}

TEST(Problems, APlaceIsAJsonPointer) {
  EXPECT_THAT(texts({{"a/b", Integer{0, -1}}}),
              ElementsAre("/parameters/a~1b/min: min (0) must not be greater than max (-1)"));
}

TEST(Problems, HostileSizes) {
  EXPECT_THAT(texts(std::vector<Parameter>(kMaxParameters + 1, {"x", Integer{}})),
              ElementsAre("/parameters: 1001 parameters are too many: at most 1000"));
  EXPECT_THAT(texts(Categorical{std::vector<Category>(kMaxCategories + 1)}),
              ElementsAre("/parameters/x/values: 10001 values are too many: at most 10000"));
  EXPECT_THAT(
      texts(categories({std::string(kMaxCategoryLength + 1, 'v')})),
      ElementsAre("/parameters/x/values/0: a value of 4097 bytes is too long: at most 4096"));
  EXPECT_THAT(texts(categories({std::string("a\0b", 3)})),
              ElementsAre("/parameters/x/values/0: a value must not contain a NUL character"));
  const auto long_name = problems(std::vector<Parameter>{{std::string(1'000'000, 'n'), Integer{}}});
  ASSERT_EQ(long_name.size(), 1u);
  EXPECT_EQ(long_name[0].message, "a name of 1000000 bytes is too long: at most 256");
  EXPECT_LT(long_name[0].at.size(), 300u);
}

TEST(Problems, AConditionOnAMissingParameterNamesTheNearest) {
  EXPECT_THAT(
      texts({{"solver", categories({"sgd"})}, {"m", Integer{}, {{"solvr", {Category{"sgd"}}}}}}),
      ElementsAre(
          "/parameters/m/when/solvr: there is no parameter 'solvr' to depend on; did you mean "
          "'solver'?"));
}

TEST(Problems, AConditionOnAContinuousParameter) {
  EXPECT_THAT(
      texts({{"lr", Continuous{}}, {"m", Integer{}, {{"lr", {0.5}}}}}),
      ElementsAre(
          "/parameters/m/when/lr: 'lr' is continuous; a condition needs an integer or categorical "
          "parameter"));
}

TEST(Problems, AConditionOnAValueThatTheParentCannotTake) {
  const std::vector<Parameter> parents = {{"solver", categories({"adam", "sgd"})},
                                          {"layers", Integer{1, 9, Scale::kLinear, 2}}};
  const auto with = [&](Condition condition) {
    auto parameters = parents;
    parameters.push_back({"m", Integer{}, {std::move(condition)}});
    return texts(parameters);
  };
  EXPECT_THAT(
      with({"solver", {Category{"sgd"}, Category{"adm"}}}),
      ElementsAre("/parameters/m/when/solver/1: 'solver' can never be adm; did you mean 'adam'?"));
  EXPECT_THAT(with({"layers", {std::int64_t{2}}}),
              ElementsAre("/parameters/m/when/layers/0: 'layers' can never be 2"));
  EXPECT_THAT(with({"layers", {std::int64_t{11}}}),
              ElementsAre("/parameters/m/when/layers/0: 'layers' can never be 11"));
  EXPECT_THAT(with({"layers", {Category{"3"}}}),
              ElementsAre("/parameters/m/when/layers/0: 'layers' can never be 3"));
  EXPECT_THAT(with({"solver", {}}),
              ElementsAre("/parameters/m/when/solver: a condition must name at least one value"));
}

TEST(Problems, ACycleOfConditionsIsNamedOnce) {
  const Condition on_a{"a", {std::int64_t{0}}}, on_b{"b", {std::int64_t{0}}},
      on_c{"c", {std::int64_t{0}}};
  EXPECT_THAT(
      texts({{"a", Integer{}, {on_c}}, {"b", Integer{}, {on_a}}, {"c", Integer{}, {on_b}}}),
      ElementsAre(
          "/parameters/a/when: the conditions form a cycle: 'a' depends on 'c' depends on 'b' "
          "depends on 'a'"));
  EXPECT_THAT(texts({{"a", Integer{}, {on_a}}}),
              ElementsAre("/parameters/a/when: the conditions form a cycle: 'a' depends on 'a'"));
}

TEST(Problems, AreAllReportedAtOnce) {
  EXPECT_EQ(texts({{"a", Continuous{2.0, 1.0}},
                   {"b", Categorical{}},
                   {"a", Integer{0, 5, Scale::kReverseLog, 9}},
                   {"c", Integer{}, {{"nowhere", {}}}}})
                .size(),
            6u);
}

}  // namespace
}  // namespace tuner
