#include "service/sagemaker/training_logs.h"

#include <nlohmann/json.hpp>

#include "backends/log_chunk.h"
#include "service/assemble.h"
#include "service/sagemaker/training_history.h"
#include "service/sagemaker/training_jobs.h"
#include "tuner/base/utf8.h"
#include "tuner/job/scalars.h"

namespace tuner::sagemaker {
namespace {

using json = nlohmann::json;

constexpr std::string_view kGroup = "/aws/sagemaker/TrainingJobs";
constexpr std::string_view kStream = "/algo-1-a";  // between a training job's name and the attempt
constexpr std::size_t kMostEvents = 10'000;
constexpr std::string_view kForward = "f/", kBackward = "b/";

Fault no_such_log(const std::string& what) {
  return {"ResourceNotFoundException", "The specified " + what + " does not exist."};
}

std::optional<Fault> wrong_group(const json& input) {
  if (input.value("logGroupName", std::string(kGroup)) == kGroup) return std::nullopt;
  return no_such_log("log group");
}

std::int64_t milliseconds_of(TimePoint time) { return time.time_since_epoch().count(); }

// A piece of a log: whole lines, and where the next one begins.
struct Piece {
  json events = json::array();
  std::uint64_t next = 0;
};

// How much of `rest` is taken at once: a line with its end, or what there is of one whose end will never come, or is too far away
// for one chunk. 0: a later chunk has the whole line.
std::size_t event_length(std::string_view rest, bool is_last_chunk) {
  const std::size_t end = rest.find('\n');
  if (end != std::string_view::npos) return end + 1;
  if (rest.size() >= kLogChunkBytes) return whole_characters(rest).size();
  return is_last_chunk ? rest.size() : 0;
}

Piece lines_of(
    const LogChunk& chunk, std::uint64_t offset, bool ended, TimePoint time, std::size_t most) {
  Piece piece{.next = offset};
  std::string_view rest = chunk.text;
  const bool is_last = ended && rest.size() < kLogChunkBytes;
  while (piece.events.size() < most) {
    const std::size_t taken = event_length(rest, is_last);
    if (taken == 0) break;
    std::string_view line = rest.substr(0, taken);
    if (line.ends_with('\n')) line.remove_suffix(1);
    if (!line.empty())
      piece.events.push_back({{"timestamp", milliseconds_of(time)},
                              {"ingestionTime", milliseconds_of(time)},
                              {"message", std::string(line)}});
    rest.remove_prefix(taken);
    piece.next += taken;
  }
  return piece;
}

std::optional<std::uint64_t> offset_of(const json& input) {
  const auto token = input.find("nextToken");
  if (token == input.end()) return 0;
  const std::string text = token->get<std::string>();
  if (!text.starts_with(kForward)) return std::nullopt;
  return parse_whole<std::uint64_t>(std::string_view(text).substr(kForward.size()));
}

json events_answer(json events, std::uint64_t offset, std::uint64_t next) {
  return {{"events", std::move(events)},
          {"nextForwardToken", std::string(kForward) + std::to_string(next)},
          {"nextBackwardToken", std::string(kBackward) + std::to_string(offset)}};
}

Result<Piece> read_piece(const Site& site,
                         const SeenTraining& training,
                         std::uint32_t attempt,
                         std::uint64_t offset,
                         std::size_t most) {
  const TuningJobSpec& spec = training.seen.job().spec;
  const Trial& trial = training.trial;
  TUNER_ASSIGN_OR_RETURN(const auto runs, site.store.runs_of(spec.name, trial.id));
  const auto run = std::ranges::find(runs, attempt, &RunRecord::attempt);
  if (run == runs.end()) return Piece{.next = offset};
  TUNER_ASSIGN_OR_RETURN(const auto backend, backend_of(spec, site.home));
  TUNER_ASSIGN_OR_RETURN(const LogChunk chunk, backend->read_log(run->handle, offset));
  const bool ended = is_terminal(trial.status) || attempt < trial.attempts;
  TUNER_ASSIGN_OR_RETURN(const auto starts, attempt_starts(site.store, spec.name, trial));
  const auto start = starts.find(attempt);
  return lines_of(
      chunk, offset, ended, start == starts.end() ? trial.created_at : start->second, most);
}

}  // namespace

Reply<json> describe_log_streams(Site& site, const json& input, const Caller&) {
  if (const auto fault = wrong_group(input)) return tl::unexpected(*fault);
  const std::string prefix = input.value("logStreamNamePrefix", "");
  const auto training = find_training(site, prefix.substr(0, prefix.find('/')));
  if (!training) return json{{"logStreams", json::array()}};
  const Trial& trial = training->trial;
  const auto starts = attempt_starts(site.store, training->seen.job().spec.name, trial);
  if (!starts) return tl::unexpected(fault_of(starts.error()));
  json streams = json::array();
  for (const auto& [attempt, started] : *starts) {
    const std::string name = trial.name + std::string(kStream) + std::to_string(attempt);
    if (!name.starts_with(prefix)) continue;
    streams.push_back({{"logStreamName", name},
                       {"creationTime", milliseconds_of(trial.created_at)},
                       {"firstEventTimestamp", milliseconds_of(started)},
                       {"lastEventTimestamp", milliseconds_of(started)}});
  }
  return json{{"logStreams", std::move(streams)}};
}

Reply<json> get_log_events(Site& site, const json& input, const Caller&) {
  if (const auto fault = wrong_group(input)) return tl::unexpected(*fault);
  const std::string stream = input.at("logStreamName").get<std::string>();
  const std::size_t slash = stream.find(kStream);
  const auto training = find_training(site, stream.substr(0, slash));
  const auto attempt =
      slash == std::string::npos
          ? std::nullopt
          : parse_whole<std::uint32_t>(std::string_view(stream).substr(slash + kStream.size()));
  if (!training || !attempt) return tl::unexpected(no_such_log("log stream"));
  const auto offset = offset_of(input);
  if (!offset) return events_answer(json::array(), 0, 0);
  const std::size_t most = input.value("limit", kMostEvents);
  auto piece = read_piece(site, *training, *attempt, *offset, most);
  if (!piece && piece.error().code == ErrorCode::kNotFound)
    return tl::unexpected(no_such_log("log stream"));
  if (!piece) return tl::unexpected(fault_of(piece.error()));
  return events_answer(std::move(piece->events), *offset, piece->next);
}

}  // namespace tuner::sagemaker
