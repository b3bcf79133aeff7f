#include "service/sagemaker/training_logs.h"

#include <nlohmann/json.hpp>

#include "service/assemble.h"
#include "service/sagemaker/paged_log.h"
#include "service/sagemaker/training_history.h"
#include "service/sagemaker/training_jobs.h"
#include "tuner/job/scalars.h"

namespace tuner::sagemaker {
namespace {

using json = nlohmann::json;

constexpr std::string_view kGroup = "/aws/sagemaker/TrainingJobs";
constexpr std::string_view kStream = "/algo-1-a";  // between a training job's name and the attempt
constexpr std::size_t kMostEvents = 10'000, kMostStreams = 50;
constexpr std::string_view kForward = "f/", kBackward = "b/", kNextStream = "s/";

Fault no_such_log(const std::string& what) {
  return {"ResourceNotFoundException", "The specified " + what + " does not exist."};
}

Fault bad_token() { return {"InvalidParameterException", "The specified nextToken is invalid."}; }

std::optional<Fault> wrong_group(const json& input) {
  if (input.value("logGroupName", std::string(kGroup)) == kGroup) return std::nullopt;
  return no_such_log("log group");
}

std::int64_t milliseconds_of(TimePoint time) { return time.time_since_epoch().count(); }

// ---- tokens -------------------------------------------------------------------------------------

// Not negative, so that it is a place in a file.
std::optional<std::uint64_t> number_behind(std::string_view prefix, std::string_view token) {
  if (!token.starts_with(prefix)) return std::nullopt;
  const auto number = parse_whole<std::int64_t>(token.substr(prefix.size()));
  if (!number || *number < 0) return std::nullopt;
  return static_cast<std::uint64_t>(*number);
}

std::string token_of(std::string_view prefix, std::uint64_t number) {
  return std::string(prefix) + std::to_string(number);
}

// Which page of a log is asked for: before a place, after one, or the last one of all.
struct LogPlace {
  enum class Side { kAfter, kBefore, kLast } side = Side::kAfter;
  std::uint64_t offset = 0;
};

Reply<LogPlace> place_in(const json& input) {
  using enum LogPlace::Side;
  const auto token = input.find("nextToken");
  if (token == input.end()) return LogPlace{input.value("startFromHead", false) ? kAfter : kLast};
  const std::string text = token->get<std::string>();
  if (const auto after = number_behind(kForward, text)) return LogPlace{kAfter, *after};
  if (const auto before = number_behind(kBackward, text)) return LogPlace{kBefore, *before};
  return tl::unexpected(bad_token());
}

Result<LogPage> page_at(const PagedLog& log, const LogPlace& place, std::size_t most) {
  if (place.side == LogPlace::Side::kLast) return log.last(most);
  return place.side == LogPlace::Side::kBefore ? log.before(place.offset, most)
                                               : log.after(place.offset, most);
}

// ---- events -------------------------------------------------------------------------------------

// All events of an attempt bear its time.
bool is_asked_for(const json& input, std::int64_t time) {
  const auto from = input.find("startTime"), to = input.find("endTime");
  return (from == input.end() || time >= from->get<std::int64_t>()) &&
         (to == input.end() || time < to->get<std::int64_t>());
}

json events_answer(const LogPage& page, std::int64_t time) {
  json events = json::array();
  for (const std::string& line : page.lines)
    events.push_back({{"timestamp", time}, {"ingestionTime", time}, {"message", line}});
  return {{"events", std::move(events)},
          {"nextForwardToken", token_of(kForward, page.to)},
          {"nextBackwardToken", token_of(kBackward, page.from)}};
}

Result<json> events_of(const Site& site,
                       const SeenTraining& training,
                       std::uint32_t attempt,
                       const LogPlace& place,
                       const json& input) {
  const TuningJobSpec& spec = training.seen.job().spec;
  const Trial& trial = training.trial;
  TUNER_ASSIGN_OR_RETURN(const auto starts, attempt_starts(site.store, spec.name, trial));
  const auto start = starts.find(attempt);
  const auto time = milliseconds_of(start == starts.end() ? trial.created_at : start->second);
  const LogPage nothing{.from = place.offset, .to = place.offset};
  TUNER_ASSIGN_OR_RETURN(const auto runs, site.store.runs_of(spec.name, trial.id));
  const auto run = std::ranges::find(runs, attempt, &RunRecord::attempt);
  if (run == runs.end() || !is_asked_for(input, time)) return events_answer(nothing, time);
  TUNER_ASSIGN_OR_RETURN(const auto backend, backend_of(spec, site.home));
  const bool ended = is_terminal(trial.status) || attempt < trial.attempts;
  const PagedLog log(*backend, run->handle, ended);
  TUNER_ASSIGN_OR_RETURN(const LogPage page,
                         page_at(log, place, input.value("limit", kMostEvents)));
  return events_answer(page, time);
}

// ---- streams ------------------------------------------------------------------------------------

json stream_json(const Trial& trial, std::uint32_t attempt, TimePoint started) {
  return {{"logStreamName", trial.name + std::string(kStream) + std::to_string(attempt)},
          {"creationTime", milliseconds_of(trial.created_at)},
          {"firstEventTimestamp", milliseconds_of(started)},
          {"lastEventTimestamp", milliseconds_of(started)}};
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
  std::vector<std::pair<std::uint32_t, TimePoint>> attempts(starts->begin(), starts->end());
  if (input.value("descending", false)) std::ranges::reverse(attempts);
  std::size_t next = 0;
  if (const auto token = input.find("nextToken"); token != input.end()) {
    const auto place = number_behind(kNextStream, token->get<std::string>());
    if (!place) return tl::unexpected(bad_token());
    next = *place;
  }
  json answer{{"logStreams", json::array()}};
  json& streams = answer["logStreams"];
  const std::size_t most = input.value("limit", kMostStreams);
  for (; next < attempts.size() && streams.size() < most; ++next) {
    json stream = stream_json(trial, attempts[next].first, attempts[next].second);
    if (stream["logStreamName"].get<std::string>().starts_with(prefix))
      streams.push_back(std::move(stream));
  }
  if (next < attempts.size()) answer["nextToken"] = token_of(kNextStream, next);
  return answer;
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
  const auto place = place_in(input);
  if (!place) return tl::unexpected(place.error());
  auto answer = events_of(site, *training, *attempt, *place, input);
  if (!answer && answer.error().code == ErrorCode::kNotFound)
    return tl::unexpected(no_such_log("log stream"));
  if (!answer) return tl::unexpected(fault_of(answer.error()));
  return *std::move(answer);
}

}  // namespace tuner::sagemaker
