#include "tests/simulation/lying_backend.h"

#include <utility>

namespace tuner::simulation {

LyingBackend::LyingBackend(std::unique_ptr<Backend> backend,
                           Rng rng,
                           Lies& lies,
                           std::uint64_t rarity)
    : BackendAround(std::move(backend)), rng_(rng), lies_(lies), rarity_(rarity) {}

bool LyingBackend::lies(Kind kind) {
  if (rng_.below(rarity_) != 0) return false;
  ++lies_.told[kind];
  return true;
}

tl::unexpected<Error> LyingBackend::no_answer() {
  return fail(ErrorCode::kUnavailable, "no answer");
}

Result<RunHandle> LyingBackend::submit(const RunRequest& request) {
  if (lies(kUnavailable)) return no_answer();
  Result<RunHandle> handle = inner().submit(request);
  if (handle && lies(kUnanswered)) return no_answer();
  return handle;
}

Result<std::vector<RunStatus>> LyingBackend::status(std::span<const RunHandle> runs) {
  if (lies(kUnavailable)) return no_answer();
  TUNER_ASSIGN_OR_RETURN(std::vector<RunStatus> statuses, inner().status(runs));
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const auto before = reported_.try_emplace(runs[i].id).first;
    if (statuses[i].phase != RunPhase::kQueued && lies(kStale)) {
      statuses[i] = before->second;
    } else {
      before->second = statuses[i];
    }
  }
  return statuses;
}

Result<LogChunk> LyingBackend::read_log(const RunHandle& run, std::uint64_t offset) {
  if (lies(kUnavailable)) return no_answer();
  TUNER_ASSIGN_OR_RETURN(LogChunk chunk, inner().read_log(run, offset));
  if (chunk.text.size() > 1 && lies(kPiecemeal)) {
    chunk.text.resize(1 + rng_.below(chunk.text.size() - 1));
    chunk.next_offset = offset + chunk.text.size();
  }
  return chunk;
}

Result<void> LyingBackend::stop(const RunHandle& run, std::chrono::milliseconds grace) {
  if (lies(kUnavailable)) return no_answer();
  return inner().stop(run, grace);
}

Result<void> LyingBackend::remove(const RunHandle& run) {
  if (lies(kUncleaned)) return fail(ErrorCode::kInternal, "not removed");
  return inner().remove(run);
}

void LyingBackend::wait(std::chrono::milliseconds at_most, std::stop_token wake) {
  if (!lies(kEarly)) inner().wait(at_most, std::move(wake));
}

}  // namespace tuner::simulation
