// The studies of a home, by name: each is a log in its folder. One process has them all, by a lock that the kernel frees at its death.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "service/api/study.h"
#include "tuner/base/file_lock.h"
#include "tuner/base/ids.h"
#include "tuner/store/home.h"

namespace tuner::api {

struct StudiesOptions {
  std::size_t most = 1000;
  std::size_t in_memory = 64;  // the others are read again when they are needed, and so are those
  std::uint64_t in_memory_bytes =
      64 << 20;           // beyond so much of logs; a study in memory is a few times its log
  std::size_t awake = 8;  // the others rest, and work their models out again
};

// Thread-safe, and never waits for a study. Every function: kFailedPrecondition where another process has the studies of this home,
// kUnavailable.
class Studies {
 public:
  explicit Studies(Home home, StudiesOptions options = {})
      : home_(std::move(home)), options_(options) {}

  // As Study::create(). kAlreadyExists; kFailedPrecondition: there are too many.
  ReadResult<std::shared_ptr<Study>> create(StudyFacts facts,
                                            const Node& header,
                                            std::string_view body);
  Result<std::shared_ptr<Study>> find(const std::string& name);  // kNotFound
  Result<std::vector<StudyFacts>> list();                        // by name

 private:
  Result<void> own();
  Result<void> check_free(const JobName& name);
  std::filesystem::path file_of(const JobName& name) const;
  std::vector<std::filesystem::path> files() const;
  std::shared_ptr<Study> keep(std::shared_ptr<Study> study);

  const Home home_;
  const StudiesOptions options_;
  std::mutex mutex_;
  std::optional<FileLock> lock_;
  std::list<std::shared_ptr<Study>> used_;  // the last one first: one object for each log
};

}  // namespace tuner::api
