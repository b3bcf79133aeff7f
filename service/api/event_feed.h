// The logs of jobs as server-sent events, for any number of clients, by one thread.
//
//   log of steps ─► EventFeed ─► EventStream ─► connection             id: the step's number; data: step_json()
//
// A client gets the next piece when it has taken the last one: however slow it is, it holds two pieces of memory and no thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "service/http/event_stream.h"
#include "tuner/experiment_store.h"

namespace tuner::api {

struct EventFeedOptions {
  std::chrono::milliseconds look_again{500};  // for steps of jobs that other processes run
  std::size_t max_streams = 250;
  std::size_t piece_bytes = 64 << 10;  // a step that is larger alone is told without its events
};

// Thread-safe.
class EventFeed {
 public:
  // `reader` outlives it.
  explicit EventFeed(const ExperimentReader& reader, EventFeedOptions options = {});
  ~EventFeed();  // ends the streams

  // The steps behind number `after`, and those to come, until the job has ended and all is sent, is deleted, or the client leaves.
  // kNotFound: no such job; kInvalidArgument: its log is not that long; kUnavailable: too many streams.
  Result<std::shared_ptr<http::EventStream>> follow(const JobName& job, std::uint64_t after);

  // Something was recorded.
  void nudge() { bell_->ring(); }

 private:
  // Wakes the thread. A stream that outlives the feed rings it still.
  struct Bell {
    void ring();
    std::mutex mutex;
    std::condition_variable_any changed;
    bool rung = false;
  };

  struct Follower {
    JobName job;
    JobIdentity identity;  // a job deleted and created anew is another one
    std::uint64_t sent = 0;
    std::shared_ptr<http::EventStream> stream;
    std::uint64_t known = 0;  // length of the log when it was last looked at
    bool caught_up = false;   // at that length all was sent
  };

  using Lengths = std::map<std::string, Result<std::uint64_t>>;  // of the logs, by job

  void live(const std::stop_token& stop);
  bool advance(Follower& follower, Lengths& lengths);           // false: it is over
  Result<bool> send_new(Follower& follower, Lengths& lengths);  // the same

  const ExperimentReader& reader_;
  const EventFeedOptions options_;
  const std::shared_ptr<Bell> bell_ = std::make_shared<Bell>();  // its mutex guards the next two
  std::vector<Follower> arrived_;
  std::size_t streams_ = 0;
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace tuner::api
