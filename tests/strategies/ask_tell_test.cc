#include "strategies/ask_tell.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace tuner {
namespace {

AskTell search() {
  return AskTell::create(SearchSpace::create({{"a", Integer{1, 3}}}).value(), {"grid", 1}).value();
}

NumberedSuggestion next_of(AskTell& ask_tell) {
  auto suggestion = ask_tell.ask();
  EXPECT_TRUE(suggestion);
  return *suggestion;
}

TEST(AskTell, NumbersSuggestionsFromOne) {
  AskTell ask_tell = search();
  EXPECT_EQ(ask_tell.ask()->trial, TrialId{1});
  EXPECT_EQ(ask_tell.ask()->trial, TrialId{2});
}

TEST(AskTell, RemembersTheBestWhateverTheOrderOfTheTells) {
  AskTell ask_tell = search();
  EXPECT_EQ(ask_tell.best(), std::nullopt);
  const auto one = next_of(ask_tell), two = next_of(ask_tell), three = next_of(ask_tell);
  ASSERT_TRUE(ask_tell.tell(three.trial, 2.0));
  ASSERT_TRUE(ask_tell.tell(two.trial, -1.0));
  ASSERT_TRUE(ask_tell.tell(one.trial, -1.0));
  EXPECT_EQ(ask_tell.best(), (Evaluation{two.trial, two.configuration, -1.0}));
  ASSERT_EQ(ask_tell.history().size(), 3u);
  EXPECT_EQ(ask_tell.history()[0].trial, three.trial);
}

TEST(AskTell, RefusesATrialThatIsNotOpen) {
  AskTell ask_tell = search();
  EXPECT_EQ(ask_tell.tell(TrialId{1}, 0.0).error().code, ErrorCode::kNotFound);
  const auto suggestion = next_of(ask_tell);
  ASSERT_TRUE(ask_tell.tell(suggestion.trial, 1.0));
  EXPECT_EQ(ask_tell.tell(suggestion.trial, 0.0).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(ask_tell.best()->loss, 1.0);
}

TEST(AskTell, TakesALossThatIsNotFiniteForAFailure) {
  AskTell ask_tell = search();
  for (const double loss : {std::nan(""), std::numeric_limits<double>::infinity()}) {
    ASSERT_TRUE(ask_tell.tell(ask_tell.ask()->trial, loss));
  }
  EXPECT_EQ(ask_tell.best(), std::nullopt);
  EXPECT_EQ(ask_tell.history()[1].loss, std::nullopt);
}

TEST(AskTell, LearnsFromConfigurationsOfYourOwn) {
  AskTell ask_tell = search();
  EXPECT_EQ(ask_tell.tell({{"a", std::int64_t{1}}}, 0.5).value(), TrialId{1});
  const auto next = next_of(ask_tell);
  EXPECT_EQ(next.trial, TrialId{2});
  EXPECT_EQ(to_text(next.configuration), "a=2");
  EXPECT_EQ(ask_tell.best()->loss, 0.5);
}

TEST(AskTell, RefusesConfigurationsThatTheSpaceForbids) {
  AskTell ask_tell = search();
  EXPECT_EQ(ask_tell.tell({{"a", std::int64_t{4}}}, 0.5).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(ask_tell.ask()->trial, TrialId{1});
}

TEST(AskTell, SaysWhenTheSpaceIsUsedUp) {
  AskTell ask_tell = search();
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(ask_tell.ask());
  EXPECT_EQ(ask_tell.ask().error(),
            (Error{ErrorCode::kFailedPrecondition,
                   "every configuration of the space has been suggested"}));
}

TEST(AskTell, RefusesAnUnknownStrategy) {
  EXPECT_EQ(AskTell::create(SearchSpace(), {"simplex"}).error().at, "/strategy");
}

}  // namespace
}  // namespace tuner
