// The studies of a home, by name: each is a log in its folder, read when it is first needed. One process has them all, by a lock
// that the kernel frees at its death.
#pragma once

#include <cstddef>
#include <list>
#include <map>
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
  std::size_t in_memory = 64;  // the others are read again when they are needed
  std::size_t awake = 8;       // the others rest, and work their models out again
};

// Thread-safe. Every function: kFailedPrecondition where another process has the studies of this home, kUnavailable.
class Studies {
 public:
  explicit Studies(Home home, StudiesOptions options = {})
      : home_(std::move(home)), options_(options) {}

  // As Study::create(). kAlreadyExists; kFailedPrecondition: there are too many.
  Result<std::shared_ptr<Study>> create(StudyFacts facts,
                                        const Node& header,
                                        std::string_view body);
  // kNotFound.
  Result<std::shared_ptr<Study>> find(const std::string& name);
  Result<std::vector<StudyFacts>> list();  // by name
  // Once it returns the study is gone for good. kNotFound.
  Result<void> remove(const std::string& name);

 private:
  using Loaded = std::list<std::shared_ptr<Study>>;  // the most recently used first

  Result<void> own();
  std::filesystem::path file_of(const JobName& name) const;
  std::vector<std::filesystem::path> files() const;
  Loaded::iterator find_loaded(const std::string& name);
  std::shared_ptr<Study> keep(std::shared_ptr<Study> study);

  const Home home_;
  const StudiesOptions options_;
  std::mutex mutex_;
  std::optional<FileLock> lock_;
  Loaded loaded_;
};

}  // namespace tuner::api
