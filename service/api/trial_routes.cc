#include "service/api/trial_routes.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "metrics/report_json.h"
#include "metrics/report_text.h"
#include "service/api/down_sample.h"
#include "service/api/json_response.h"
#include "service/assemble.h"
#include "service/workspace.h"
#include "tuner/base/utf8.h"
#include "tuner/job/scalars.h"

namespace tuner::api {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t kMostTrials = 1000;    // of one page
constexpr std::uint64_t kMostPoints = 10'000;  // of one series
constexpr auto kMostNumber = std::numeric_limits<std::uint32_t>::max();

struct Found {
  JobRecord job;
  Trial trial;
};

// That of the first two names of the path, once the query is known to be right.
Reply<Found> find_trial_of(const Site& site, const Call& call) {
  if (const auto checked = call.query.check(); !checked) return tl::unexpected(checked.error());
  TUNER_API_ASSIGN(JobRecord job, site.store.job({call.path[0]}));
  const auto number = parse_whole<std::uint32_t>(call.path[1]);
  if (!number) return refuse(404, "not_found", "'" + call.path[1] + "' is no number of a trial");
  TUNER_API_ASSIGN(Trial trial, find_trial(site.store, job.spec.name, *number));
  return Found{std::move(job), std::move(trial)};
}

Json number_json(double value) { return std::isfinite(value) ? Json(value) : Json(); }

// The trials behind `after` that have this status, where one is asked for; one more than `at_most`, where there are more.
Result<std::vector<Trial>> read_page(const ExperimentReader& reader,
                                     const JobName& job,
                                     std::optional<TrialId> after,
                                     std::optional<TrialStatus> status,
                                     std::size_t at_most) {
  std::vector<Trial> page;
  while (true) {
    TUNER_ASSIGN_OR_RETURN(
        std::vector<Trial> piece,
        reader.trials_page(
            job, TrialOrder::kOldestFirst, after, status ? kMostTrials : at_most + 1));
    if (piece.empty()) return page;
    after = piece.back().id;
    for (Trial& trial : piece) {
      if (status && trial.status != *status) continue;
      page.push_back(std::move(trial));
      if (page.size() > at_most) return page;
    }
  }
}

}  // namespace

Reply<http::Response> list_trials(const Site& site, Call& call) {
  const std::size_t limit = call.query.whole("limit", 100, 1, kMostTrials);
  const auto after = call.query.whole("after", 0, 0, kMostNumber);
  const auto word = call.query.text("status");
  const auto status = word ? trial_status_from(*word) : std::nullopt;
  if (word && !status) call.query.complain("status", "'" + *word + "' is no status of a trial");
  if (const auto checked = call.query.check(); !checked) return tl::unexpected(checked.error());
  TUNER_API_ASSIGN(const JobRecord job, site.store.job({call.path[0]}));
  const auto from =
      after == 0 ? std::nullopt : std::optional(TrialId{static_cast<std::uint32_t>(after)});
  TUNER_API_ASSIGN(auto page, read_page(site.store, job.spec.name, from, status, limit));
  const bool more = page.size() > limit;
  if (more) page.pop_back();
  Json json = {{"job", job.spec.name.text}, {"trials", Json::array()}};
  for (const Trial& trial : page) json["trials"].push_back(trial_json(trial, job.spec));
  json["next_after"] = more ? Json(page.back().id.number) : Json();
  return json_response(json);
}

Reply<http::Response> get_trial(const Site& site, Call& call) {
  const auto found = find_trial_of(site, call);
  if (!found) return tl::unexpected(found.error());
  return json_response(trial_json(found->trial, found->job.spec));
}

Reply<http::Response> get_log(const Site& site, Call& call) {
  const std::uint64_t offset =
      call.query.whole("offset", 0, 0, std::numeric_limits<std::int64_t>::max());
  const auto asked = call.query.whole("attempt", 0, 1, kMostNumber);
  const auto found = find_trial_of(site, call);
  if (!found) return tl::unexpected(found.error());
  const auto& [job, trial] = *found;
  const std::uint64_t attempt = asked == 0 ? trial.attempts : asked;
  TUNER_API_ASSIGN(const auto runs, site.store.runs_of(job.spec.name, trial.id));
  const auto run = std::ranges::find(runs, attempt, &RunRecord::attempt);
  if (run == runs.end()) {
    return refuse(404,
                  "not_found",
                  attempt == 0 ? "the trial " + trial.name + " has not been started"
                               : "there is no attempt " + std::to_string(attempt) +
                                     " of the trial " + trial.name);
  }
  TUNER_API_ASSIGN(const auto backend, backend_of(job.spec, site.home));
  TUNER_API_ASSIGN(const LogChunk chunk, backend->read_log(run->handle, offset));
  // The next piece begins with the rest of a character that is cut.
  const std::string_view text = whole_characters(chunk.text);
  return json_response({{"job", job.spec.name.text},
                        {"trial", trial.id.number},
                        {"attempt", attempt},
                        {"offset", offset},
                        {"next_offset", offset + text.size()},
                        {"ended", is_terminal(trial.status) || attempt < trial.attempts},
                        {"text", text}});
}

Reply<http::Response> list_metrics(const Site& site, Call& call) {
  const auto found = find_trial_of(site, call);
  if (!found) return tl::unexpected(found.error());
  const JobName& name = found->job.spec.name;
  TUNER_API_ASSIGN(const auto summaries, site.store.metric_summaries(name, found->trial.id));
  Json json = {{"job", name.text}, {"trial", found->trial.id.number}, {"metrics", Json::array()}};
  for (const MetricSummary& each : summaries) json["metrics"].push_back(metric_json(each));
  return json_response(json);
}

Reply<http::Response> get_metric(const Site& site, Call& call) {
  const std::size_t most = call.query.whole("points", 500, kLeastPoints, kMostPoints);
  const auto found = find_trial_of(site, call);
  if (!found) return tl::unexpected(found.error());
  const JobName& name = found->job.spec.name;
  const std::string& metric = call.path[2];
  TUNER_API_ASSIGN(const auto series, site.store.points_of(name, found->trial.id, metric));
  if (series.empty())
    return refuse(404, "not_found", "the trial has printed no value of '" + metric + "'");
  Json json = {{"job", name.text},
               {"trial", found->trial.id.number},
               {"metric", metric},
               {"count", series.size()},
               {"points", Json::array()}};
  for (const std::size_t index : down_sample(series, most)) {
    const MetricPoint& point = series[index];
    json["points"].push_back({{"step", point.step},
                              {"value", number_json(point.value)},
                              {"seen_at", format_time_iso(point.seen_at)}});
  }
  return json_response(json);
}

}  // namespace tuner::api
