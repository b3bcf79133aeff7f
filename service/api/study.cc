#include "service/api/study.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace tuner::api {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxAskBytes =
    2 << 20;  // of what one ask answers; a trial is no longer than what describes the space
constexpr std::uint32_t kMaxStudyTrials = 100'000;

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

tl::unexpected<Error> damaged(const std::string& file, std::size_t line, const std::string& why) {
  return fail(ErrorCode::kInternal,
              "the log of the study is damaged: " + why,
              file + ":" + std::to_string(line));
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

Result<std::shared_ptr<Study>> Study::create(const std::filesystem::path& file,
                                             StudyFacts facts,
                                             const Node& header,
                                             std::string_view body) {
  TUNER_ASSIGN_OR_RETURN(AskTellSearch search, AskTellSearch::create(header, facts.strategy));
  std::string line = on_one_line(body);
  TUNER_ASSIGN_OR_RETURN(AppendLog log, AppendLog::create(file, {facts_line(facts), line}));
  return std::shared_ptr<Study>(
      new Study(std::move(log), std::move(facts), std::move(line), std::move(search)));
}

Result<std::shared_ptr<Study>> Study::open(const std::filesystem::path& file) {
  std::vector<std::string> lines;
  TUNER_ASSIGN_OR_RETURN(AppendLog log, AppendLog::open(file, lines));
  if (lines.size() < 2) return damaged(file.string(), 1, "its beginning is missing");
  auto facts = read_facts(lines[0]);
  if (!facts) return damaged(file.string(), 1, facts.error().message);
  const auto header = parse_document(lines[1], DocumentFormat::kJson, file.string());
  if (!header) return damaged(file.string(), 2, header.error().front().message);
  auto search = AskTellSearch::create(*header, facts->strategy);
  if (!search) return damaged(file.string(), 2, to_string(search.error()));
  std::shared_ptr<Study> study(
      new Study(std::move(log), *std::move(facts), std::move(lines[1]), *std::move(search)));
  for (std::size_t i = 2; i < lines.size(); ++i) {
    const auto repeated = study->repeat(lines[i]);
    if (!repeated) return damaged(file.string(), i + 1, to_string(repeated.error()));
  }
  return study;
}

Result<void> Study::repeat(const std::string& line) {
  const auto entry = parse_document(line, DocumentFormat::kJson, "");
  if (!entry) return fail(entry.error().front());
  if (const Node* asked = entry->find("asked")) return search_.recall(*asked);
  if (const Node* told = entry->find("told")) return search_.tell(*told);
  return fail(ErrorCode::kInternal, "the line says neither 'asked' nor 'told'");
}

Result<void> Study::check_usable() const {
  if (retired_) return fail(ErrorCode::kNotFound, "the study " + facts_.name + " was deleted");
  if (broken_) return fail(ErrorCode::kUnavailable, "the log of the study cannot be written");
  return {};
}

Result<void> Study::record(const std::string& line) {
  auto recorded = log_.append(line);
  broken_ = !recorded;
  return recorded;
}

std::size_t Study::most_at_once() const {
  return std::clamp<std::size_t>(kMaxAskBytes / body_.size(), 1, AskTellSearch::kMostAtOnce);
}

Result<std::vector<std::string>> Study::ask(std::size_t count) {
  const std::lock_guard lock(mutex_);
  TUNER_RETURN_IF_ERROR(check_usable());
  if (search_.trials() + count > kMaxStudyTrials) {
    return fail(ErrorCode::kFailedPrecondition,
                "a study has at most " + std::to_string(kMaxStudyTrials) + " trials");
  }
  TUNER_ASSIGN_OR_RETURN(auto trials, search_.ask(count));
  std::string line;
  for (const std::string& trial : trials) line += (line.empty() ? "" : ",") + trial;
  TUNER_RETURN_IF_ERROR(record("{\"asked\":[" + line + "]}"));
  return trials;
}

Result<void> Study::tell(const Node& message, std::string_view body) {
  const std::lock_guard lock(mutex_);
  TUNER_RETURN_IF_ERROR(check_usable());
  if (search_.trials() >= kMaxStudyTrials && message.find("params") != nullptr) {
    return fail(ErrorCode::kFailedPrecondition,
                "a study has at most " + std::to_string(kMaxStudyTrials) + " trials");
  }
  TUNER_RETURN_IF_ERROR(search_.tell(message));
  return record("{\"told\":" + on_one_line(body) + "}");
}

Result<std::string> Study::best() const {
  const std::lock_guard lock(mutex_);
  TUNER_RETURN_IF_ERROR(check_usable());
  return search_.best();
}

OpenTrials Study::trials() const {
  const std::lock_guard lock(mutex_);
  return {search_.trials(), search_.told(), search_.open_trials()};
}

void Study::rest() {
  const std::lock_guard lock(mutex_);
  search_.rest();
}

}  // namespace tuner::api
