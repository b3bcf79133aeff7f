#include "service/api/job_routes.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "service/api/json_response.h"
#include "service/job_json.h"
#include "service/workspace.h"
#include "tuner/job/scalars.h"

namespace tuner::api {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t kMostJobs = 1000;  // of one page

struct SeenJob {
  JobSummary summary;
  std::vector<Trial> trials;

  JobView view(const Home& home) const {
    return {summary, trials, has_owner(home, summary.job.spec.name)};
  }
};

Result<SeenJob> see_job(const Site& site, JobSummary summary) {
  TUNER_ASSIGN_OR_RETURN(auto trials, trials_if_needed(site.store, summary));
  return SeenJob{std::move(summary), std::move(trials)};
}

Result<SeenJob> see_job(const Site& site, const std::string& name) {
  TUNER_ASSIGN_OR_RETURN(JobSummary summary, site.store.summary({name}));
  return see_job(site, std::move(summary));
}

// A page goes on behind the job that was created then and had this name: jobs that come and go in between shift nothing.
struct Place {
  std::int64_t created = 0;  // milliseconds since 1970
  std::string name;
};

Place place_of(const JobSummary& summary) {
  return {summary.job.created_at.time_since_epoch().count(), summary.job.spec.name.text};
}

std::string token_of(const Place& place) {
  return std::to_string(place.created) + "." + place.name;
}

std::optional<Place> read_place(std::string_view token) {
  const std::size_t dot = token.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const auto created = parse_whole<std::int64_t>(token.substr(0, dot));
  if (!created) return std::nullopt;
  return Place{*created, std::string(token.substr(dot + 1))};
}

// Of `all`, newest first. Of jobs of the same millisecond those up to the named one are past.
auto first_behind(const std::vector<JobSummary>& all, const Place& place) {
  const auto same = std::ranges::find_if(
      all, [&](const JobSummary& each) { return place_of(each).created <= place.created; });
  const auto named = std::find_if(same, all.end(), [&](const JobSummary& each) {
    const Place its = place_of(each);
    return its.created < place.created || its.name == place.name;
  });
  return named != all.end() && place_of(*named).created == place.created ? named + 1 : same;
}

}  // namespace

Reply<http::Response> list_jobs(const Site& site, Call& call) {
  const std::size_t limit = call.query.whole("limit", 100, 1, kMostJobs);
  const auto token = call.query.text("token");
  const auto place = token ? read_place(*token) : std::nullopt;
  if (token && !place) call.query.complain("token", "it is not one that this list has returned");
  if (const auto checked = call.query.check(); !checked) return tl::unexpected(checked.error());
  TUNER_API_ASSIGN(const std::vector<JobSummary> all, site.store.summaries());
  auto next = place ? first_behind(all, *place) : all.begin();
  Json json = {{"jobs", Json::array()}, {"next_token", nullptr}};
  for (; next != all.end() && json["jobs"].size() < limit; ++next) {
    TUNER_API_ASSIGN(const SeenJob seen, see_job(site, *next));
    json["jobs"].push_back(job_json(seen.view(site.home)));
  }
  if (next != all.end()) json["next_token"] = token_of(place_of(*(next - 1)));
  return json_response(json);
}

Reply<http::Response> get_job(const Site& site, Call& call) {
  if (const auto checked = call.query.check(); !checked) return tl::unexpected(checked.error());
  TUNER_API_ASSIGN(const SeenJob seen, see_job(site, call.path[0]));
  return json_response(job_json(seen.view(site.home)));
}

Reply<http::Response> get_best(const Site& site, Call& call) {
  if (const auto checked = call.query.check(); !checked) return tl::unexpected(checked.error());
  TUNER_API_ASSIGN(const SeenJob seen, see_job(site, call.path[0]));
  return json_response({{"job", call.path[0]}, {"best", best_json(seen.view(site.home))}});
}

Reply<http::Response> stop_job(const Site& site, Call& call) {
  const auto mode = call.query.text("mode").value_or("stop");
  if (mode != "stop" && mode != "drain")
    call.query.complain("mode", "'" + mode + "' is neither stop nor drain");
  if (const auto checked = call.query.check(); !checked) return tl::unexpected(checked.error());
  TUNER_API_ASSIGN(const JobRecord job, site.store.job({call.path[0]}));
  const std::string owner = job.submission ? job.submission->user : "";
  const auto allowed = check_owner(owner, "the job " + job.spec.name.text, call.caller);
  if (!allowed) return tl::unexpected(allowed.error());
  if (job.status != JobStatus::kRunning) {
    return refuse(409,
                  "failed_precondition",
                  "the job " + job.spec.name.text + " is not running: it is " +
                      std::string(name_of(job.status)));
  }
  const auto stopped = site.jobs.stop(
      job.spec.name, mode == "drain" ? StopMode::kDrain : StopMode::kStop, site.clock.wall());
  if (!stopped) return tl::unexpected(refusal_of(stopped.error()));
  return json_response({{"job", job.spec.name.text}, {"stopping", mode}}, 202);
}

}  // namespace tuner::api
