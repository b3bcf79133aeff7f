#include "backends/scripted.h"

#include <algorithm>

#include "backends/log_chunk.h"

namespace tuner {
namespace {

std::optional<int> exit_code_of(const ScriptedRun& script, RunEnd end) {
  if (script.exit_code && end == script.end) return script.exit_code;
  if (end == RunEnd::kSucceeded) return 0;
  if (end == RunEnd::kUserError) return 1;
  return std::nullopt;
}

}  // namespace

Result<void> ScriptedWorld::start(const RunRequest& request, ScriptedRun script) {
  if (script.start_error)
    return fail(ErrorCode::kInvalidArgument, *script.start_error, request.run_name);
  const auto others = active();
  if (others.size() >= max_parallel_) {
    return fail(ErrorCode::kUnavailable,
                "all " + std::to_string(max_parallel_) + " places are taken");
  }
  const bool overlap = std::any_of(others.begin(), others.end(), [&](const Run* other) {
    return other->request.trial_name == request.trial_name;
  });
  if (overlap) overlaps_.push_back(request.run_name);

  Run run{request, std::move(script)};
  if (!places_.empty()) {
    const ScriptedPlace* place = free_place(request);
    if (place == nullptr) return fail(ErrorCode::kUnavailable, "no place is free");
    run.place = place->name;
    if (clock_.steady() >= place->sick_from && clock_.steady() < place->sick_until) {
      run.script = {
          .run_for = place->fails_after, .end = place->fails_as, .reason = "a sick place"};
    }
  }
  sent_to_[request.run_name] = run.place;
  run.begins = clock_.steady() + run.script.queued_for;
  run.end = run.script.end;
  const bool limited = request.time_limit && *request.time_limit < run.script.run_for;
  if (limited) run.end = RunEnd::kTimeLimit;
  run.ends = run.begins + (limited ? *request.time_limit : run.script.run_for);
  runs_.emplace(request.run_name, std::move(run));
  started_.push_back(request.run_name);
  most_active_ = std::max(most_active_, others.size() + 1);
  changed_ = true;
  return {};
}

const ScriptedPlace* ScriptedWorld::free_place(const RunRequest& request) const {
  const auto is_avoided = [&](const ScriptedPlace& place) {
    return std::ranges::find(request.avoid_places, place.name) != request.avoid_places.end();
  };
  const bool all_are = std::ranges::all_of(places_, is_avoided);
  const ScriptedPlace* found = nullptr;
  for (const ScriptedPlace& place : places_) {
    const bool taken =
        std::ranges::any_of(active(), [&](const Run* run) { return run->place == place.name; });
    if (taken || (is_avoided(place) && !all_are)) continue;
    if (place.name == request.try_place) return &place;
    if (found == nullptr) found = &place;
  }
  return found;
}

std::string ScriptedWorld::place_of(const std::string& run) const {
  const auto found = sent_to_.find(run);
  return found == sent_to_.end() ? "" : found->second;
}

void ScriptedWorld::stop(Run& run, std::chrono::milliseconds grace) {
  const auto now = clock_.steady();
  if (run.stop_asked || now >= run.ends) return;
  run.stop_asked = true;
  const auto stopped_at = now + std::min(grace, run.script.stop_takes);
  if (stopped_at >= run.ends) return;
  run.ends = stopped_at;
  run.begins = std::min(run.begins, stopped_at);
  run.end = RunEnd::kStopped;
  changed_ = true;
}

std::vector<const ScriptedWorld::Run*> ScriptedWorld::active() const {
  std::vector<const Run*> found;
  for (const auto& [name, run] : runs_) {
    if (clock_.steady() < run.ends) found.push_back(&run);
  }
  return found;
}

std::optional<std::chrono::milliseconds> ScriptedWorld::next_event() const {
  const auto now = clock_.steady();
  std::optional<std::chrono::milliseconds> next;
  const auto consider = [&](std::chrono::milliseconds at) {
    if (at > now && (!next || at < *next)) next = at;
  };
  for (const Run* run : active()) {
    consider(run->begins);
    consider(run->ends);
    for (const ScriptedLine& line : run->script.log) {
      if (run->begins + line.at < run->ends) consider(run->begins + line.at);
    }
  }
  return next;
}

BackendTraits Scripted::traits() const {
  return {.name = "scripted",
          .max_parallel = world_->max_parallel_,
          .can_avoid_places = world_->places_.size() > 1};
}

Result<RunHandle> Scripted::submit(const RunRequest& request) {
  ScriptedWorld& world = *world_;
  ++world.submits_;
  const RunHandle handle{"scripted", request.run_name};
  if (world.runs_.contains(request.run_name)) return handle;
  if (request.find_only) return no_such_run(request);

  ScriptedRun script = world.script_(request);
  int& refusals = world.refusals_.try_emplace(request.run_name, script.unavailable).first->second;
  if (refusals > 0) {
    --refusals;
    return fail(ErrorCode::kUnavailable, "the script says: not yet", request.run_name);
  }
  TUNER_RETURN_IF_ERROR(world.start(request, std::move(script)));
  world.refusals_.erase(request.run_name);
  return handle;
}

RunStatus Scripted::status_of(const RunHandle& handle) const {
  const auto found = world_->runs_.find(handle.id);
  if (found == world_->runs_.end()) {
    return {
        .phase = RunPhase::kEnded, .end = RunEnd::kLost, .reason = "no run of this name is known"};
  }
  const ScriptedWorld::Run& run = found->second;
  const auto now = world_->clock_.steady();
  RunStatus status{.place = run.place};
  if (now < run.ends) {
    status.phase = now < run.begins ? RunPhase::kQueued : RunPhase::kRunning;
    return status;
  }
  status.phase = RunPhase::kEnded;
  status.end = run.end;
  status.exit_code = exit_code_of(run.script, run.end);
  status.reason = run.script.reason;
  status.ran_for = run.ends - run.begins;
  return status;
}

Result<std::vector<RunStatus>> Scripted::status(std::span<const RunHandle> runs) {
  std::vector<RunStatus> answers;
  answers.reserve(runs.size());
  for (const RunHandle& run : runs) answers.push_back(status_of(run));
  return answers;
}

Result<LogChunk> Scripted::read_log(const RunHandle& handle, std::uint64_t offset) {
  const auto found = world_->runs_.find(handle.id);
  if (found == world_->runs_.end()) {
    return fail(ErrorCode::kNotFound, "no run of this name is known", handle.id);
  }
  const ScriptedWorld::Run& run = found->second;
  const auto until = std::min(world_->clock_.steady(), run.ends);
  std::string text;
  for (const ScriptedLine& line : run.script.log) {
    if (run.begins + line.at <= until) text += line.text;
  }
  text = offset < text.size() ? text.substr(offset, kLogChunkBytes) : std::string{};
  return LogChunk{text, offset + text.size()};
}

Result<void> Scripted::stop(const RunHandle& handle, std::chrono::milliseconds grace) {
  world_->stops_.push_back(handle.id);
  const auto found = world_->runs_.find(handle.id);
  if (found != world_->runs_.end()) world_->stop(found->second, grace);
  return {};
}

Result<void> Scripted::remove(const RunHandle& handle) {
  world_->runs_.erase(handle.id);
  return {};
}

void Scripted::wait(std::chrono::milliseconds at_most, std::stop_token wake) {
  ScriptedWorld& world = *world_;
  if (std::exchange(world.changed_, false) || wake.stop_requested()) return;
  const auto until = world.clock_.steady() + std::max(at_most, std::chrono::milliseconds{0});
  const auto next = std::min(world.next_event().value_or(until), until);
  world.clock_.advance(next - world.clock_.steady());
}

}  // namespace tuner
