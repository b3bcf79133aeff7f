#include "service/api/routes.h"

#include "service/api/document.h"
#include "service/api/event_routes.h"
#include "service/api/job_routes.h"
#include "service/api/study_routes.h"
#include "service/api/trial_routes.h"

namespace tuner::api {
namespace {

constexpr Route kRoutes[] = {
    {"GET", "/openapi.json", "GetDocument", get_document},
    {"GET", "/jobs", "ListJobs", list_jobs},
    {"GET", "/jobs/{job}", "GetJob", get_job},
    {"GET", "/jobs/{job}/best", "GetBest", get_best},
    {"POST", "/jobs/{job}/stop", "StopJob", stop_job},
    {"GET", "/jobs/{job}/events", "FollowJob", follow_job},
    {"GET", "/jobs/{job}/trials", "ListTrials", list_trials},
    {"GET", "/jobs/{job}/trials/{trial}", "GetTrial", get_trial},
    {"GET", "/jobs/{job}/trials/{trial}/log", "GetLog", get_log},
    {"GET", "/jobs/{job}/trials/{trial}/metrics", "ListMetrics", list_metrics},
    {"GET", "/jobs/{job}/trials/{trial}/metrics/{metric}", "GetMetric", get_metric},
    {"GET", "/studies", "ListStudies", list_studies},
    {"POST", "/studies", "CreateStudy", create_study},
    {"GET", "/studies/{study}", "GetStudy", get_study},
    {"DELETE", "/studies/{study}", "DeleteStudy", delete_study},
    {"POST", "/studies/{study}/ask", "AskStudy", ask_study},
    {"POST", "/studies/{study}/tell", "TellStudy", tell_study},
    {"GET", "/studies/{study}/best", "GetStudyBest", get_study_best},
};

std::vector<std::string_view> segments(std::string_view path) {
  std::vector<std::string_view> found;
  while (path.starts_with('/')) {
    path.remove_prefix(1);
    found.push_back(path.substr(0, path.find('/')));
    path.remove_prefix(found.back().size());
  }
  return found;
}

// What stands for the names of the template; nullopt where the path is another.
std::optional<std::vector<std::string>> match(std::string_view pattern,
                                              const std::vector<std::string_view>& path) {
  const auto wanted = segments(pattern);
  if (wanted.size() != path.size()) return std::nullopt;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (!wanted[i].starts_with('{')) {
      if (wanted[i] != path[i]) return std::nullopt;
      continue;
    }
    auto decoded = http::percent_decoded(path[i]);
    if (!decoded || decoded->empty()) return std::nullopt;
    names.push_back(*std::move(decoded));
  }
  return names;
}

}  // namespace

std::span<const Route> routes() { return kRoutes; }

Reply<Match> find_route(std::string_view method, std::string_view path) {
  const auto wanted = segments(path.substr(kRoot.size()));
  std::string allowed;
  for (const Route& route : kRoutes) {
    auto names = match(route.path, wanted);
    if (!names) continue;
    if (route.method == method || (route.method == "GET" && method == "HEAD"))
      return Match{&route, *std::move(names)};
    allowed += (allowed.empty() ? "" : ", ") + std::string(route.method);
    if (route.method == "GET") allowed += ", HEAD";
  }
  if (allowed.empty())
    return refuse(404,
                  "not_found",
                  "there is nothing at " + std::string(path) + "; " + std::string(kRoot) +
                      "/openapi.json lists what there is");
  return tl::unexpected(
      Refusal{405,
              "method_not_allowed",
              {{"the method " + std::string(method) + " is not allowed here; " + allowed + " is"}},
              {{"Allow", allowed}}});
}

}  // namespace tuner::api
