// A study: a search whose trials a program runs itself, over HTTP. All that was asked and told is in its log before it is answered,
// so that another process goes on with it exactly:
//
//   {"study":1,"name":"digits","strategy":"bayesian","created_at":"…","created_by":"ann"}
//   {"name":"digits","space":{…},"seed":7}                         the body that created it, as it came
//   {"asked":[{"id":0,"params":{…}},…]}                            is recalled: nothing is thought twice
//   {"told":{"id":0,"value":0.31}}                                 the body that told it, as it came
//
// The log is read when the study is first needed, and again after unload() or a failed write: what the log has is what was answered.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "service/append_log.h"
#include "service/ask_tell_search.h"
#include "tuner/base/result.h"

namespace tuner::api {

inline constexpr std::size_t kMaxStudyBody = 64 << 10;     // bytes of what creates or tells
inline constexpr std::uint32_t kMaxStudyTrials = 100'000;  // of one study
inline constexpr std::uint64_t kMaxStudyLog = 32 << 20;    // bytes, but for the last line

struct StudyFacts {
  std::string name = {}, strategy = {};
  std::string created_at = {};  // ISO 8601
  std::string created_by = {};  // empty: a server without keys
};

// kInternal where the line is not the first one of a study's log.
Result<StudyFacts> read_facts(std::string_view line);

struct StudyState {
  std::string definition = {};  // the body that created it, on one line
  std::uint32_t trials = 0;     // ids given out
  std::size_t told = 0;
  std::vector<std::string> open = {};  // JSON of each
  std::size_t most_open = 0;
};

// Thread-safe: one call at a time. Every call: kUnavailable where the log cannot be read or written, kInternal where it is damaged,
// kNotFound after remove().
class Study {
 public:
  // `body` is an object of JSON, at most kMaxStudyBody, and `header` is what it says. kInvalidArgument: it is no search.
  static ReadResult<std::shared_ptr<Study>> create(const std::filesystem::path& file,
                                                   StudyFacts facts,
                                                   const Node& header,
                                                   std::string_view body);
  // Reads the facts alone. kNotFound.
  static Result<std::shared_ptr<Study>> find(const std::filesystem::path& file);

  const StudyFacts& facts() const { return facts_; }

  Result<StudyState> state();
  // As AskTellSearch, and kFailedPrecondition beyond a limit. What a call answers is in the log.
  Result<std::vector<std::string>> ask(std::int64_t count);
  ReadResult<void> tell(std::string_view body);  // which is an object of JSON
  Result<std::string> best();

  // Gone for good once it returns.
  Result<void> remove();

  // Where no call is under way: lets go of what can be worked out again, and of all that the log has.
  void rest();
  void unload();
  std::uint64_t bytes() const { return bytes_; }  // of the log, where it is in memory; else 0
  bool removed() const { return removed_; }

 private:
  struct Loaded {
    AppendLog log;
    std::string definition;
    AskTellSearch search;
    std::size_t most_open() const;
  };

  Study(std::filesystem::path file, StudyFacts facts)
      : file_(std::move(file)), facts_(std::move(facts)) {}

  Result<Loaded*> load();
  Result<void> read_log();
  Result<void> record(const std::string& line);

  const std::filesystem::path file_;
  const StudyFacts facts_;
  std::mutex mutex_;
  std::optional<Loaded> loaded_;
  std::atomic<bool> removed_ = false;
  std::atomic<std::uint64_t> bytes_ = 0;
};

}  // namespace tuner::api
