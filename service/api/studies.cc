#include "service/api/studies.h"

#include <algorithm>
#include <fstream>
#include <system_error>

namespace tuner::api {
namespace {

constexpr std::string_view kLogSuffix = ".log";

tl::unexpected<Error> no_study(const std::string& name) {
  return fail(ErrorCode::kNotFound, "there is no study '" + name + "'");
}

}  // namespace

Result<void> Studies::own() {
  if (lock_) return {};
  std::error_code problem;
  std::filesystem::create_directories(home_.studies_folder(), problem);
  if (problem)
    return fail(ErrorCode::kUnavailable,
                "cannot be made: " + problem.message(),
                home_.studies_folder().string());
  TUNER_RETURN_IF_ERROR(sync_folder(home_.folder()));
  auto lock = FileLock::acquire(home_.studies_folder() / "lock");
  if (!lock && lock.error().code == ErrorCode::kFailedPrecondition)
    return fail(ErrorCode::kFailedPrecondition, "another server has the studies of this home");
  if (!lock) return fail(std::move(lock).error());
  lock_.emplace(*std::move(lock));
  return {};
}

std::filesystem::path Studies::file_of(const JobName& name) const {
  return home_.studies_folder() / (name.text + std::string(kLogSuffix));
}

std::vector<std::filesystem::path> Studies::files() const {
  std::vector<std::filesystem::path> found;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(home_.studies_folder(), ignored)) {
    if (entry.path().extension() == kLogSuffix) found.push_back(entry.path());
  }
  std::ranges::sort(found);
  return found;
}

Studies::Loaded::iterator Studies::find_loaded(const std::string& name) {
  return std::ranges::find_if(loaded_,
                              [&](const auto& each) { return each->facts().name == name; });
}

// Nobody else may have the one that is let go: two of one log would differ. What is out is handed out under the lock alone.
std::shared_ptr<Study> Studies::keep(std::shared_ptr<Study> study) {
  loaded_.push_front(study);
  const auto is_out = [](const auto& each) { return each.use_count() > 1; };
  if (loaded_.size() > options_.awake) {
    const auto& tired = *std::next(loaded_.begin(), static_cast<std::ptrdiff_t>(options_.awake));
    if (!is_out(tired)) tired->rest();
  }
  for (auto last = loaded_.end(); loaded_.size() > options_.in_memory && last != loaded_.begin();) {
    --last;
    if (!is_out(*last)) last = loaded_.erase(last);
  }
  return study;
}

Result<std::shared_ptr<Study>> Studies::create(StudyFacts facts,
                                               const Node& header,
                                               std::string_view body) {
  TUNER_ASSIGN_OR_RETURN(const JobName name, parse_job_name(facts.name));
  const std::lock_guard lock(mutex_);
  TUNER_RETURN_IF_ERROR(own());
  if (std::filesystem::exists(file_of(name)))
    return fail(ErrorCode::kAlreadyExists, "there is a study '" + name.text + "' already", "/name");
  if (files().size() >= options_.most) {
    return fail(ErrorCode::kFailedPrecondition,
                "there are " + std::to_string(options_.most) + " studies; delete one first");
  }
  TUNER_ASSIGN_OR_RETURN(auto study, Study::create(file_of(name), std::move(facts), header, body));
  return keep(std::move(study));
}

Result<std::shared_ptr<Study>> Studies::find(const std::string& name) {
  const auto legal = parse_job_name(name);
  if (!legal) return no_study(name);
  const std::lock_guard lock(mutex_);
  TUNER_RETURN_IF_ERROR(own());
  if (const auto loaded = find_loaded(name); loaded != loaded_.end()) {
    std::shared_ptr<Study> study = *loaded;
    loaded_.erase(loaded);
    if (!study->broken()) return keep(std::move(study));
  }
  auto study = Study::open(file_of(*legal));
  if (study) return keep(*std::move(study));
  if (study.error().code == ErrorCode::kNotFound) return no_study(name);
  return study;
}

Result<std::vector<StudyFacts>> Studies::list() {
  const std::lock_guard lock(mutex_);
  TUNER_RETURN_IF_ERROR(own());
  std::vector<StudyFacts> all;
  for (const std::filesystem::path& file : files()) {
    std::ifstream stream(file);
    std::string line;
    std::getline(stream, line);
    auto facts = read_facts(line);
    all.push_back(facts ? *std::move(facts) : StudyFacts{.name = file.stem().string()});
  }
  return all;
}

Result<void> Studies::remove(const std::string& name) {
  const auto legal = parse_job_name(name);
  if (!legal) return no_study(name);
  const std::lock_guard lock(mutex_);
  TUNER_RETURN_IF_ERROR(own());
  std::error_code problem;
  const bool removed = std::filesystem::remove(file_of(*legal), problem);
  if (problem)
    return fail(ErrorCode::kUnavailable, "cannot be removed: " + problem.message(), name);
  if (!removed) return no_study(name);
  if (const auto loaded = find_loaded(name); loaded != loaded_.end()) {
    (*loaded)->retire();
    loaded_.erase(loaded);
  }
  return sync_folder(home_.studies_folder());
}

}  // namespace tuner::api
