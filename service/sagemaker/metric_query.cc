#include "service/sagemaker/metric_query.h"

#include <cmath>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>

#include "service/sagemaker/arn.h"
#include "tuner/store/tracking_rules.h"

namespace tuner::sagemaker {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMostValues = 10'000;

Json result(const char* status, const std::string& message) {
  Json json{{"Status", status}, {"XAxisValues", Json::array()}, {"MetricValues", Json::array()}};
  if (!message.empty()) json["Message"] = message;
  return json;
}

// Seconds of a period of time; 0: every step is one.
std::int64_t seconds_of(const std::string& period) {
  if (period == "OneMinute") return 60;
  if (period == "FiveMinute") return 300;
  if (period == "OneHour") return 3600;
  return 0;
}

// Where a point stands on the axis: in its second, or at its step.
std::optional<std::int64_t> position_of(const ClientPoint& point, std::int64_t seconds) {
  if (seconds == 0) return point.step;
  return std::chrono::floor<std::chrono::seconds>(point.at).time_since_epoch().count();
}

// Where the period begins in which that is.
std::int64_t bucket_of(std::int64_t position, std::int64_t seconds) {
  if (seconds == 0) return position;
  return position - ((position % seconds) + seconds) % seconds;
}

double statistic(const ClientStatistics& of, const std::string& name) {
  if (name == "Min") return of.min;
  if (name == "Max") return of.max;
  if (name == "Avg") return of.values.mean;
  if (name == "Count") return static_cast<double>(of.values.count);
  if (name == "StdDev") return of.values.deviation();
  return of.last;
}

// The component behind the ARN of a component or of a training job. kInvalidArgument: neither; kNotFound: none.
Result<std::string> component_in(const TrackingContext& context, const std::string& text) {
  const auto arn = parse_arn(text);
  if (arn && arn->kind == kTrialComponent) return arn->name;
  if (arn && arn->kind == kTrainingJob) {
    return context.view().automatic().component_of(arn->kind + "/" + arn->name);
  }
  return fail(ErrorCode::kInvalidArgument,
              text + " is not the ARN of a trial component or a training job.");
}

using Buckets = std::map<std::int64_t, ClientStatistics>;

Buckets buckets_of(const std::vector<ClientPoint>& points, const Json& query) {
  using Limit = std::numeric_limits<std::int64_t>;
  const std::int64_t seconds = seconds_of(query.at("Period").get<std::string>());
  const auto start = query.value("Start", Limit::min()), end = query.value("End", Limit::max());
  Buckets buckets;
  for (const ClientPoint& point : points) {
    const auto position = position_of(point, seconds);
    if (!position || *position < start || *position > end || !std::isfinite(point.value)) continue;
    add_point(buckets[bucket_of(*position, seconds)], point);
  }
  return buckets;
}

}  // namespace

nlohmann::json answer_to(const TrackingContext& context, const nlohmann::json& query) {
  const bool by_step = query.at("XAxisType") == "IterationNumber";
  if (by_step != (query.at("Period") == "IterationNumber")) {
    return result("ValidationError", "The Period does not fit the XAxisType.");
  }
  const auto component = component_in(context, query.at("ResourceArn").get<std::string>());
  if (!component) return result("ValidationError", component.error().message);
  const auto points = context.view().points(*component, query.at("MetricName").get<std::string>());
  if (!points) {
    const bool unknown = points.error().code == ErrorCode::kNotFound;
    return unknown ? result("ValidationError", points.error().message)
                   : result("InternalError", "");
  }
  Json answer = result("Complete", "");
  for (const auto& [x, statistics] : buckets_of(*points, query)) {
    if (answer["XAxisValues"].size() == kMostValues) {
      answer["Status"] = "Truncated";
      break;
    }
    answer["XAxisValues"].push_back(x);
    answer["MetricValues"].push_back(
        statistic(statistics, query.at("MetricStat").get<std::string>()));
  }
  return answer;
}

}  // namespace tuner::sagemaker
