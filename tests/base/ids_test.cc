#include "tuner/base/ids.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tuner {
namespace {

TEST(JobName, AcceptsLettersDigitsAndInnerHyphens) {
  for (const char* text : {"a", "7", "digits-mlp", "A--b", "abcdefghijklmnopqrstuvwxyz012345"}) {
    const auto name = parse_job_name(text);
    ASSERT_TRUE(name) << text;
    EXPECT_EQ(name->text, text);
  }
}

TEST(JobName, RefusesEverythingElseWithTheRule) {
  const std::string too_long(33, 'a');
  for (const std::string& text : {std::string(),
                                  std::string("-a"),
                                  std::string("a-"),
                                  std::string("a_b"),
                                  std::string("a b"),
                                  std::string("../x"),
                                  std::string("\xc3\xa4"),
                                  std::string("a\0b", 3),
                                  too_long}) {
    const auto name = parse_job_name(text);
    ASSERT_FALSE(name) << text;
    EXPECT_EQ(name.error().code, ErrorCode::kInvalidArgument);
    EXPECT_THAT(name.error().message, testing::HasSubstr("1 to 32 letters"));
  }
}

TEST(JobName, TheMessageAboutAHugeNameStaysShort) {
  EXPECT_LT(parse_job_name(std::string(1'000'000, 'x')).error().message.size(), 200u);
}

// The expected hashes were computed with an independent implementation in Python.
TEST(StableHash, IsTheSameOnEveryPlatformAndVersion) {
  EXPECT_EQ(stable_hash(""), 0xf52a15e9a9b5e89bULL);
  EXPECT_EQ(stable_hash("tuner"), 0x267b2ff745558b81ULL);
  EXPECT_EQ(stable_hash("tuner", 7), 0x6a7a8c20ca35401dULL);
}

TEST(TrialName, HoldsJobNumberAndHash) {
  EXPECT_EQ(trial_name({"digits"}, {12345}, {7}), "digits-007-b8999dde");
  EXPECT_EQ(trial_name({"digits"}, {12345}, {1234}), "digits-1234-15d648eb");
}

TEST(TrialName, IsTakenApart) {
  const auto parts = parts_of_trial_name(trial_name({"my-digits"}, {12345}, {1234}));
  ASSERT_TRUE(parts);
  EXPECT_EQ(parts->job, JobName{"my-digits"});
  EXPECT_EQ(parts->trial, TrialId{1234});
  for (const char* other : {"",
                            "digits",
                            "digits-001",
                            "digits-000-b8999dde",
                            "digits-x-b8999dde",
                            "digits-99999999999-b8999dde",
                            "-b8999dde"})
    EXPECT_FALSE(parts_of_trial_name(other)) << other;
}

TEST(TrialName, DiffersWhenAJobIsCreatedAnew) {
  EXPECT_NE(trial_name({"digits"}, {1}, {7}), trial_name({"digits"}, {2}, {7}));
}

TEST(TrialName, OfTheLongestJobFitsIntoSixtyThreeCharactersWithItsAttempt) {
  const JobName longest{std::string(32, 'j')};
  const std::string trial = trial_name(longest, {1}, {4'294'967'295});
  EXPECT_EQ(run_name(trial, 99), trial + "-a99");
  EXPECT_LE(run_name(trial, 99).size(), 63u);
}

TEST(RunName, IsTheTrialsNameWithTheAttempt) {
  EXPECT_EQ(run_name("digits-007-b8999dde", 2), "digits-007-b8999dde-a2");
}

TEST(RunName, OfALongNameEndsInAHash) {
  const std::string long_name(63, 'n');
  const std::string run = run_name(long_name, 2);
  EXPECT_EQ(run.size(), 63u);
  EXPECT_TRUE(run.ends_with("-a2")) << run;
  EXPECT_NE(run, run_name(long_name.substr(1) + "m", 2));
}

}  // namespace
}  // namespace tuner
