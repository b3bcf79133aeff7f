// Makes every call of the store to its disk fail, and cuts the power at every one.
//
//   store_faults [--every N] [--lives N] [--seed S] [--lying]
//
// First a sweep: one life of a job for every N-th call and every way in which it can fail. Then as many lives as --lives says
// with faults at random. --lying: the disk says that it has synced and has not, which must be found out.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "tests/fakes/temporary_folder.h"
#include "tests/faults/store_life.h"
#include "tuner/base/log.h"

namespace tuner::faults {
namespace {

class Campaign {
 public:
  Campaign() : disk_(FaultyDisk::install()), old_(folder_.path() / "old.db") {}

  Result<void> prepare() { return StoreLife::make_old_database(old_); }

  Result<void> live(const FaultyDisk::Plan& plan, bool old_database, std::uint64_t seed) {
    StoreLife life(disk_, folder_.path(), old_database ? old_ : std::filesystem::path(), seed);
    Result<void> result = life.live(plan);
    const LifeFigures& figures = life.figures();
    ++lives_;
    sum_.processes += figures.processes;
    sum_.power_cuts += figures.power_cuts;
    sum_.refused += figures.refused;
    sum_.lost_changes += figures.lost_changes;
    sum_.late_errors += figures.late_errors;
    return result;
  }

  Result<void> sweep(std::size_t every) {
    for (const bool old_database : {false, true}) {
      std::vector<DiskCall> calls;
      const auto record = [&](DiskCall call) {
        calls.push_back(call);
        return DiskFault::kNone;
      };
      TUNER_RETURN_IF_ERROR(live(record, old_database, 0));
      for (std::size_t at = 0; at < calls.size(); at += every) {
        TUNER_RETURN_IF_ERROR(fail_at(at, calls[at], old_database));
      }
    }
    return {};
  }

  Result<void> at_random(std::uint64_t seed, bool lying) {
    Rng rng = Rng::for_trial(seed, TrialId{1}, "faults");
    const std::uint64_t one_in = std::array{15, 50, 200}[rng.below(3)];
    std::uint64_t left = 80;
    std::uint64_t full_for = 0;
    const auto plan = [&](DiskCall call) {
      if (lying && call == DiskCall::kSync) return DiskFault::kSyncLies;
      if (call == DiskCall::kWrite && full_for > 0) {
        --full_for;
        return DiskFault::kFull;
      }
      if (left == 0 || rng.below(one_in) != 0) return DiskFault::kNone;
      --left;
      if (changes_the_disk(call) && rng.below(5) == 0) return DiskFault::kPowerCut;
      const auto possible = possible_faults(call);
      const DiskFault fault = possible[rng.below(possible.size())];
      if (fault == DiskFault::kFull) full_for = rng.below(10);
      return fault;
    };
    return named(live(plan, rng.below(2) == 0, seed), "seed " + std::to_string(seed));
  }

  void print() const {
    std::uint64_t faults = 0;
    for (std::size_t call = 0; call < kDiskCalls; ++call) {
      for (std::size_t fault = 0; fault < kDiskFaults; ++fault) {
        const std::uint64_t count = disk_.injected()[call][fault];
        if (count == 0) continue;
        faults += count;
        std::printf("%-20s %-20s %8lu\n",
                    std::string(name_of(static_cast<DiskCall>(call))).c_str(),
                    std::string(name_of(static_cast<DiskFault>(fault))).c_str(),
                    count);
      }
    }
    std::printf(
        "%lu faults in %lu jobs, %lu processes, %lu power cuts: %lu changes were refused, %lu of "
        "them were there "
        "nevertheless; %lu that are not durable were taken by a power cut\n",
        faults,
        lives_,
        sum_.processes,
        sum_.power_cuts,
        sum_.refused,
        sum_.late_errors,
        sum_.lost_changes);
  }

 private:
  static Result<void> named(Result<void> result, const std::string& where) {
    if (result) return result;
    return fail(result.error().code, where + ": " + result.error().message, result.error().at);
  }

  Result<void> fail_at(std::size_t at, DiskCall call, bool old_database) {
    const auto possible = possible_faults(call);
    std::vector<DiskFault> faults(possible.begin(), possible.end());
    // Once for each of the three ways of losing, as the seed draws them.
    if (changes_the_disk(call)) faults.insert(faults.end(), 3, DiskFault::kPowerCut);
    for (std::size_t i = 0; i < faults.size(); ++i) {
      std::size_t seen = 0;
      const auto plan = [&](DiskCall) { return seen++ == at ? faults[i] : DiskFault::kNone; };
      TUNER_RETURN_IF_ERROR(named(live(plan, old_database, at * faults.size() + i),
                                  "call " + std::to_string(at) + " (" + std::string(name_of(call)) +
                                      "), " + std::string(name_of(faults[i])) +
                                      (old_database ? ", old database" : "")));
    }
    return {};
  }

  FaultyDisk& disk_;
  testing_fakes::TemporaryFolder folder_;
  const std::filesystem::path old_;
  std::uint64_t lives_ = 0;
  LifeFigures sum_;
};

struct Options {
  std::size_t every = 1;
  std::uint64_t lives = 0, seed = 0;
  bool lying = false;
};

Options options_from(int count, char** arguments) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string name = arguments[i];
    if (name == "--lying") {
      options.lying = true;
      continue;
    }
    const std::uint64_t value = i + 1 < count ? std::strtoull(arguments[++i], nullptr, 10) : 0;
    if (name == "--every") options.every = value;
    if (name == "--lives") options.lives = value;
    if (name == "--seed") options.seed = value;
  }
  return options;
}

Result<void> run(Campaign& campaign, const Options& options) {
  TUNER_RETURN_IF_ERROR(campaign.prepare());
  if (options.every > 0) TUNER_RETURN_IF_ERROR(campaign.sweep(options.every));
  for (std::uint64_t seed = options.seed; seed < options.seed + options.lives; ++seed) {
    TUNER_RETURN_IF_ERROR(campaign.at_random(seed, options.lying));
  }
  return {};
}

}  // namespace
}  // namespace tuner::faults

int main(int count, char** arguments) {
  using namespace tuner::faults;
  tuner::log::set_level(tuner::log::Level::kOff);
  Campaign campaign;
  const tuner::Result<void> result = run(campaign, options_from(count, arguments));
  campaign.print();
  if (result) return 0;
  std::fprintf(stderr, "%s\n", to_string(result.error()).c_str());
  return 1;
}
