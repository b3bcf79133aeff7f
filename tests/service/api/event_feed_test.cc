#include "service/api/event_feed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>

#include "tests/contract/result_matchers.h"
#include "tests/contract/store_samples.h"
#include "tests/fakes/store_around.h"
#include "tuner/store/memory_store.h"

namespace tuner::api {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::sample_step;

// What the server does with a stream: takes what there is whenever it is woken.
class StreamReader {
 public:
  explicit StreamReader(std::shared_ptr<http::EventStream> stream) : stream_(std::move(stream)) {
    stream_->attach([this] {
      const std::lock_guard lock(mutex_);
      woken_ = true;
      changed_.notify_all();
    });
  }
  ~StreamReader() { stream_->release(); }

  // All that came until `end` is in it, or the stream is over.
  std::string read_until(const std::string& end) {
    while (text_.find(end) == std::string::npos && !over_) {
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return woken_; });
        woken_ = false;
      }
      const auto piece = stream_->take();
      text_ += piece.text;
      over_ = piece.last;
    }
    return text_;
  }
  std::string read_all() { return read_until("\nnever"); }
  bool over() const { return over_; }

 private:
  std::shared_ptr<http::EventStream> stream_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool woken_ = false, over_ = false;
  std::string text_;
};

std::vector<int> ids_in(const std::string& text) {
  std::vector<int> ids;
  for (auto at = text.find("id: "); at != std::string::npos; at = text.find("id: ", at + 1))
    ids.push_back(std::stoi(text.substr(at + 4)));
  return ids;
}

class EventFeedTest : public ::testing::Test {
 protected:
  EventFeedTest() { add_job(); }

  void add_job() {
    EXPECT_OK(store_.create_job(testing::sample_job("digits")));
    last_ = 0;
  }
  void add_step(std::vector<Event> events = {JobOpened{}}, std::vector<Action> actions = {}) {
    EXPECT_OK(
        store_.append_step(job_, sample_step(++last_, std::move(events), std::move(actions)), {}));
  }
  void end_job() { add_step({}, {EndJob{JobStatus::kCompleted, "all done"}}); }
  StreamReader follow(EventFeed& feed, std::uint64_t after = 0) {
    return StreamReader(testing::value_of(feed.follow(job_, after)));
  }

  MemoryStore store_;
  const JobName job_{"digits"};
  std::uint64_t last_ = 0;
};

TEST_F(EventFeedTest, TellsWhatThereIsAndTheEnd) {
  add_step();
  end_job();
  EventFeed feed(store_);
  const std::string text = follow(feed).read_all();
  EXPECT_THAT(ids_in(text), ElementsAre(1, 2));
  EXPECT_THAT(text, HasSubstr(R"(data: {"step":1,)"));
  EXPECT_THAT(
      text, HasSubstr("event: end\ndata: {\"status\":\"completed\",\"reason\":\"all done\"}\n\n"));
}

TEST_F(EventFeedTest, GoesOnBehindTheEventThatWasSeenLast) {
  for (int i = 0; i < 200; ++i) add_step();
  end_job();
  EventFeed feed(store_);
  const auto ids = ids_in(follow(feed, 150).read_all());
  ASSERT_EQ(ids.size(), 51u);
  EXPECT_EQ(ids.front(), 151);
  EXPECT_THAT(ids_in(follow(feed, 201).read_all()), ElementsAre());
}

TEST_F(EventFeedTest, TellsWhatIsAddedWhenItIsNudged) {
  add_step();
  EventFeed feed(store_, {.look_again = std::chrono::hours(1)});
  StreamReader reader = follow(feed);
  reader.read_until("id: 1\n");
  for (int i = 0; i < 100; ++i) {
    add_step();
    feed.nudge();
    reader.read_until("id: " + std::to_string(last_) + "\n");
  }
  end_job();
  feed.nudge();
  const auto ids = ids_in(reader.read_all());
  ASSERT_EQ(ids.size(), 102u);
  for (int i = 0; i < 102; ++i) EXPECT_EQ(ids[static_cast<std::size_t>(i)], i + 1);
}

TEST_F(EventFeedTest, FindsByItselfWhatAnotherProcessHasRecorded) {
  EventFeed feed(store_, {.look_again = std::chrono::milliseconds(1)});
  StreamReader reader = follow(feed);
  add_step();
  reader.read_until("id: 1\n");
  end_job();
  EXPECT_THAT(ids_in(reader.read_all()), ElementsAre(1, 2));
}

TEST_F(EventFeedTest, AnEventThatThereIsNotIsRefused) {
  add_step();
  EventFeed feed(store_);
  EXPECT_ERROR(ErrorCode::kInvalidArgument, feed.follow(job_, 2));
  EXPECT_ERROR(ErrorCode::kNotFound, feed.follow({"other"}, 0));
}

TEST_F(EventFeedTest, EndsWithTheJobThatWasDeleted) {
  add_step();
  EventFeed feed(store_, {.look_again = std::chrono::milliseconds(1)});
  StreamReader reader = follow(feed);
  reader.read_until("id: 1\n");
  EXPECT_OK(store_.delete_job(job_));
  EXPECT_THAT(reader.read_all(), Not(HasSubstr("event: end")));
  EXPECT_TRUE(reader.over());
}

TEST_F(EventFeedTest, AJobThatWasMadeAnewIsAnother) {
  add_step();
  EventFeed feed(store_, {.look_again = std::chrono::hours(1)});
  StreamReader reader = follow(feed);
  reader.read_until("id: 1\n");
  EXPECT_OK(store_.delete_job(job_));
  JobRecord another = testing::sample_job("digits");
  another.identity = JobIdentity{1};
  EXPECT_OK(store_.create_job(another));
  last_ = 0;
  add_step();
  add_step();
  feed.nudge();
  EXPECT_THAT(ids_in(reader.read_all()), ElementsAre(1));
  EXPECT_TRUE(reader.over());
}

// Counts how often the feed looks at a log, and how often it reads in it.
class CountingStore final : public StoreAround {
 public:
  using StoreAround::StoreAround;
  Result<std::uint64_t> step_count(const JobName& name) const override {
    const std::lock_guard lock(mutex_);
    ++looks_;
    changed_.notify_all();
    return StoreAround::step_count(name);
  }
  Result<std::vector<StepRecord>> steps_after(const JobName& name,
                                              std::uint64_t number,
                                              std::size_t at_most) const override {
    ++reads_;
    return StoreAround::steps_after(name, number, at_most);
  }
  void wait_for_looks(int count) const {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return looks_ >= count; });
  }
  int reads() const { return reads_; }

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  mutable int looks_ = 0;
  mutable std::atomic<int> reads_ = 0;
};

TEST_F(EventFeedTest, WhoTakesNothingIsSentOnePieceAndHoldsUpNobody) {
  for (int i = 0; i < 500; ++i) add_step();
  end_job();
  EventFeed feed(store_, {.look_again = std::chrono::milliseconds(1), .piece_bytes = 1000});
  const auto lazy = testing::value_of(feed.follow(job_, 0));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(ids_in(follow(feed).read_all()).size(), 501u);
  EXPECT_GT(lazy->buffered(), 0u);
  EXPECT_LT(lazy->buffered(), 2000u);
  EXPECT_EQ(ids_in(StreamReader(lazy).read_all()).size(), 501u);
}

TEST_F(EventFeedTest, AStepThatIsTooLargeIsToldWithoutItsEvents) {
  add_step({SubmitFailed{TrialId{1}, 1, std::string(5000, 'x')}});
  end_job();
  EventFeed feed(store_, {.piece_bytes = 1000});
  const std::string text = follow(feed).read_all();
  EXPECT_THAT(ids_in(text), ElementsAre(1, 2));
  EXPECT_THAT(text, HasSubstr(R"("events":[],"actions":[],"omitted":true})"));
}

TEST_F(EventFeedTest, AJobThatDoesNotMoveIsNotReadAgain) {
  add_step();
  CountingStore counting(store_);
  EventFeed feed(counting, {.look_again = std::chrono::milliseconds(1)});
  StreamReader reader = follow(feed);
  reader.read_until("id: 1\n");
  counting.wait_for_looks(50);
  EXPECT_EQ(counting.reads(), 1);
}

// So many times busy when steps are to be read; then healthy or damaged.
class TroubledStore final : public StoreAround {
 public:
  TroubledStore(ExperimentStore& store, int busy) : StoreAround(store), busy_left_(busy) {}
  Result<std::vector<StepRecord>> steps_after(const JobName& name,
                                              std::uint64_t number,
                                              std::size_t at_most) const override {
    if (busy_left_-- > 0) return fail(ErrorCode::kUnavailable, "busy");
    if (healthy) return StoreAround::steps_after(name, number, at_most);
    return fail(ErrorCode::kInternal, "a page is damaged");
  }
  bool healthy = false;

 private:
  mutable std::atomic<int> busy_left_;
};

TEST_F(EventFeedTest, ABusyStoreIsAskedAgainAndADamagedLogEndsTheStream) {
  add_step();
  end_job();
  for (const bool healthy : {true, false}) {
    TroubledStore store(store_, 3);
    store.healthy = healthy;
    EventFeed feed(store, {.look_again = std::chrono::milliseconds(1)});
    StreamReader reader = follow(feed);
    EXPECT_EQ(ids_in(reader.read_all()).size(), healthy ? 2U : 0U);
    EXPECT_TRUE(reader.over());
  }
}

TEST_F(EventFeedTest, ThereAreNotTooManyStreams) {
  EventFeed feed(store_, {.look_again = std::chrono::milliseconds(1), .max_streams = 2});
  auto one = std::make_unique<StreamReader>(testing::value_of(feed.follow(job_, 0)));
  StreamReader two = follow(feed);
  EXPECT_ERROR(ErrorCode::kUnavailable, feed.follow(job_, 0));
  one.reset();  // its client leaves, which the feed finds out
  while (!feed.follow(job_, 0)) feed.nudge();
}

TEST_F(EventFeedTest, ItsEndIsTheEndOfItsStreams) {
  add_step();
  auto feed =
      std::make_unique<EventFeed>(store_, EventFeedOptions{.look_again = std::chrono::hours(1)});
  StreamReader old = follow(*feed);
  old.read_until("id: 1\n");
  StreamReader young = follow(*feed);
  feed.reset();
  old.read_all();
  young.read_all();
  EXPECT_TRUE(old.over());
  EXPECT_TRUE(young.over());
}

}  // namespace
}  // namespace tuner::api
