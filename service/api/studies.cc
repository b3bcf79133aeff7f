#include "service/api/studies.h"

#include <algorithm>
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
  const std::filesystem::path folder = home_.studies_folder();
  std::error_code problem;
  std::filesystem::create_directories(folder, problem);
  if (problem)
    return fail(ErrorCode::kUnavailable, "cannot be made: " + problem.message(), folder.string());
  TUNER_RETURN_IF_ERROR(sync_folder(home_.folder()));
  auto lock = FileLock::acquire(folder / "lock");
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

// The one that was used now comes first; those that were not used for long give their memory back.
std::shared_ptr<Study> Studies::keep(std::shared_ptr<Study> study) {
  std::erase_if(used_, [&](const auto& each) { return each == study || each->removed(); });
  used_.push_front(study);
  std::size_t rank = 0;
  std::uint64_t bytes = 0;
  for (const auto& each : used_) {
    bytes += each->bytes();
    if (rank > 0 && (rank >= options_.in_memory || bytes > options_.in_memory_bytes)) {
      each->unload();
    } else if (rank >= options_.awake) {
      each->rest();
    }
    ++rank;
  }
  return study;
}

Result<void> Studies::check_free(const JobName& name) {
  TUNER_RETURN_IF_ERROR(own());
  if (std::filesystem::exists(file_of(name)))
    return fail(ErrorCode::kAlreadyExists, "there is a study '" + name.text + "' already", "/name");
  if (files().size() < options_.most) return {};
  return fail(ErrorCode::kFailedPrecondition,
              "there are " + std::to_string(options_.most) + " studies; delete one first");
}

ReadResult<std::shared_ptr<Study>> Studies::create(StudyFacts facts,
                                                   const Node& header,
                                                   std::string_view body) {
  const auto name = parse_job_name(facts.name);
  if (!name) return tl::unexpected(std::vector{name.error()});
  const std::lock_guard lock(mutex_);
  const auto free = check_free(*name);
  if (!free) return tl::unexpected(std::vector{free.error()});
  auto study = Study::create(file_of(*name), std::move(facts), header, body);
  if (!study) return study;
  return keep(*std::move(study));
}

Result<std::shared_ptr<Study>> Studies::find(const std::string& name) {
  const auto legal = parse_job_name(name);
  if (!legal) return no_study(name);
  const std::lock_guard lock(mutex_);
  TUNER_RETURN_IF_ERROR(own());
  const auto used = std::ranges::find_if(
      used_, [&](const auto& each) { return each->facts().name == name && !each->removed(); });
  if (used != used_.end()) return keep(*used);
  auto study = Study::find(file_of(*legal));
  if (study) return keep(*std::move(study));
  if (study.error().code == ErrorCode::kNotFound) return no_study(name);
  return study;
}

Result<std::vector<StudyFacts>> Studies::list() {
  const std::lock_guard lock(mutex_);
  TUNER_RETURN_IF_ERROR(own());
  std::vector<StudyFacts> all;
  for (const std::filesystem::path& file : files()) {
    const auto line = AppendLog::first_line(file);
    auto facts = line ? read_facts(*line) : Result<StudyFacts>(tl::unexpected(line.error()));
    all.push_back(facts ? *std::move(facts) : StudyFacts{.name = file.stem().string()});
  }
  return all;
}

}  // namespace tuner::api
