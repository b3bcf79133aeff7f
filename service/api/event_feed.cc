#include "service/api/event_feed.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "service/api/step_json.h"
#include "tuner/base/log.h"

namespace tuner::api {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kStepsAtOnce = 64;  // read from the store

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string event_text(const StepRecord& step, const TuningJobSpec& spec, std::size_t most) {
  const std::string id = "id: " + std::to_string(step.number) + "\ndata: ";
  Json json = step_json(step, spec);
  std::string text = dump(json);
  if (text.size() <= most) return id + text + "\n\n";
  json["events"] = json["actions"] = Json::array();
  json["omitted"] = true;
  return id + dump(json) + "\n\n";
}

std::string end_text(const JobRecord& job) {
  return "event: end\ndata: " + dump({{"status", name_of(job.status)}, {"reason", job.reason}}) +
         "\n\n";
}

}  // namespace

EventFeed::EventFeed(const ExperimentReader& reader, EventFeedOptions options)
    : reader_(reader),
      options_(options),
      thread_([this](const std::stop_token& stop) { live(stop); }) {}

EventFeed::~EventFeed() = default;

Result<std::shared_ptr<http::EventStream>> EventFeed::follow(const JobName& name,
                                                             std::uint64_t after) {
  TUNER_ASSIGN_OR_RETURN(const JobRecord job, reader_.job(name));
  if (after > job.steps) {
    return fail(ErrorCode::kInvalidArgument,
                "there is no event " + std::to_string(after) + ": the log of " + name.text +
                    " has " + std::to_string(job.steps));
  }
  const auto stream = std::make_shared<http::EventStream>();
  stream->when_taken([bell = bell_] { bell->ring(); });
  const std::lock_guard lock(bell_->mutex);
  if (streams_ >= options_.max_streams)
    return fail(ErrorCode::kUnavailable, "too many event streams");
  ++streams_;
  arrived_.push_back({name, job.identity, after, stream});
  bell_->changed.notify_one();
  return stream;
}

void EventFeed::Bell::ring() {
  const std::lock_guard lock(mutex);
  rung = true;
  changed.notify_one();
}

void EventFeed::live(const std::stop_token& stop) {
  std::vector<Follower> followers;
  while (true) {
    {
      std::unique_lock lock(bell_->mutex);
      streams_ = followers.size() + arrived_.size();
      if (followers.empty())
        bell_->changed.wait(lock, stop, [&] { return !arrived_.empty(); });
      else
        bell_->changed.wait_for(
            lock, stop, options_.look_again, [&] { return bell_->rung || !arrived_.empty(); });
      bell_->rung = false;
      std::move(arrived_.begin(), arrived_.end(), std::back_inserter(followers));
      arrived_.clear();
      if (stop.stop_requested()) break;
    }
    Lengths lengths;
    std::erase_if(followers, [&](Follower& each) { return !advance(each, lengths); });
  }
  for (const Follower& each : followers) each.stream->finish();
}

bool EventFeed::advance(Follower& follower, Lengths& lengths) {
  if (!follower.stream->open()) return false;
  if (follower.stream->buffered() > 0) return true;
  const auto goes_on = send_new(follower, lengths);
  const ErrorCode trouble = goes_on ? ErrorCode::kNotFound : goes_on.error().code;
  if (trouble == ErrorCode::kUnavailable || (goes_on && *goes_on)) return true;
  if (trouble != ErrorCode::kNotFound)
    log::warning("api", "job=" + follower.job.text + " " + to_string(goes_on.error()));
  follower.stream->finish();
  return false;
}

Result<bool> EventFeed::send_new(Follower& follower, Lengths& lengths) {
  const auto [known, is_new] = lengths.try_emplace(follower.job.text, 0);
  if (is_new) known->second = reader_.step_count(follower.job);
  TUNER_ASSIGN_OR_RETURN(const std::uint64_t length, known->second);
  if (follower.caught_up && length == follower.known) return true;
  // Before its steps: where it has ended here, they hold all of them.
  TUNER_ASSIGN_OR_RETURN(const JobRecord job, reader_.job(follower.job));
  if (job.identity != follower.identity) return false;
  TUNER_ASSIGN_OR_RETURN(const auto steps,
                         reader_.steps_after(follower.job, follower.sent, kStepsAtOnce));
  std::string text;
  auto next = steps.begin();
  for (; next != steps.end() && text.size() < options_.piece_bytes; ++next)
    text += event_text(*next, job.spec, options_.piece_bytes);
  follower.sent += static_cast<std::uint64_t>(next - steps.begin());
  follower.known = length;
  follower.caught_up = next == steps.end() && steps.size() < kStepsAtOnce;
  const bool over = follower.caught_up && job.status != JobStatus::kRunning;
  if (over) text += end_text(job);
  if (!text.empty()) follower.stream->push(text);
  return !over;
}

}  // namespace tuner::api
