#include "service/slot_pool.h"

#include <gmock/gmock.h>

#include <map>
#include <optional>
#include <string>

namespace tuner {
namespace {

using ::testing::ElementsAre;

// Jobs that run every trial as soon as they have a slot for it.
class SlotPoolTest : public ::testing::Test {
 protected:
  void join(const std::string& job, SlotClaim claim) {
    jobs_[job].held = claim.held;
    jobs_[job].slots = pool->join(std::move(claim), [this, job] { woken_.push_back(job); });
  }
  void want(const std::string& job, std::size_t trials) {
    jobs_[job].slots->report(jobs_[job].held, trials);
  }
  // Takes what the job was granted, and says how many it holds now.
  std::size_t take(const std::string& job) {
    jobs_[job].held += jobs_[job].slots->take_granted();
    return jobs_[job].held;
  }
  void end_trial(const std::string& job, std::size_t wanted) {
    --jobs_[job].held;
    want(job, wanted);
  }
  void leave(const std::string& job) { jobs_.erase(job); }

  std::vector<std::string> woken() { return std::exchange(woken_, {}); }

  std::optional<SlotPool> pool;

 private:
  struct Job {
    std::size_t held = 0;
    std::unique_ptr<RunSlots> slots;
  };
  std::vector<std::string> woken_;
  std::map<std::string, Job> jobs_;
};

TEST_F(SlotPoolTest, GrantsWhatIsFreeAndNoMore) {
  pool.emplace(3);
  join("a", {"ann"});
  want("a", 10);
  EXPECT_EQ(take("a"), 3U);
  EXPECT_EQ(pool->in_use(), 3U);
  want("a", 7);
  EXPECT_EQ(take("a"), 3U);
}

TEST_F(SlotPoolTest, EqualsTakeTurnsWhereThereAreMoreJobsThanSlots) {
  pool.emplace(1);
  for (const char* job : {"a", "b", "c"}) join(job, {"ann"});
  for (const char* job : {"a", "b", "c"}) want(job, 5);
  std::string order;
  for (int i = 0; i < 6; ++i) {
    const std::string next = woken().back();
    order += next;
    EXPECT_EQ(take(next), 1U);
    end_trial(next, 5);
  }
  EXPECT_EQ(order, "abcabc");
}

TEST_F(SlotPoolTest, AFreeSlotGoesToWhoHoldsTheFewest) {
  pool.emplace(4);
  join("a", {"ann"});
  want("a", 4);
  take("a");
  join("b", {"ann"});
  want("b", 4);
  EXPECT_EQ(take("b"), 0U) << "what runs keeps its slot";
  end_trial("a", 4);
  end_trial("a", 4);
  EXPECT_EQ(take("b"), 2U);
  end_trial("a", 4);
  EXPECT_EQ(take("a") + take("b"), 4U);
}

TEST_F(SlotPoolTest, UsersAreEqualHoweverManyJobsTheyHave) {
  pool.emplace(4);
  join("blocker", {"eve", 0, 4});
  for (const char* job : {"a1", "a2", "a3"}) join(job, {"ann"});
  join("b1", {"bob"});
  for (const char* job : {"a1", "a2", "a3", "b1"}) want(job, 4);
  leave("blocker");
  EXPECT_EQ(take("b1"), 2U);
  EXPECT_EQ(take("a1") + take("a2") + take("a3"), 2U);
}

TEST_F(SlotPoolTest, AHigherPriorityIsServedFirst) {
  pool.emplace(2);
  join("blocker", {"eve", 0, 2});
  join("a", {"ann", 0});
  join("urgent", {"bob", 5});
  want("a", 2);
  want("urgent", 2);
  leave("blocker");
  EXPECT_EQ(take("urgent"), 2U);
  EXPECT_EQ(take("a"), 0U);
}

TEST_F(SlotPoolTest, AUserIsHeldToTheLimit) {
  pool.emplace(4, 1);
  join("a", {"ann"});
  join("b", {"bob"});
  want("a", 4);
  want("b", 4);
  EXPECT_EQ(take("a"), 1U);
  EXPECT_EQ(take("b"), 1U);
  EXPECT_EQ(pool->in_use(), 2U);
}

TEST_F(SlotPoolTest, TrialsOfAnEarlierProcessCount) {
  pool.emplace(2);
  join("adopted", {"ann", 0, 2});
  join("new", {"ann"});
  want("new", 1);
  EXPECT_EQ(take("new"), 0U);
}

TEST_F(SlotPoolTest, ASlotThatIsNotUsedIsFreeAgain) {
  pool.emplace(1);
  join("a", {"ann"});
  join("b", {"ann"});
  want("a", 1);
  want("b", 1);
  EXPECT_THAT(woken(), ElementsAre("a"));
  EXPECT_EQ(take("a"), 1U);
  end_trial("a", 0);  // its strategy had nothing to suggest
  EXPECT_THAT(woken(), ElementsAre("b"));
}

TEST_F(SlotPoolTest, ANewcomerDoesNotCatchUpWithWhatOthersHadBefore) {
  pool.emplace(1);
  join("old", {"ann"});
  for (int i = 0; i < 100; ++i) {
    want("old", 5);
    take("old");
    end_trial("old", 0);
  }
  join("blocker", {"ann", 0, 1});
  join("new", {"ann"});
  want("old", 5);
  want("new", 5);
  woken();
  leave("blocker");
  std::string order;
  for (int i = 0; i < 4; ++i) {
    const std::string next = woken().back();
    order += next.front();
    take(next);
    end_trial(next, 5);
  }
  EXPECT_EQ(order, "onon");
}

}  // namespace
}  // namespace tuner
