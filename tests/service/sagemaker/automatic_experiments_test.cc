#include "service/sagemaker/automatic_experiments.h"

#include <algorithm>
#include <cmath>

#include "service/sagemaker/kept_records.h"
#include "tests/service/sagemaker/tracking_fixture.h"

namespace tuner::sagemaker {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

TEST_F(Tracking, ATuningJobAppearsAsAnExperimentWithATrialAndAComponentForEachTraining) {
  const JobRecord job = add_job("Digits", 2, now_);
  const Json experiment = ask("DescribeExperiment", {{"ExperimentName", "digits-AWS-tuning-job"}});
  EXPECT_EQ(experiment["ExperimentName"], "Digits-aws-tuning-job");
  EXPECT_EQ(experiment["Source"]["SourceArn"],
            kArn + std::string("hyper-parameter-tuning-job/digits"));
  const Json trial = ask("DescribeTrial", {{"TrialName", "Digits-aws-tuning-job"}});
  EXPECT_EQ(trial["ExperimentName"], "Digits-aws-tuning-job");
  const std::string name = component_name(job, 2);
  for (const char* holder : {"ExperimentName", "TrialName"}) {
    EXPECT_THAT(components({{holder, "digits-aws-tuning-job"}}),
                ElementsAre(name, component_name(job, 1)));
  }
  const Json component = ask("DescribeTrialComponent", {{"TrialComponentName", name}});
  const std::string training = record_key(trial_name(job.spec.name, job.identity, TrialId{2}));
  EXPECT_EQ(component["Source"]["SourceArn"], kArn + ("training-job/" + training));
  EXPECT_EQ(component["Source"]["SourceType"], "SageMakerTrainingJob");
  EXPECT_EQ(component["Status"]["PrimaryStatus"], "InProgress");
  EXPECT_EQ(
      component["Parameters"],
      Json::parse(
          R"({"_tuning_objective_metric": {"StringValue": "loss"}, "epochs": {"NumberValue": 3.0},
                            "lr": {"NumberValue": 0.05}, "note": {"StringValue": "3 times"},
                            "solver": {"StringValue": "sgd"}, "units": {"NumberValue": 10.0}})"));
  EXPECT_THAT(components({{"SourceArn", component["Source"]["SourceArn"]}}), ElementsAre(name));
  EXPECT_THAT(names("ListTrials", {{"TrialComponentName", name}}, "TrialSummaries", "TrialName"),
              ElementsAre("Digits-aws-tuning-job"));
}

TEST_F(Tracking, AComponentFollowsItsTrialToItsEndWithItsMetrics) {
  const JobRecord job = add_job("digits", 1, now_);
  EXPECT_OK(jobs_.put_run(job.spec.name, tuner::testing::sample_run(1)));
  Trial trial = value_of(jobs_.trials(job.spec.name)).at(0);
  trial.status = TrialStatus::kFailed;
  trial.reason = "it\nbroke\xff";
  trial.started_at = tuner::testing::at(5000);
  trial.ended_at = tuner::testing::at(9000);
  const auto seen = tuner::testing::seen(1,
                                         {tuner::testing::point("loss", 3.0, 0),
                                          tuner::testing::point("loss", tuner::testing::kNan, 1)});
  EXPECT_OK(
      jobs_.append_step(job.spec.name, tuner::testing::sample_step(2, {seen}), std::vector{trial}));
  const Json component =
      ask("DescribeTrialComponent", {{"TrialComponentName", component_name(job, 1)}});
  EXPECT_EQ(component["Status"],
            (Json{{"PrimaryStatus", "Failed"}, {"Message", "it broke\uFFFD"}}));
  EXPECT_EQ(component["StartTime"], 5.0);
  EXPECT_EQ(component["EndTime"], 9.0);
  ASSERT_EQ(component["Metrics"].size(), 1U);
  EXPECT_EQ(component["Metrics"][0]["Count"], 2);
  EXPECT_EQ(component["Metrics"][0]["Min"], 3.0);
  EXPECT_EQ(component["Metrics"][0]["Avg"], 3.0);
  EXPECT_EQ(component["Metrics"][0]["StdDev"], 0.0);
  EXPECT_FALSE(component["Metrics"][0].contains("Last"));
}

TEST_F(Tracking, PagesOfOwnAndAutomaticComponentsHoldEachOnceInOrder) {
  std::vector<std::string> expected;
  for (int i = 0; i < 4; ++i) {
    const JobRecord job =
        add_job("job" + std::to_string(i), 5, now_ + std::chrono::milliseconds(7 * i));
    for (std::uint32_t trial = 1; trial <= 5; ++trial)
      expected.push_back(component_name(job, trial));
    const std::string own = "own" + std::to_string(i);
    ask("CreateTrialComponent", {{"TrialComponentName", own}});
    expected.push_back(own);
    ask("UpdateTrialComponent",
        {{"TrialComponentName", expected[expected.size() - 3]}, {"DisplayName", "x"}});
  }
  std::ranges::sort(expected);
  for (const char* by : {"Name", "CreationTime"}) {
    for (const char* order : {"Ascending", "Descending"}) {
      Json input{{"SortBy", by}, {"SortOrder", order}, {"MaxResults", 3}};
      std::vector<std::string> found;
      std::vector<Json> keys;
      while (true) {
        const Json page = ask("ListTrialComponents", input);
        for (const Json& item : page["TrialComponentSummaries"]) {
          found.push_back(item["TrialComponentName"]);
          keys.push_back(item[std::string(by) == "Name" ? "TrialComponentName" : by]);
        }
        if (!page.contains("NextToken")) break;
        input["NextToken"] = page["NextToken"];
      }
      if (order == std::string("Descending")) std::ranges::reverse(keys);
      EXPECT_TRUE(std::ranges::is_sorted(keys)) << by << order;
      std::ranges::sort(found);
      EXPECT_EQ(found, expected) << by << order;
    }
  }
}

TEST_F(Tracking, AClientsChangeLiesOverWhatTheJobSays) {
  const JobRecord job = add_job("digits", 2, now_);
  const std::string name = component_name(job, 1);
  ask("UpdateTrialComponent",
      {{"TrialComponentName", name},
       {"DisplayName", "shown"},
       {"Parameters", {{"lr", {{"NumberValue", 9}}}, {"mine", {{"StringValue", "x"}}}}},
       {"ParametersToRemove", {"solver"}}});
  const Json component = ask("DescribeTrialComponent", {{"TrialComponentName", name}});
  EXPECT_EQ(component["DisplayName"], "shown");
  EXPECT_EQ(component["Parameters"]["lr"]["NumberValue"], 9.0);
  EXPECT_EQ(component["Parameters"]["mine"]["StringValue"], "x");
  EXPECT_EQ(component["Parameters"]["solver"]["StringValue"], "sgd");
  EXPECT_EQ(component["Status"]["PrimaryStatus"], "InProgress");
  EXPECT_THAT(components({{"ExperimentName", "digits-aws-tuning-job"}}), SizeIs(2));
  EXPECT_THAT(components(Json::object()), SizeIs(2));
  ask("UpdateExperiment", {{"ExperimentName", "digits-aws-tuning-job"}, {"Description", "why"}});
  EXPECT_EQ(ask("DescribeExperiment", {{"ExperimentName", "digits-aws-tuning-job"}})["Description"],
            "why");
  EXPECT_THAT(ask("ListExperiments", Json::object())["ExperimentSummaries"], SizeIs(1));
}

TEST_F(Tracking, WhatAClientTouchedStaysWholeWhenItsJobIsDeleted) {
  const JobRecord job = add_job("digits", 2, now_);
  const std::string name = component_name(job, 1), group = "digits-aws-tuning-job";
  const std::vector<MetricPoint> printed{tuner::testing::point("loss", 0.5, 1),
                                         tuner::testing::point("loss", 0.25, 2),
                                         tuner::testing::point("acc", std::nan(""), 2)};
  EXPECT_OK(jobs_.put_run(job.spec.name, tuner::testing::sample_run(1)));
  EXPECT_OK(jobs_.append_step(
      job.spec.name, tuner::testing::sample_step(2, {tuner::testing::seen(1, printed)}), {}));
  ask("CreateExperiment", {{"ExperimentName", "e"}});
  ask("CreateTrial", {{"TrialName", "t"}, {"ExperimentName", "e"}});
  ask("AssociateTrialComponent", {{"TrialComponentName", name}, {"TrialName", "t"}});
  ask("UpdateTrial", {{"TrialName", group}, {"DisplayName", "shown"}});
  Json before = ask("DescribeTrialComponent", {{"TrialComponentName", name}});
  for (int times = 0; times < 2; ++times)
    EXPECT_OK(keep_records(tracking_, jobs_, {}, job.spec.name));
  EXPECT_OK(jobs_.delete_job(job.spec.name));
  Json after = ask("DescribeTrialComponent", {{"TrialComponentName", name}});
  EXPECT_EQ(after["Metrics"].size(), 1U);
  EXPECT_EQ(after["Metrics"][0]["Min"], 0.25);
  EXPECT_EQ(after["Metrics"][0]["Count"], 2);
  for (Json* each : {&before, &after}) each->erase("Metrics");
  EXPECT_EQ(after, before);
  EXPECT_THAT(components({{"TrialName", group}}), ElementsAre(name));
  EXPECT_THAT(components(Json::object()), ElementsAre(name));
}

TEST_F(Tracking, AutomaticComponentsJoinClientsTrialsAndTheReverse) {
  const JobRecord job = add_job("digits", 1, now_);
  const std::string name = component_name(job, 1), automatic = "digits-aws-tuning-job";
  ask("CreateExperiment", {{"ExperimentName", "e"}});
  ask("CreateTrial", {{"TrialName", "t"}, {"ExperimentName", "e"}});
  ask("CreateTrial", {{"TrialName", "within"}, {"ExperimentName", automatic}});
  ask("AssociateTrialComponent", {{"TrialComponentName", name}, {"TrialName", "t"}});
  EXPECT_THAT(components({{"TrialName", "t"}}), ElementsAre(name));
  EXPECT_EQ(ask("ListTrialComponents",
                {{"TrialName", "t"}})["TrialComponentSummaries"][0]["Status"]["PrimaryStatus"],
            "InProgress");
  ask("CreateTrialComponent", {{"TrialComponentName", "mine"}});
  ask("AssociateTrialComponent", {{"TrialComponentName", "mine"}, {"TrialName", automatic}});
  EXPECT_THAT(components({{"ExperimentName", automatic}}), ElementsAre(name, "mine"));
  EXPECT_THAT(names("ListTrials", {{"ExperimentName", automatic}}, "TrialSummaries", "TrialName"),
              ElementsAre("within", automatic));
  const Json point{{"MetricName", "extra"}, {"Timestamp", 1767323040}, {"Value", 1}};
  EXPECT_EQ(
      ask("BatchPutMetrics", {{"TrialComponentName", record_key(name)}, {"MetricData", {point}}}),
      Json::object());
  EXPECT_EQ(
      ask("DescribeTrialComponent", {{"TrialComponentName", name}})["Metrics"][0]["MetricName"],
      "extra");
  const std::string arn = kArn + ("experiment-trial-component/" + record_key(name));
  ask("AddTags", {{"ResourceArn", arn}, {"Tags", {{{"Key", "k"}, {"Value", "v"}}}}});
  EXPECT_THAT(ask("ListTags", {{"ResourceArn", arn}})["Tags"], SizeIs(1));
}

TEST_F(Tracking, WhatBelongsToAJobIsNeitherTakenNorDeleted) {
  const JobRecord job = add_job("digits", 1, now_);
  const Json names{{"ExperimentName", "digits-aws-tuning-job"},
                   {"TrialName", "digits-aws-tuning-job"},
                   {"TrialComponentName", component_name(job, 1)}};
  for (const char* kind : {"Experiment", "Trial", "TrialComponent"}) {
    EXPECT_THAT(refusal(std::string("Create") + kind, names), HasSubstr("already exists"));
    EXPECT_THAT(refusal(std::string("Delete") + kind, names), HasSubstr("belongs to a job"));
  }
  EXPECT_THAT(refusal("DisassociateTrialComponent", names), HasSubstr("its own tuning job"));
  EXPECT_THAT(refusal("CreateExperiment", {{"ExperimentName", "free-AWS-tuning-job"}}),
              HasSubstr("is kept for those of tuning jobs"));
  ask("UpdateTrialComponent",
      {{"TrialComponentName", component_name(job, 1)}, {"DisplayName", "x"}});
  EXPECT_OK(jobs_.delete_job(job.spec.name));
  EXPECT_EQ(ask("DescribeTrialComponent", names)["DisplayName"], "x");
  ask("DeleteTrialComponent", names);
}

}  // namespace
}  // namespace tuner::sagemaker
