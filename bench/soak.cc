// One home with 100,000 trials and 10,000,000 metric points: how fast they are recorded, and what they cost afterwards.
//
//   soak --home FOLDER [--jobs 1] [--trials 100000] [--points 100] [--strategy random] [--parallel 50]
//        [--tuner build/release/service/tuner]
//
// Real jobs, one after the other, each of so many trials, with scripted trainings on a simulated clock: everything but the trainings is as in `tuner run`, each step that acts
// with its fsync on the disk of FOLDER, which has to be new. One line for each tenth of the job: seconds, memory, and the time of
// a step of the loop. Then what fdatasync takes on that disk, what a restart takes, and, with --tuner, what questions take.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "backends/scripted.h"
#include "metrics/scraper.h"
#include "strategies/registry.h"
#include "tests/fakes/job_fixtures.h"
#include "tuner/store/home.h"
#include "tuner/store/sqlite_store.h"
#include "tuner/tuner.h"

namespace tuner {
namespace {

using Seconds = std::chrono::duration<double>;
using std::chrono::steady_clock;

double seconds_since(steady_clock::time_point begin) {
  return Seconds(steady_clock::now() - begin).count();
}

struct Options {
  std::map<std::string, std::string> values{{"jobs", "1"},
                                            {"trials", "100000"},
                                            {"points", "100"},
                                            {"strategy", "random"},
                                            {"parallel", "50"}};
  std::uint32_t number(const std::string& name) const {
    return static_cast<std::uint32_t>(std::stoul(values.at(name)));
  }
  bool has(const std::string& name) const { return values.contains(name); }
};

// Megabytes of this process in memory, now or at most.
double megabytes(const std::string& key) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(key + ":")) return std::stod(line.substr(key.size() + 1)) / 1024;
  }
  return 0;
}

// Prints a line whenever a tenth of the trials has ended.
class Progress final : public TunerObserver {
 public:
  explicit Progress(std::uint32_t trials) : tenth_(std::max(trials / 10, 1U)) {}

  void on_step(const StepRecord& step, std::span<const Trial>) override {
    ++steps_;
    durable_ += step.actions.empty() ? 0 : 1;
    for (const Event& event : step.events) {
      if (const auto* seen = std::get_if<MetricsSeen>(&event)) points_ += seen->points.size();
      if (!std::holds_alternative<RunEnded>(event)) continue;
      if (++ended_ % tenth_ == 0) print();
    }
  }
  void on_note(const std::string& note) override { std::printf("note: %s\n", note.c_str()); }

  double seconds() const { return seconds_since(begin_); }
  double trials_per_second() const { return static_cast<double>(ended_) / seconds(); }
  double points_per_second() const { return static_cast<double>(points_) / seconds(); }

 private:
  void print() {
    const double now = seconds();
    std::printf(
        "%8llu trials %6.1f s, %6.0f trials/s and %7.0f points/s in this part, %5.2f ms a step "
        "(%llu durable), %5.0f MB\n",
        static_cast<unsigned long long>(ended_),
        now,
        tenth_ / (now - last_),
        static_cast<double>(points_ - last_points_) / (now - last_),
        1000 * (now - last_) / static_cast<double>(steps_),
        static_cast<unsigned long long>(durable_),
        megabytes("VmRSS"));
    std::fflush(stdout);
    last_ = now;
    last_points_ = points_;
    steps_ = durable_ = 0;
  }

  const std::uint64_t tenth_;
  const steady_clock::time_point begin_ = steady_clock::now();
  double last_ = 0;
  std::uint64_t ended_ = 0, steps_ = 0, durable_ = 0, points_ = 0, last_points_ = 0;
};

// All points in one piece at the end, as of a training that writes its log through a buffer.
ScriptedRun script(const RunRequest& request, const std::string& log) {
  const std::chrono::milliseconds run_for{1000 + request.trial.number % 7 * 10};
  return {.run_for = run_for, .log = {{run_for, log}}};
}

std::string log_of(std::uint32_t points) {
  std::string log;
  for (std::uint32_t i = 0; i < points; ++i) log += "loss=" + shortest(1.0 / (i + 1)) + "\n";
  return log;
}

TunerParts parts_of(const JobRecord& job,
                    ExperimentStore& store,
                    const Clock& clock,
                    std::shared_ptr<ScriptedWorld> world) {
  return {.strategy = make_strategy(job.spec).value(),
          .backend = std::make_unique<Scripted>(std::move(world)),
          .make_scraper =
              [metrics = job.spec.metrics](std::size_t) { return make_scraper(metrics).value(); },
          .store = &store,
          .clock = &clock,
          .jobs_folder = "/nowhere"};
}

// "soak", "soak-2", "soak-3", …
JobRecord job_of(const Options& options, std::uint32_t number = 1) {
  JobRecord job;
  job.spec = small_spec(options.number("trials"), options.number("parallel"));
  job.spec.name = {number == 1 ? "soak" : "soak-" + std::to_string(number)};
  job.spec.strategy = options.values.at("strategy");
  job.spec.parameters = {{"x", Continuous{.min = 0, .max = 1}}, {"y", Integer{1, 1000}}};
  job.identity = {6 + number};
  return job;
}

// Milliseconds of one fdatasync after a page's write.
double fdatasync_takes(const std::filesystem::path& folder) {
  constexpr int kTimes = 200;
  const std::filesystem::path path = folder / "fdatasync";
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  const std::string page(4096, 'x');
  const auto begin = steady_clock::now();
  for (int i = 0; i < kTimes; ++i) {
    if (pwrite(file, page.data(), page.size(), i * 4096) < 0 || fdatasync(file) != 0) std::abort();
  }
  const double took = seconds_since(begin);
  close(file);
  std::filesystem::remove(path);
  return 1000 * took / kTimes;
}

Result<void> run_job(const Options& options,
                     const JobRecord& job,
                     ExperimentStore& store,
                     SimulatedClock& clock,
                     Progress& progress) {
  TUNER_RETURN_IF_ERROR(store.create_job(job));
  const std::string log = log_of(options.number("points"));
  const auto world = std::make_shared<ScriptedWorld>(
      [&log](const RunRequest& request) { return script(request, log); }, clock);
  TunerParts parts = parts_of(job, store, clock, world);
  parts.observer = &progress;
  RunControl control;
  TUNER_ASSIGN_OR_RETURN(const auto tuner, Tuner::open(job, std::move(parts)));
  TUNER_RETURN_IF_ERROR(tuner->run(control));
  return {};
}

Result<void> run_jobs(const Options& options, const Home& home) {
  TUNER_ASSIGN_OR_RETURN(const auto store, SqliteStore::open(home.database()));
  Progress progress(options.number("jobs") * options.number("trials"));
  SimulatedClock clock;
  for (std::uint32_t number = 1; number <= options.number("jobs"); ++number) {
    JobRecord job = job_of(options, number);
    job.created_at = clock.wall();
    TUNER_RETURN_IF_ERROR(run_job(options, job, *store, clock, progress));
  }
  std::printf("recorded in %.1f s: %.0f trials/s, %.0f points/s; at most %.0f MB in memory\n",
              progress.seconds(),
              progress.trials_per_second(),
              progress.points_per_second(),
              megabytes("VmHWM"));
  return {};
}

Result<void> restart(const Options& options, const Home& home) {
  const auto begin = steady_clock::now();
  TUNER_ASSIGN_OR_RETURN(const auto store, SqliteStore::open(home.database()));
  SimulatedClock clock;
  const auto world =
      std::make_shared<ScriptedWorld>([](const RunRequest&) { return ScriptedRun{}; }, clock);
  TUNER_ASSIGN_OR_RETURN(
      const auto tuner,
      Tuner::open(job_of(options), parts_of(job_of(options), *store, clock, world)));
  std::printf("restart (open and replay): %.2f s; %.0f MB in memory\n",
              seconds_since(begin),
              megabytes("VmRSS"));
  return {};
}

void ask(const Options& options, const Home& home, const std::string& question) {
  const std::string command = options.values.at("tuner") + " " + question + " --home " +
                              home.folder().string() + " > /dev/null";
  double least = 1e9;
  for (int i = 0; i < 5; ++i) {
    const auto begin = steady_clock::now();
    if (std::system(command.c_str()) != 0) std::printf("tuner %s fails\n", question.c_str());
    least = std::min(least, seconds_since(begin));
  }
  std::printf("tuner %-20s %6.0f ms (the least of 5)\n", question.c_str(), 1000 * least);
}

Result<void> soak(const Options& options) {
  TUNER_ASSIGN_OR_RETURN(const Home home, Home::open(options.values.at("home")));
  if (!std::filesystem::exists(home.database())) TUNER_RETURN_IF_ERROR(run_jobs(options, home));
  std::printf("fdatasync: %.2f ms; the database has %.0f MB\n",
              fdatasync_takes(home.folder()),
              static_cast<double>(std::filesystem::file_size(home.database())) / 1e6);
  TUNER_RETURN_IF_ERROR(restart(options, home));
  if (!options.has("tuner")) return {};
  for (const char* question : {"--version", "list", "show soak", "best soak"}) {
    ask(options, home, question);
  }
  return {};
}

}  // namespace
}  // namespace tuner

int main(int count, char** arguments) {
  tuner::Options options;
  for (int i = 1; i + 1 < count; i += 2) {
    options.values[std::string(arguments[i]).substr(2)] = arguments[i + 1];
  }
  if (!options.has("home")) {
    std::fprintf(
        stderr,
        "soak --home FOLDER [--jobs N] [--trials N] [--points N] [--strategy NAME] [--parallel N] "
        "[--tuner PROGRAM]\n");
    return 2;
  }
  const tuner::Result<void> done = tuner::soak(options);
  if (done) return 0;
  std::fprintf(stderr, "soak: %s\n", to_string(done.error()).c_str());
  return 1;
}
