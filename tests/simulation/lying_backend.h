// A backend that tells the truth late, twice or not at all, as far as tuner/backend.h allows it, and as real clusters do.
//
//   unavailable    a call does nothing and answers kUnavailable
//   unanswered     a submit takes effect and answers kUnavailable: a lost connection
//   stale          a run that runs or has ended is reported as it was before: an accounting database that lags
//   piecemeal      a log is read in pieces of a few bytes
//   uncleaned      remove() fails, so that a run is there for longer
//   early          wait() returns before anything has happened
//
// What it never says: that a run is gone which is still running. Nobody could keep a second run from being started then.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "tests/fakes/backend_around.h"
#include "tuner/base/rng.h"

namespace tuner::simulation {

// By kind, in the order above.
struct Lies {
  static constexpr std::array<std::string_view, 6> kKinds = {
      "unavailable", "unanswered", "stale", "piecemeal", "uncleaned", "early"};
  std::array<std::uint64_t, 6> told{};
};

class LyingBackend final : public BackendAround {
 public:
  // `lies` outlives it. One call in `rarity` is a lie.
  LyingBackend(std::unique_ptr<Backend> backend, Rng rng, Lies& lies, std::uint64_t rarity);

  Result<RunHandle> submit(const RunRequest& request) override;
  Result<std::vector<RunStatus>> status(std::span<const RunHandle> runs) override;
  Result<LogChunk> read_log(const RunHandle& run, std::uint64_t offset) override;
  Result<void> stop(const RunHandle& run, std::chrono::milliseconds grace) override;
  Result<void> remove(const RunHandle& run) override;
  void wait(std::chrono::milliseconds at_most, std::stop_token wake) override;

 private:
  enum Kind : std::uint8_t { kUnavailable, kUnanswered, kStale, kPiecemeal, kUncleaned, kEarly };

  bool lies(Kind kind);
  static tl::unexpected<Error> no_answer();

  Rng rng_;
  Lies& lies_;
  std::uint64_t rarity_;
  std::map<std::string, RunStatus> reported_;
};

}  // namespace tuner::simulation
