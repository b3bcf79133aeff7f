#include "service/sagemaker/metrics_service.h"

#include <nlohmann/json.hpp>

#include "service/sagemaker/metric_query.h"
#include "service/sagemaker/record_input.h"

namespace tuner::sagemaker {
namespace {

using Json = nlohmann::json;

constexpr auto kOldest = std::chrono::weeks(2);
constexpr auto kFuture = std::chrono::hours(2);

// nullopt: its value is NaN or infinite, which clients send as text.
std::optional<ClientPoint> point_from(const Json& item) {
  if (!item.at("Value").is_number()) return std::nullopt;
  ClientPoint point{.metric = item.at("MetricName").get<std::string>(),
                    .at = *time_of(item, "Timestamp"),
                    .value = item.at("Value").get<double>()};
  if (item.contains("Step")) point.step = item["Step"].get<std::int64_t>();
  return point;
}

Json error_at(std::size_t index, const char* code) {
  return {{"MetricIndex", index}, {"Code", code}};
}

}  // namespace

Result<nlohmann::json> batch_put_metrics(const TrackingContext& context,
                                         const nlohmann::json& input) {
  Json errors = Json::array();
  std::vector<ClientPoint> points;
  std::vector<std::size_t> indices;
  const Json& data = input.at("MetricData");
  for (std::size_t i = 0; i < data.size(); ++i) {
    std::optional<ClientPoint> point = point_from(data[i]);
    if (!point || point->at < context.now - kOldest || point->at > context.now + kFuture) {
      errors.push_back(error_at(i, "VALIDATION_ERROR"));
      continue;
    }
    points.push_back(*std::move(point));
    indices.push_back(i);
  }
  const auto contradictions =
      context.view().put_points(input.at("TrialComponentName").get<std::string>(), points);
  if (contradictions) {
    for (const std::size_t i : *contradictions) {
      errors.push_back(error_at(indices[i], "CONFLICT_ERROR"));
    }
  } else {
    const bool unknown = contradictions.error().code == ErrorCode::kNotFound;
    for (const std::size_t i : indices) {
      errors.push_back(error_at(i, unknown ? "VALIDATION_ERROR" : "INTERNAL_ERROR"));
    }
  }
  if (errors.empty()) return Json::object();
  return Json{{"Errors", std::move(errors)}};
}

Result<nlohmann::json> batch_get_metrics(const TrackingContext& context,
                                         const nlohmann::json& input) {
  Json results = Json::array();
  for (const Json& query : input.at("MetricQueries")) results.push_back(answer_to(context, query));
  return Json{{"MetricQueryResults", std::move(results)}};
}

}  // namespace tuner::sagemaker
