#include "service/api/studies.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "tests/service/api/study_fixture.h"

namespace tuner::api {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

std::vector<std::string> names_of(Studies& studies) {
  std::vector<std::string> names;
  for (const StudyFacts& each : testing::value_of(studies.list()))
    names.push_back(each.name + " " + each.strategy + " " + each.created_by);
  return names;
}

TEST_F(StudiesTest, AreListedByName) {
  Studies studies(home());
  EXPECT_THAT(names_of(studies), ElementsAre());
  create(studies, "b", "random");
  create(studies, "a", "sobol");
  EXPECT_THAT(names_of(studies), ElementsAre("a sobol ann", "b random ann"));
  EXPECT_EQ(found(studies, "b")->facts().created_at, "now");
}

TEST_F(StudiesTest, ANameIsTakenOnceAndFreeAgainOnceItIsGone) {
  Studies studies(home());
  const auto old = create(studies, "x");
  one_round(*old);
  const auto header = parse_document(body_of("x"), DocumentFormat::kJson, "");
  const auto again = studies.create({.name = "x", .strategy = "random"}, *header, body_of("x"));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().front().code, ErrorCode::kAlreadyExists);
  EXPECT_OK(old->remove());
  EXPECT_ERROR(ErrorCode::kNotFound, studies.find("x"));
  EXPECT_ERROR(ErrorCode::kNotFound, old->remove());
  EXPECT_EQ(testing::value_of(create(studies, "x")->state()).trials, 0u);
  EXPECT_ERROR(ErrorCode::kNotFound, old->ask(1));
  EXPECT_FALSE(old->tell(R"({"id":0,"value":1})"));
}

TEST_F(StudiesTest, NoNameLeadsOutOfTheFolder) {
  Studies studies(home());
  std::ofstream(home().folder() / "outside.log") << R"({"study":1,"name":"outside"})"
                                                 << "\n{}\n";
  for (const char* name : {"../outside", "..", "", "/etc/passwd", "a/b", "lock", "x.log"})
    EXPECT_ERROR(ErrorCode::kNotFound, studies.find(name));
}

TEST_F(StudiesTest, ALogOfAnotherStudyIsNotTakenForThisOne) {
  Studies studies(home());
  create(studies, "x");
  std::filesystem::copy(log_of("x"), log_of("y"));
  EXPECT_ERROR(ErrorCode::kInternal, studies.find("y"));
}

TEST_F(StudiesTest, OneProcessHasThemAll) {
  Studies one(home());
  create(one, "x");
  {
    Studies other(home());
    EXPECT_ERROR(ErrorCode::kFailedPrecondition, other.find("x"));
    EXPECT_ERROR(ErrorCode::kFailedPrecondition, other.list());
  }
  EXPECT_OK(one.find("x"));
}

TEST_F(StudiesTest, ThereAreNotTooMany) {
  Studies studies(home(), {.most = 2});
  create(studies, "a");
  create(studies, "b");
  const auto header = parse_document(body_of("c"), DocumentFormat::kJson, "");
  const auto third = studies.create({.name = "c", .strategy = "random"}, *header, body_of("c"));
  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().front().code, ErrorCode::kFailedPrecondition);
}

TEST_F(StudiesTest, OnlyTheLastOnesStayInMemory) {
  Studies studies(home(), {.in_memory = 2});
  const auto a = create(studies, "a"), b = create(studies, "b"), c = create(studies, "c");
  EXPECT_EQ(a->bytes(), 0u);
  EXPECT_GT(b->bytes(), 0u);
  one_round(*found(studies, "a"));
  EXPECT_EQ(a->bytes(), std::filesystem::file_size(log_of("a")));
  found(studies, "c");
  EXPECT_EQ(b->bytes(), 0u);
}

TEST_F(StudiesTest, OnlySoMuchStaysInMemory) {
  Studies studies(home(), {.in_memory_bytes = 1});
  const auto a = create(studies, "a"), b = create(studies, "b");
  EXPECT_EQ(a->bytes(), 0u);
  EXPECT_GT(b->bytes(), 0u);
}

TEST_F(StudiesTest, AllProblemsOfASearchAreTold) {
  Studies studies(home());
  const std::string body = R"({"space":{"a":{"type":"int"},"b":3},"seed":-1,"direction":"up"})";
  const auto header = parse_document(body, DocumentFormat::kJson, "");
  const auto study = studies.create({.name = "x", .strategy = "random"}, *header, body);
  ASSERT_FALSE(study);
  EXPECT_THAT(study.error(), SizeIs(4));
  EXPECT_FALSE(std::filesystem::exists(log_of("x")));
}

TEST_F(StudiesTest, OnlySoManyTrialsAreOpen) {
  Studies studies(home());
  const auto study = create(studies, "x", "random");
  EXPECT_ERROR(ErrorCode::kInvalidArgument, study->ask(0));
  EXPECT_ERROR(ErrorCode::kInvalidArgument, study->ask(1001));
  EXPECT_THAT(testing::value_of(study->ask(1000)), SizeIs(1000));
  EXPECT_ERROR(ErrorCode::kFailedPrecondition, study->ask(1));
  EXPECT_TRUE(study->tell(R"({"id":3,"value":1})"));
  EXPECT_THAT(testing::value_of(study->ask(1)), SizeIs(1));
}

// The answer to one ask stays small enough to be read again, however large the space is.
TEST_F(StudiesTest, AWideSpaceIsReadAgain) {
  std::string space;
  for (int i = 0; i < 900; ++i)
    space += (i == 0 ? "{" : ",") + ("\"p" + std::to_string(i)) +
             R"(":{"type":"float","low":0,"high":1})";
  space += "}";
  ASSERT_LT(body_of("x", space).size(), kMaxStudyBody);
  std::string before;
  {
    Studies studies(home());
    const auto study = create(studies, "x", "random", space);
    const auto most = testing::value_of(study->state()).most_open;
    EXPECT_LT(most, 100u);
    EXPECT_THAT(testing::value_of(study->ask(static_cast<std::int64_t>(most))), SizeIs(most));
    before = all_of(*study);
  }
  Studies studies(home());
  EXPECT_EQ(all_of(*found(studies, "x")), before);
}

// A study with this line so many times behind its beginning.
void fill_log(const std::filesystem::path& log, std::size_t lines, const std::string& line) {
  std::ofstream file(log, std::ios::app | std::ios::binary);
  for (std::size_t i = 0; i < lines; ++i) file << line << "\n";
}

constexpr const char* kOwnTrial = R"({"told":{"params":{"a":1},"value":1}})";

TEST_F(StudiesTest, ThereAreNotTooManyTrials) {
  create(*std::make_unique<Studies>(home()),
         "x",
         "random",
         R"({"a":{"type":"int","low":1,"high":2}})");
  fill_log(log_of("x"), kMaxStudyTrials - 1, kOwnTrial);
  Studies studies(home());
  const auto study = found(studies, "x");
  EXPECT_ERROR(ErrorCode::kFailedPrecondition, study->ask(2));
  EXPECT_THAT(testing::value_of(study->ask(1)), SizeIs(1));
  EXPECT_ERROR(ErrorCode::kFailedPrecondition, study->ask(1));
  EXPECT_TRUE(study->tell(R"({"id":99999,"value":1})"));
}

TEST_F(StudiesTest, ALogThatIsFullTakesNothingMore) {
  create(*std::make_unique<Studies>(home()),
         "x",
         "random",
         R"({"a":{"type":"int","low":1,"high":2}})");
  const std::string line = kOwnTrial + std::string(kMaxStudyBody, ' ');
  fill_log(log_of("x"), kMaxStudyLog / kMaxStudyBody, line);
  Studies studies(home());
  const auto study = found(studies, "x");
  EXPECT_ERROR(ErrorCode::kFailedPrecondition, study->ask(1));
  const auto told = study->tell(R"({"params":{"a":1},"value":1})");
  ASSERT_FALSE(told);
  EXPECT_EQ(told.error().front().code, ErrorCode::kFailedPrecondition);
  EXPECT_OK(study->best());
}

TEST_F(StudiesTest, ABodyOfSeveralLinesIsOneLineOfTheLog) {
  const std::string body = "\n{\"space\":\r\n" + std::string(kSmallSpace) + "}\n";
  const auto header = parse_document(body, DocumentFormat::kJson, "");
  {
    Studies studies(home());
    const auto study = studies.create({.name = "x", .strategy = "random"}, *header, body);
    ASSERT_TRUE(study);
    one_round(**study, true);
    EXPECT_TRUE((*study)->tell("{\n\"id\":0,\r\n\"value\":1}\n"));
  }
  Studies studies(home());
  EXPECT_EQ(testing::value_of(found(studies, "x")->state()).told, 1u);
}

// Many threads, little memory: no trial is given out twice, none is lost.
TEST_F(StudiesTest, AreUsedFromManyThreads) {
  Studies studies(home(), {.in_memory = 1, .awake = 1});
  for (const char* name : {"a", "b"}) create(studies, name, "random");
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 25; ++i) one_round(*found(studies, (t + i) % 2 == 0 ? "a" : "b"));
    });
  }
  for (std::thread& each : threads) each.join();
  for (const char* name : {"a", "b"}) {
    const auto state = testing::value_of(found(studies, name)->state());
    EXPECT_EQ(state.trials, 50u);
    EXPECT_EQ(state.told, 50u);
    EXPECT_THAT(state.open, ElementsAre());
  }
}

}  // namespace
}  // namespace tuner::api
