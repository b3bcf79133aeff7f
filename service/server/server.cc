#include "service/server/server.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "service/api/event_feed.h"
#include "service/api/studies.h"
#include "service/assemble.h"
#include "service/job_manager.h"
#include "service/sagemaker/job_submission.h"
#include "service/server/front_door.h"
#include "service/wording.h"
#include "tuner/base/log.h"
#include "tuner/store/sqlite_store.h"
#include "tuner/store/sqlite_tracking_store.h"

namespace tuner {
namespace {

constexpr std::chrono::seconds kPatience{20};  // with requests under way when the server closes

// Tells what happens to the jobs: what a person should know to the log, and that they move to those who follow them.
class WatchedJobs final : public JobWatcher {
 public:
  explicit WatchedJobs(api::EventFeed& feed) : feed_(feed) {}

  void on_step(const JobName& job, const StepRecord& step) override {
    for (const Action& action : step.actions) {
      if (const auto* mark = std::get_if<MarkPlace>(&action)) on_note(job, describe(*mark));
    }
    feed_.nudge();
  }
  void on_note(const JobName& job, const std::string& note) override {
    log::warning("server", "job=" + job.text + " " + note);
  }
  void on_end(const JobName& job, const Result<TuningSummary>& summary) override {
    if (!summary) {
      log::error("server",
                 "job=" + job.text + " is not run any more: " + to_string(summary.error()));
    } else if (summary->status != JobStatus::kRunning) {
      log::info(
          "server",
          "job=" + job.text + " " + std::string(name_of(summary->status)) + ": " + summary->why);
    }
  }

 private:
  api::EventFeed& feed_;
};

std::size_t processors() { return std::max(1U, std::thread::hardware_concurrency()); }

std::string all_of(const std::vector<Error>& errors) {
  std::string all;
  for (const Error& error : errors) all += (all.empty() ? "" : "; ") + to_string(error);
  return all;
}

Result<Catalogue> open_catalogue(const ServerConfig& config) {
  if (!config.catalogue) return Catalogue();
  auto catalogue = read_catalogue(*config.catalogue);
  if (catalogue) return *std::move(catalogue);
  return fail(ErrorCode::kInvalidArgument, all_of(catalogue.error()));
}

Result<std::unique_ptr<ServerKeys>> open_keys(const ServerConfig& config) {
  if (!config.keys) return nullptr;
  auto keys = read_server_keys(*config.keys);
  if (keys) return std::make_unique<ServerKeys>(*std::move(keys));
  return fail(ErrorCode::kInvalidArgument, all_of(keys.error()));
}

JobManagerOptions manager_options(const ServerConfig& config) {
  JobManagerOptions options{.slots = slots_of(config), .thinkers = processors()};
  if (config.slots_per_user > 0) options.slots_per_user = config.slots_per_user;
  return options;
}

}  // namespace

struct TuningServer::Parts {
  Parts(ServerConfig settings,
        Home at,
        std::unique_ptr<SqliteStore> database,
        std::unique_ptr<SqliteTrackingStore> records,
        Catalogue images,
        std::unique_ptr<ServerKeys> known)
      : config(std::move(settings)),
        keys(std::move(known)),
        home(std::move(at)),
        store(std::move(database)),
        tracking(std::move(records)),
        catalogue(std::move(images)),
        feed(*store),
        studies(home),
        watcher(feed),
        jobs(
            home,
            *store,
            watcher,
            [this](const JobRecord& job, TunerObserver* observer) {
              auto parts = assemble(job, home, *store, clock, observer);
              if (parts) count_suggestion_time(*parts, clock, suggestions);
              return parts;
            },
            manager_options(config)),
        site{home, *store, *tracking, jobs, catalogue, clock, config.strict_limits},
        door(config, keys.get(), site, {home, *store, jobs, feed, studies, clock}, suggestions) {}

  ServerConfig config;
  std::unique_ptr<ServerKeys> keys;
  Home home;
  SystemClock clock;
  std::unique_ptr<SqliteStore> store;
  std::unique_ptr<SqliteTrackingStore> tracking;
  Catalogue catalogue;
  api::EventFeed feed;
  api::Studies studies;
  WatchedJobs watcher;
  SuggestionTime suggestions;
  JobManager jobs;
  sagemaker::Site site;
  FrontDoor door;
  std::unique_ptr<http::Server> http;
  std::size_t adopted = 0;

  // A job that has not begun may have been recorded by a server that died before it had recorded all.
  void complete(const JobRecord& job) {
    if (!job.submission || job.steps > 0) return;
    const Result<void> completed = sagemaker::complete_submission(site, job);
    if (!completed)
      log::error("server", "job=" + job.spec.name.text + ": " + to_string(completed.error()));
  }

  Result<void> adopt() {
    TUNER_ASSIGN_OR_RETURN(const std::vector<JobRecord> all, store->jobs());
    std::vector<std::pair<JobName, JobOwner>> open;
    for (auto job = all.rbegin(); job != all.rend(); ++job) {
      if (job->status != JobStatus::kRunning) continue;
      complete(*job);
      open.emplace_back(job->spec.name, owner_of(*job));
    }
    adopted = jobs.adopt(open);
    return {};
  }

  Result<void> listen(std::optional<int> descriptor) {
    http::ServerOptions options{
        .address = config.address, .port = config.port, .descriptor = descriptor};
    if (config.certificate && config.certificate_key)
      options.tls = http::TlsFiles{*config.certificate, *config.certificate_key};
    TUNER_ASSIGN_OR_RETURN(http, http::Server::listen(std::move(options), door));
    return {};
  }
};

Result<std::unique_ptr<TuningServer>> TuningServer::open(ServerConfig config,
                                                         Home home,
                                                         std::optional<int> descriptor) {
  TUNER_ASSIGN_OR_RETURN(Catalogue catalogue, open_catalogue(config));
  TUNER_ASSIGN_OR_RETURN(auto store, SqliteStore::open(home.database()));
  TUNER_ASSIGN_OR_RETURN(auto tracking, SqliteTrackingStore::open(home.database()));
  TUNER_ASSIGN_OR_RETURN(auto keys, open_keys(config));
  auto parts = std::make_unique<Parts>(std::move(config),
                                       std::move(home),
                                       std::move(store),
                                       std::move(tracking),
                                       std::move(catalogue),
                                       std::move(keys));
  TUNER_RETURN_IF_ERROR(parts->listen(descriptor));
  TUNER_RETURN_IF_ERROR(parts->adopt());
  parts->http->serve();  // no client makes a job before: it would be adopted while it is started
  return std::unique_ptr<TuningServer>(new TuningServer(std::move(parts)));
}

TuningServer::TuningServer(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
TuningServer::~TuningServer() { close(); }

std::uint16_t TuningServer::port() const { return parts_->http->port(); }
std::size_t TuningServer::adopted() const { return parts_->adopted; }

void TuningServer::close() {
  parts_->http->drain(kPatience);
  parts_->jobs.leave();
}

}  // namespace tuner
