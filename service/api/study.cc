#include "service/api/study.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <system_error>

namespace tuner::api {
namespace {

using Json = nlohmann::ordered_json;

// Of a line of the log that an ask adds, which has to be read again, and of what is open, which is told at once.
constexpr std::size_t kMaxAskedBytes = 2 << 20, kMaxAskedValues = 90'000;
static_assert(kMaxAskedBytes < kMaxDocumentBytes && kMaxAskedValues < kMaxDocumentNodes);

// JSON allows line ends between values only.
std::string on_one_line(std::string_view json) {
  std::string line(json);
  std::ranges::replace(line, '\n', ' ');
  std::ranges::replace(line, '\r', ' ');
  return line;
}

std::string facts_line(const StudyFacts& facts) {
  return Json{{"study", 1},
              {"name", facts.name},
              {"strategy", facts.strategy},
              {"created_at", facts.created_at},
              {"created_by", facts.created_by}}
      .dump(-1, ' ', false, Json::error_handler_t::replace);
}

tl::unexpected<Error> damaged(const std::filesystem::path& file,
                              std::size_t line,
                              const std::string& why) {
  return fail(ErrorCode::kInternal,
              "the log of the study is damaged: " + why,
              file.string() + ":" + std::to_string(line));
}

tl::unexpected<std::vector<Error>> one_problem(Error error) {
  return tl::unexpected(std::vector{std::move(error)});
}

// What a line says, done to the search as it was done before it was recorded.
ReadResult<void> repeat(const std::string& line, AskTellSearch& search) {
  const auto entry = parse_document(line, DocumentFormat::kJson, "");
  if (!entry) return tl::unexpected(entry.error());
  if (const Node* told = entry->find("told")) return search.tell(*told);
  const Node* asked = entry->find("asked");
  if (asked == nullptr)
    return one_problem({ErrorCode::kInternal, "the line says neither 'asked' nor 'told'", ""});
  auto recalled = search.recall(*asked);
  if (!recalled) return one_problem(std::move(recalled).error());
  return {};
}

Result<void> check_room(const AppendLog& log) {
  if (log.size() < kMaxStudyLog) return {};
  return fail(ErrorCode::kFailedPrecondition,
              "the log of the study is full: it has " + std::to_string(kMaxStudyLog) + " bytes");
}

}  // namespace

Result<StudyFacts> read_facts(std::string_view line) {
  const Json json = Json::parse(line, nullptr, false);
  const auto text = [&](const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : "";
  };
  if (!json.is_object() || json.value("study", Json()) != 1)
    return fail(ErrorCode::kInternal, "this is not the log of a study");
  return StudyFacts{text("name"), text("strategy"), text("created_at"), text("created_by")};
}

// A trial is no longer than what describes the space, and has a value for each parameter, besides four of its own.
std::size_t Study::Loaded::most_open() const {
  return std::clamp<std::size_t>(
      std::min(kMaxAskedBytes / definition.size(), kMaxAskedValues / (search.parameters() + 4)),
      1,
      AskTellSearch::kMostAtOnce);
}

ReadResult<std::shared_ptr<Study>> Study::create(const std::filesystem::path& file,
                                                 StudyFacts facts,
                                                 const Node& header,
                                                 std::string_view body) {
  auto search = AskTellSearch::create(header, facts.strategy);
  if (!search) return tl::unexpected(std::move(search).error());
  std::string line = on_one_line(body);
  auto log = AppendLog::create(file, {facts_line(facts), line});
  if (!log) return one_problem(std::move(log).error());
  std::shared_ptr<Study> study(new Study(file, std::move(facts)));
  study->bytes_ = log->size();
  study->loaded_.emplace(Loaded{*std::move(log), std::move(line), *std::move(search)});
  return study;
}

Result<std::shared_ptr<Study>> Study::find(const std::filesystem::path& file) {
  TUNER_ASSIGN_OR_RETURN(const std::string line, AppendLog::first_line(file));
  auto facts = read_facts(line);
  if (!facts) return damaged(file, 1, facts.error().message);
  if (facts->name != file.stem()) return damaged(file, 1, "it is of the study " + facts->name);
  return std::shared_ptr<Study>(new Study(file, *std::move(facts)));
}

Result<void> Study::read_log() {
  std::vector<std::string> lines;
  TUNER_ASSIGN_OR_RETURN(AppendLog log, AppendLog::open(file_, lines));
  if (lines.size() < 2) return damaged(file_, 1, "its beginning is missing");
  const auto header = parse_document(lines[1], DocumentFormat::kJson, "");
  if (!header) return damaged(file_, 2, header.error().front().message);
  auto search = AskTellSearch::create(*header, facts_.strategy);
  if (!search) return damaged(file_, 2, to_string(search.error().front()));
  for (std::size_t i = 2; i < lines.size(); ++i) {
    const auto repeated = repeat(lines[i], *search);
    if (!repeated) return damaged(file_, i + 1, to_string(repeated.error().front()));
  }
  bytes_ = log.size();
  loaded_.emplace(Loaded{std::move(log), std::move(lines[1]), *std::move(search)});
  return {};
}

Result<Study::Loaded*> Study::load() {
  if (removed_) return fail(ErrorCode::kNotFound, "there is no study '" + facts_.name + "'");
  if (!loaded_) TUNER_RETURN_IF_ERROR(read_log());
  return &*loaded_;
}

// What was done but is not in the log is forgotten with everything else.
Result<void> Study::record(const std::string& line) {
  auto recorded = loaded_->log.append(line);
  bytes_ = recorded ? loaded_->log.size() : 0;
  if (!recorded) loaded_.reset();
  return recorded;
}

Result<StudyState> Study::state() {
  const std::lock_guard lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(const Loaded* study, load());
  const AskTellSearch& search = study->search;
  return StudyState{
      study->definition, search.trials(), search.told(), search.open_trials(), study->most_open()};
}

Result<std::vector<std::string>> Study::ask(std::int64_t count) {
  const std::lock_guard lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(Loaded * study, load());
  const std::size_t most = study->most_open();
  if (count < 1 || static_cast<std::size_t>(count) > most) {
    return fail(ErrorCode::kInvalidArgument,
                "'count' must be a whole number from 1 to " + std::to_string(most),
                "/count");
  }
  const auto wanted = static_cast<std::size_t>(count);
  if (study->search.open() + wanted > most) {
    return fail(ErrorCode::kFailedPrecondition,
                std::to_string(study->search.open()) + " trials are open, and at most " +
                    std::to_string(most) + " may be: tell some first");
  }
  if (study->search.trials() + wanted > kMaxStudyTrials) {
    return fail(ErrorCode::kFailedPrecondition,
                "a study has at most " + std::to_string(kMaxStudyTrials) + " trials");
  }
  TUNER_RETURN_IF_ERROR(check_room(study->log));
  TUNER_ASSIGN_OR_RETURN(auto trials, study->search.ask(wanted));
  std::string line;
  for (const std::string& trial : trials) line += (line.empty() ? "" : ",") + trial;
  TUNER_RETURN_IF_ERROR(record("{\"asked\":[" + line + "]}"));
  return trials;
}

// What is done is what the line says when it is read again.
ReadResult<void> Study::tell(std::string_view body) {
  const std::lock_guard lock(mutex_);
  const auto study = load();
  if (!study) return one_problem(study.error());
  const auto room = check_room((*study)->log);
  if (!room) return one_problem(room.error());
  const std::string line = "{\"told\":" + on_one_line(body) + "}";
  if (auto told = repeat(line, (*study)->search); !told) return told;
  const auto recorded = record(line);
  if (!recorded) return one_problem(recorded.error());
  return {};
}

Result<std::string> Study::best() {
  const std::lock_guard lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(const Loaded* study, load());
  return study->search.best();
}

Result<void> Study::remove() {
  const std::lock_guard lock(mutex_);
  if (removed_) return fail(ErrorCode::kNotFound, "there is no study '" + facts_.name + "'");
  std::error_code problem;
  std::filesystem::remove(file_, problem);
  if (problem)
    return fail(ErrorCode::kUnavailable, "cannot be removed: " + problem.message(), file_.string());
  removed_ = true;
  loaded_.reset();
  bytes_ = 0;
  return sync_folder(file_.parent_path());
}

void Study::rest() {
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (lock && loaded_) loaded_->search.rest();
}

void Study::unload() {
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock) return;
  loaded_.reset();
  bytes_ = 0;
}

}  // namespace tuner::api
