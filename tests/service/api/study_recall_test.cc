// A study goes on as if nothing had happened, whatever happened to its process and its memory.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <fstream>

#include "strategies/registry.h"
#include "tests/service/api/study_fixture.h"
#include "tests/store/run_in_child.h"

namespace tuner::api {
namespace {

using ::testing::HasSubstr;

// A grid has no continuous parameters.
constexpr const char* kWholeNumbers =
    R"({"lr":{"type":"int","low":1,"high":9},"n":{"type":"int","low":1,"high":90}})";

class StudyRecall : public StudiesTest, public ::testing::WithParamInterface<std::string> {
 protected:
  std::string space() const { return GetParam() == "grid" ? kWholeNumbers : kSmallSpace; }
};

// After every call the process may have died: nothing but the log is left.
TEST_P(StudyRecall, ANewProcessAnswersAsTheOldOneWouldHave) {
  std::string whole, broken;
  {
    Studies studies(home());
    const auto study = create(studies, "whole", GetParam(), space());
    for (int i = 0; i < 16; ++i) whole += one_round(*study, i % 6 == 3);
    whole += all_of(*study).substr(body_of("whole", space()).size());
    create(studies, "broke", GetParam(), space());
  }
  for (int i = 0; i < 16; ++i) {
    Studies studies(home());
    const auto study = found(studies, "broke");
    broken += one_round(*study, i % 6 == 3);
    if (i == 15) broken += all_of(*study).substr(body_of("broke", space()).size());
  }
  EXPECT_EQ(whole, broken);
}

TEST_P(StudyRecall, AStudyThatRestsOrIsReadAgainAnswersTheSame) {
  std::string awake, tired;
  Studies studies(home());
  Studies other(Home(home().folder() / "other"), {.in_memory = 1, .awake = 0});
  for (const char* name : {"one", "two"}) {
    create(studies, name, GetParam(), space());
    create(other, name, GetParam(), space());
  }
  for (int i = 0; i < 12; ++i) {
    const std::string name = i % 2 == 0 ? "one" : "two";
    awake += one_round(*found(studies, name)) + all_of(*found(studies, name));
    tired += one_round(*found(other, name)) + all_of(*found(other, name));
  }
  EXPECT_EQ(awake, tired);
}

std::string strategy_in_words(const ::testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::ranges::replace(name, '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Strategies,
                         StudyRecall,
                         ::testing::ValuesIn(strategy_names()),
                         strategy_in_words);

class StudyLog : public StudiesTest {
 protected:
  void add_to_log(const std::string& bytes) const {
    std::ofstream(log_of("x"), std::ios::app | std::ios::binary) << bytes;
  }
};

// Killed while it wrote: nobody has been answered.
TEST_F(StudyLog, WhatWasHalfWrittenHasNotHappened) {
  std::string before;
  {
    Studies studies(home());
    const auto study = create(studies, "x");
    one_round(*study, true);
    before = all_of(*study);
  }
  for (const char* torn : {"{", R"({"told":{"id":0,"value":1}})", R"({"asked":[{"id":1,)"}) {
    add_to_log(torn);
    Studies studies(home());
    EXPECT_EQ(all_of(*found(studies, "x")), before) << torn;
  }
  Studies studies(home());
  one_round(*found(studies, "x"));
  EXPECT_THAT(all_of(*found(studies, "x")), HasSubstr(" 2 1 "));
}

TEST_F(StudyLog, ADamagedOneIsSaidToBeSoAndMayBeRemoved) {
  {
    Studies studies(home());
    one_round(*create(studies, "x"));
  }
  for (const char* wrong : {"nonsense",
                            "{}",
                            R"({"told":{"id":9,"value":1}})",
                            R"({"asked":[{"id":7,"params":{}}]})",
                            R"({"asked":3,"told":3})"}) {
    const auto size = std::filesystem::file_size(log_of("x"));
    add_to_log(std::string(wrong) + "\n");
    Studies studies(home());
    const auto state = found(studies, "x")->state();
    EXPECT_ERROR(ErrorCode::kInternal, state);
    EXPECT_THAT(state.error().at, HasSubstr("x.log:5"));
    std::filesystem::resize_file(log_of("x"), size);
  }
  add_to_log("nonsense\n");
  Studies studies(home());
  EXPECT_OK(found(studies, "x")->remove());
  EXPECT_ERROR(ErrorCode::kNotFound, studies.find("x"));
}

// What a call cannot record it has not done: the study goes on from its log once there is room.
TEST_F(StudyLog, AFullDiskRefusesACallAndNoMore) {
  const int code = testing::run_in_child([&] {
    signal(SIGXFSZ, SIG_IGN);
    Studies studies(home());
    const auto study = create(studies, "x");
    const std::string trial = one_round(*study, true), before = all_of(*study);
    const rlimit full{std::filesystem::file_size(log_of("x")) + 5, RLIM_INFINITY},
        room{RLIM_INFINITY, RLIM_INFINITY};
    if (setrlimit(RLIMIT_FSIZE, &full) != 0) return 1;
    const auto asked = study->ask(1);
    if (asked || asked.error().code != ErrorCode::kUnavailable) return 2;
    const auto told = study->tell(R"({"id":0,"value":1})");
    if (told || told.error().front().code != ErrorCode::kUnavailable) return 3;
    if (all_of(*study) != before) return 4;
    if (setrlimit(RLIMIT_FSIZE, &room) != 0) return 5;
    tell_trial(*study, trial);
    return all_of(*study).find(" 1 1 ") != std::string::npos ? 0 : 6;
  });
  EXPECT_EQ(code, 0);
}

}  // namespace
}  // namespace tuner::api
