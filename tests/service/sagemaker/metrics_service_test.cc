#include "service/sagemaker/metrics_service.h"

#include "service/aws/validation.h"
#include "tests/service/sagemaker/tracking_fixture.h"

namespace tuner::sagemaker {
namespace {

class MetricsService : public Tracking {
 protected:
  double now() const { return static_cast<double>(now_.time_since_epoch().count()) / 1000.0; }
  static Json point(double timestamp, int step, double value) {
    return {{"MetricName", "loss"}, {"Timestamp", timestamp}, {"Step", step}, {"Value", value}};
  }
  Json put(const Json& points) {
    return ask("BatchPutMetrics", {{"TrialComponentName", "c"}, {"MetricData", points}});
  }
  Json get(const char* statistic,
           const char* period,
           const char* axis,
           const Json& more = Json::object()) {
    Json query{{"MetricName", "loss"},
               {"ResourceArn", kArn + std::string("experiment-trial-component/c")},
               {"MetricStat", statistic},
               {"Period", period},
               {"XAxisType", axis}};
    query.update(more);
    return ask("BatchGetMetrics", {{"MetricQueries", {query}}})["MetricQueryResults"][0];
  }
};

TEST_F(MetricsService, ErrorsAreOfSingleItemsAndTheOthersAreKept) {
  ask("CreateTrialComponent", {{"TrialComponentName", "c"}});
  constexpr double kWeek = 7 * 24 * 3600.0;
  const double time = now();
  EXPECT_EQ(put({point(time, 1, 1.0),
                 point(time - 2.01 * kWeek, 2, 1.0),
                 point(time + 7300, 3, 1.0),
                 point(time - 1.99 * kWeek, 4, 1.0),
                 point(time + 7100, 5, 1.0)}),
            Json::parse(R"({"Errors": [{"Code": "VALIDATION_ERROR", "MetricIndex": 1},
                                       {"Code": "VALIDATION_ERROR", "MetricIndex": 2}]})"));
  EXPECT_EQ(put({point(time, 6, 1.0), point(time, 1, 7.0)}),
            Json::parse(R"({"Errors": [{"Code": "CONFLICT_ERROR", "MetricIndex": 1}]})"));
  EXPECT_EQ(value_of(tracking_.statistics("c")).at(0).values.count, 4U);
}

// As botocore writes them.
TEST_F(MetricsService, ValuesThatAreNoNumbersCostTheOthersNothing) {
  ask("CreateTrialComponent", {{"TrialComponentName", "c"}});
  Json points = Json::array();
  for (int step = 0; step < 5; ++step) points.push_back(point(now(), step, 1.0));
  points[1]["Value"] = "NaN";
  points[2]["Value"] = "Infinity";
  points[4]["Value"] = "-Infinity";
  const auto& shapes = aws::Shapes::of(aws::Strictness::kStrict);
  const Json request{{"TrialComponentName", "c"}, {"MetricData", points}};
  EXPECT_EQ(aws::check(request, *shapes.find_operation("BatchPutMetrics")->input), aws::Findings{});
  EXPECT_EQ(put(points), Json::parse(R"({"Errors": [{"Code": "VALIDATION_ERROR", "MetricIndex": 1},
                                       {"Code": "VALIDATION_ERROR", "MetricIndex": 2},
                                       {"Code": "VALIDATION_ERROR", "MetricIndex": 4}]})"));
  EXPECT_EQ(value_of(tracking_.statistics("c")).at(0).values.count, 2U);
}

TEST_F(MetricsService, PointsOfAnUnknownComponentAreAllWrong) {
  EXPECT_EQ(put(Json::array({point(now(), 1, 1.0)})),
            Json::parse(R"({"Errors": [{"Code": "VALIDATION_ERROR", "MetricIndex": 0}]})"));
}

TEST_F(MetricsService, QueriesGiveAStatisticOfEveryPeriodOrStep) {
  ask("CreateTrialComponent", {{"TrialComponentName", "c"}});
  const double minute = std::floor(now() / 3600) * 3600;
  put({point(minute, 0, 1.0),
       point(minute + 59.9, 1, 5.0),
       point(minute + 60, 1, 2.0),
       point(minute + 301, 2, 8.0)});
  const auto values = [&](const char* statistic, const char* period, const char* axis) {
    return get(statistic, period, axis)["MetricValues"];
  };
  EXPECT_EQ(values("Max", "OneMinute", "Timestamp"), (Json{5.0, 2.0, 8.0}));
  EXPECT_EQ(values("Count", "FiveMinute", "Timestamp"), (Json{3.0, 1.0}));
  EXPECT_EQ(values("Avg", "OneHour", "Timestamp"), Json::array({4.0}));
  EXPECT_EQ(values("Last", "IterationNumber", "IterationNumber"), (Json{1.0, 2.0, 8.0}));
  EXPECT_EQ(values("Min", "IterationNumber", "IterationNumber"), (Json{1.0, 2.0, 8.0}));
  EXPECT_EQ(values("StdDev", "IterationNumber", "IterationNumber"), (Json{0.0, 1.5, 0.0}));
  const Json steps = get("Last", "IterationNumber", "IterationNumber", {{"Start", 1}, {"End", 1}});
  EXPECT_EQ(steps,
            Json::parse(R"({"Status": "Complete", "XAxisValues": [1], "MetricValues": [2.0]})"));
  EXPECT_EQ(get("Last", "OneMinute", "Timestamp")["XAxisValues"][1], minute + 60);
}

TEST_F(MetricsService, AWindowIsOfThePointsAndNotOfTheirPeriods) {
  ask("CreateTrialComponent", {{"TrialComponentName", "c"}});
  const double hour = std::floor(now() / 3600) * 3600;
  for (int minute = 1; minute < 5; ++minute)
    put(Json::array({point(hour + 60 * minute, minute, 1.0)}));
  const auto counted = [&](const char* period, int from, int to) {
    const Json more{{"Start", static_cast<std::int64_t>(hour) + from},
                    {"End", static_cast<std::int64_t>(hour) + to}};
    return get("Count", period, "Timestamp", more);
  };
  const Json all = counted("OneHour", 60, 240);
  EXPECT_EQ(all["XAxisValues"], Json::array({static_cast<std::int64_t>(hour)}));
  EXPECT_EQ(all["MetricValues"], Json::array({4.0}));
  EXPECT_EQ(counted("OneHour", -3600, 130)["MetricValues"], Json::array({2.0}));
  EXPECT_EQ(counted("FiveMinute", 61, 180)["MetricValues"], Json::array({2.0}));
  EXPECT_EQ(counted("OneMinute", 90, 200)["MetricValues"], (Json{1.0, 1.0}));
}

TEST_F(MetricsService, AQueryThatCannotBeAnsweredSaysSoInItsPlace) {
  EXPECT_EQ(get("Last", "OneMinute", "Timestamp")["Status"], "ValidationError");
  ask("CreateTrialComponent", {{"TrialComponentName", "c"}});
  EXPECT_EQ(get("Last", "OneMinute", "IterationNumber")["Status"], "ValidationError");
  EXPECT_EQ(get("Last",
                "OneMinute",
                "Timestamp",
                {{"ResourceArn", kArn + std::string("model/c")}})["Status"],
            "ValidationError");
  const Json none = get("Last", "OneMinute", "Timestamp");
  EXPECT_EQ(none["Status"], "Complete");
  EXPECT_EQ(none["MetricValues"], Json::array());
}

TEST_F(MetricsService, AQueryIsCutAtTenThousandValues) {
  ask("CreateTrialComponent", {{"TrialComponentName", "c"}});
  std::vector<ClientPoint> points;
  for (int step = 0; step <= 10'000; ++step) points.push_back({"loss", step, now_, 1.0});
  EXPECT_OK(tracking_.put_points("c", points));
  const Json cut = get("Last", "IterationNumber", "IterationNumber");
  EXPECT_EQ(cut["Status"], "Truncated");
  EXPECT_EQ(cut["MetricValues"].size(), 10'000U);
}

TEST_F(MetricsService, ATrainingsOwnMetricsAreReadByItsArnOrItsComponents) {
  const JobRecord job = add_job("Digits", 1, now_);
  EXPECT_OK(jobs_.put_run(job.spec.name, tuner::testing::sample_run(1)));
  const auto seen = tuner::testing::seen(
      1, {tuner::testing::point("loss", 3.0, 0), tuner::testing::point("loss", 2.0, 1)});
  EXPECT_OK(jobs_.append_step(job.spec.name, tuner::testing::sample_step(2, {seen}), {}));
  const std::string trial = trial_name(job.spec.name, job.identity, TrialId{1});
  for (const std::string& resource :
       {"training-job/" + trial, "experiment-trial-component/" + component_name(job, 1)}) {
    EXPECT_EQ(get("Last",
                  "IterationNumber",
                  "IterationNumber",
                  {{"ResourceArn", kArn + resource}})["MetricValues"],
              (Json{3.0, 2.0}))
        << resource;
  }
}

}  // namespace
}  // namespace tuner::sagemaker
