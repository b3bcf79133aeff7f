// A study: a search whose trials a program runs itself, over HTTP. All that was asked and told is in its log before it is answered,
// so that another process goes on with it exactly:
//
//   {"study":1,"name":"digits","strategy":"bayesian","created_at":"…","created_by":"ann"}
//   {"name":"digits","space":{…},"seed":7}                         the body that created it, as it came
//   {"asked":[{"id":0,"params":{…}},…]}                            is recalled: nothing is thought twice
//   {"told":{"id":0,"value":0.31}}                                 the body that told it, as it came
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "service/append_log.h"
#include "service/ask_tell_search.h"
#include "tuner/base/result.h"

namespace tuner::api {

inline constexpr std::size_t kMaxStudyBody = 256 << 10;  // bytes of a body that creates or tells

struct StudyFacts {
  std::string name = {}, strategy = {};
  std::string created_at = {};  // ISO 8601
  std::string created_by = {};  // empty: a server without keys
};

// kInternal where the line is not the first one of a study's log.
Result<StudyFacts> read_facts(std::string_view line);

struct OpenTrials {
  std::uint32_t trials = 0;  // ids given out
  std::size_t told = 0;
  std::vector<std::string> open = {};  // JSON of each
};

// Thread-safe: one call at a time. After kUnavailable (the log cannot be written) nothing is answered any more: open it anew.
class Study {
 public:
  // `body` is an object of JSON, at most kMaxStudyBody, and `header` is what it says. kInvalidArgument: it is no search.
  static Result<std::shared_ptr<Study>> create(const std::filesystem::path& file,
                                               StudyFacts facts,
                                               const Node& header,
                                               std::string_view body);
  // kNotFound; kInternal: the log is damaged.
  static Result<std::shared_ptr<Study>> open(const std::filesystem::path& file);

  const StudyFacts& facts() const { return facts_; }
  const std::string& body() const { return body_; }

  // At most so many at once, so that an answer stays small where a trial is large.
  std::size_t most_at_once() const;

  // As AskTellSearch. Contract: 1 to most_at_once().
  Result<std::vector<std::string>> ask(std::size_t count);
  Result<void> tell(const Node& message, std::string_view body);
  Result<std::string> best() const;
  OpenTrials trials() const;

  bool broken() const { return broken_; }  // its log could not be written
  void retire() { retired_ = true; }       // it was removed: kNotFound from now on
  void rest();

 private:
  Study(AppendLog log, StudyFacts facts, std::string body, AskTellSearch search)
      : facts_(std::move(facts)),
        body_(std::move(body)),
        log_(std::move(log)),
        search_(std::move(search)) {}

  Result<void> check_usable() const;
  Result<void> record(const std::string& line);
  Result<void> repeat(const std::string& line);

  const StudyFacts facts_;
  const std::string body_;  // on one line
  mutable std::mutex mutex_;
  AppendLog log_;
  AskTellSearch search_;
  std::atomic<bool> broken_ = false, retired_ = false;
};

}  // namespace tuner::api
