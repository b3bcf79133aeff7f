#include "service/sagemaker/tracking_operations.h"

#include "service/sagemaker/paging.h"
#include "tests/service/sagemaker/tracking_fixture.h"

namespace tuner::sagemaker {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

TEST_F(Tracking, AnExperimentIsCreatedDescribedChangedAndDeleted) {
  const Json made = ask("CreateExperiment", {{"ExperimentName", "My-Exp"}, {"Description", "why"}});
  EXPECT_EQ(made, (Json{{"ExperimentArn", kArn + std::string("experiment/my-exp")}}));
  Json described = ask("DescribeExperiment", {{"ExperimentName", "my-exp"}});
  EXPECT_EQ(described["ExperimentName"], "My-Exp");
  EXPECT_EQ(described["DisplayName"], "My-Exp");
  EXPECT_EQ(described["Description"], "why");
  EXPECT_DOUBLE_EQ(described["CreationTime"], 1767323040.124);
  EXPECT_EQ(described["CreatedBy"]["IamIdentity"]["PrincipalId"], "AKID");
  ask("UpdateExperiment", {{"ExperimentName", "MY-EXP"}, {"DisplayName", "Shown"}});
  described = ask("DescribeExperiment", {{"ExperimentName", "my-exp"}});
  EXPECT_EQ(described["DisplayName"], "Shown");
  EXPECT_EQ(described["Description"], "why");
  EXPECT_GT(described["LastModifiedTime"], described["CreationTime"]);
  ask("DeleteExperiment", {{"ExperimentName", "my-exp"}});
  EXPECT_THAT(refusal("DescribeExperiment", {{"ExperimentName", "my-exp"}}),
              StartsWith("ResourceNotFound: "));
}

TEST_F(Tracking, ATakenNameIsAValidationExceptionThatSaysAlreadyExists) {
  ask("CreateExperiment", {{"ExperimentName", "e"}});
  ask("CreateTrial", {{"TrialName", "t"}, {"ExperimentName", "e"}});
  ask("CreateTrialComponent", {{"TrialComponentName", "c"}});
  for (const auto& [operation, input] :
       {std::pair<std::string, Json>{"CreateExperiment", {{"ExperimentName", "E"}}},
        {"CreateTrial", {{"TrialName", "T"}, {"ExperimentName", "e"}}},
        {"CreateTrialComponent", {{"TrialComponentName", "C"}}}}) {
    const std::string refused = refusal(operation, input);
    EXPECT_THAT(refused, StartsWith("ValidationException: ")) << operation;
    EXPECT_THAT(refused, HasSubstr("already exists")) << operation;
  }
}

TEST_F(Tracking, WhatIsUnknownIsResourceNotFound) {
  const Json names{{"ExperimentName", "x"}, {"TrialName", "x"}, {"TrialComponentName", "x"}};
  for (const char* kind : {"Experiment", "Trial", "TrialComponent"}) {
    for (const char* verb : {"Describe", "Update", "Delete"}) {
      EXPECT_EQ(refusal(std::string(verb) + kind, names),
                "ResourceNotFound: " + std::string(kind) + " 'x' does not exist.");
    }
  }
  for (const char* operation :
       {"CreateTrial", "ListTrials", "AssociateTrialComponent", "DisassociateTrialComponent"}) {
    EXPECT_THAT(refusal(operation, names), StartsWith("ResourceNotFound: ")) << operation;
  }
  EXPECT_THAT(refusal("ListTrialComponents", {{"TrialName", "x"}}), StartsWith("ResourceNotFound"));
}

TEST_F(Tracking, ChildrenGoBeforeTheirParents) {
  ask("CreateExperiment", {{"ExperimentName", "e"}});
  ask("CreateTrial", {{"TrialName", "t"}, {"ExperimentName", "e"}});
  ask("CreateTrialComponent", {{"TrialComponentName", "c"}});
  const Json pair{{"TrialComponentName", "c"}, {"TrialName", "t"}};
  const Json both = ask("AssociateTrialComponent", pair);
  EXPECT_EQ(both["TrialArn"], kArn + std::string("experiment-trial/t"));
  EXPECT_EQ(both["TrialComponentArn"], kArn + std::string("experiment-trial-component/c"));
  EXPECT_EQ(ask("AssociateTrialComponent", pair), both);
  EXPECT_THAT(
      refusal("DeleteExperiment", {{"ExperimentName", "e"}}),
      HasSubstr("ValidationException: Experiment 'e' cannot be deleted: it still has trials"));
  EXPECT_THAT(refusal("DeleteTrial", pair), HasSubstr("it still has trial components"));
  EXPECT_THAT(refusal("DeleteTrialComponent", pair), HasSubstr("still associated with a trial"));
  EXPECT_EQ(ask("DisassociateTrialComponent", pair), both);
  EXPECT_THAT(refusal("DisassociateTrialComponent", pair), StartsWith("ResourceNotFound: "));
  ask("DeleteTrialComponent", pair);
  ask("DeleteTrial", pair);
  ask("DeleteExperiment", {{"ExperimentName", "e"}});
}

TEST_F(Tracking, AnUpdateOfAComponentMergesMapsAndReplacesTheRest) {
  ask("CreateTrialComponent",
      {{"TrialComponentName", "c"},
       {"Status", {{"PrimaryStatus", "InProgress"}, {"Message", "on"}}},
       {"StartTime", 100.5},
       {"Parameters", {{"lr", {{"NumberValue", 0.1}}}, {"old", {{"StringValue", "x"}}}}},
       {"InputArtifacts", {{"data", {{"MediaType", "text/csv"}, {"Value", "s3://b/d"}}}}},
       {"OutputArtifacts", {{"model", {{"Value", "m"}}}}}});
  ask("UpdateTrialComponent",
      {{"TrialComponentName", "C"},
       {"Status", {{"PrimaryStatus", "Completed"}}},
       {"EndTime", 200},
       {"Parameters", {{"lr", {{"NumberValue", 0.2}}}, {"new", {{"StringValue", "1"}}}}},
       {"ParametersToRemove", {"old", "unknown"}},
       {"InputArtifacts", Json::object()},
       {"OutputArtifactsToRemove", {"model"}}});
  const Json described = ask("DescribeTrialComponent", {{"TrialComponentName", "c"}});
  EXPECT_EQ(described["Status"], (Json{{"PrimaryStatus", "Completed"}}));
  EXPECT_EQ(described["StartTime"], 100.5);
  EXPECT_EQ(described["EndTime"], 200.0);
  EXPECT_EQ(described["Parameters"],
            (Json{{"lr", {{"NumberValue", 0.2}}}, {"new", {{"StringValue", "1"}}}}));
  EXPECT_EQ(described["InputArtifacts"]["data"]["MediaType"], "text/csv");
  EXPECT_EQ(described["OutputArtifacts"], Json::object());
  EXPECT_EQ(ask("DescribeTrialComponent", {{"TrialComponentName", described["TrialComponentArn"]}}),
            described);
}

TEST_F(Tracking, AComponentHasNoMoreParametersThanThreeHundredAfterAllUpdates) {
  Json many = Json::object();
  for (int i = 0; i < 300; ++i) many["p" + std::to_string(i)] = {{"NumberValue", i}};
  ask("CreateTrialComponent", {{"TrialComponentName", "c"}, {"Parameters", many}});
  const Json more{{"TrialComponentName", "c"}, {"Parameters", {{"one", {{"NumberValue", 1}}}}}};
  EXPECT_THAT(refusal("UpdateTrialComponent", more), HasSubstr("301"));
  EXPECT_THAT(refusal("CreateTrialComponent",
                      {{"TrialComponentName", "d"}, {"Parameters", {{"p", Json::object()}}}}),
              HasSubstr("one of StringValue and NumberValue"));
  EXPECT_THAT(
      refusal("CreateTrialComponent",
              {{"TrialComponentName", "d"}, {"Parameters", {{"p", {{"NumberValue", "NaN"}}}}}}),
      HasSubstr("The NumberValue of parameter 'p' must be finite."));
}

TEST_F(Tracking, ListsHaveFiltersSortKeysAndPagesThatSurviveInserts) {
  for (const char* name : {"b", "d", "a", "c"}) ask("CreateExperiment", {{"ExperimentName", name}});
  const auto list = [&](const Json& input) {
    return names("ListExperiments", input, "ExperimentSummaries", "ExperimentName");
  };
  EXPECT_THAT(list(Json::object()), ElementsAre("c", "a", "d", "b"));
  EXPECT_THAT(list({{"SortOrder", "Ascending"}}), ElementsAre("b", "d", "a", "c"));
  EXPECT_THAT(list({{"SortBy", "Name"}}), ElementsAre("d", "c", "b", "a"));
  const double second = ask("DescribeExperiment", {{"ExperimentName", "d"}})["CreationTime"];
  EXPECT_THAT(list({{"CreatedAfter", second}}), ElementsAre("c", "a"));
  EXPECT_THAT(list({{"CreatedBefore", second}}), ElementsAre("b"));
  for (const char* by : {"Name", "CreationTime"}) {
    Json input{{"SortBy", by}, {"SortOrder", "Ascending"}, {"MaxResults", 3}};
    const Json first = ask("ListExperiments", input);
    EXPECT_EQ(first["ExperimentSummaries"].size(), 3U);
    input["NextToken"] = first["NextToken"];
    const Json rest = ask("ListExperiments", input);
    EXPECT_EQ(rest["ExperimentSummaries"].size(), 1U);
    EXPECT_FALSE(rest.contains("NextToken"));
    input["SortOrder"] = "Descending";
    EXPECT_THAT(refusal("ListExperiments", input), StartsWith("ValidationException: "));
  }
  for (int i = 0; i < 9; ++i)
    ask("CreateExperiment", {{"ExperimentName", "x" + std::to_string(i)}});
  EXPECT_EQ(list(Json::object()).size(), 10U);
}

TEST_F(Tracking, ATokenWhoseKeyIsNoNumberIsRefused) {
  Json input{{"MaxResults", 1}};
  const PageRequest page = read_page_request("ListExperiments", input, true).value();
  input["NextToken"] = token_for(page, {"no number", "a"});
  EXPECT_EQ(refusal("ListExperiments", input), "ValidationException: The NextToken is not valid.");
}

TEST_F(Tracking, ComponentsAreListedByOneHolderAtMostAndTrialsByBoth) {
  ask("CreateExperiment", {{"ExperimentName", "e"}});
  ask("CreateExperiment", {{"ExperimentName", "other"}});
  for (const char* trial : {"t1", "t2"}) {
    ask("CreateTrial", {{"TrialName", trial}, {"ExperimentName", "e"}});
  }
  for (const char* component : {"c1", "c2"}) {
    ask("CreateTrialComponent", {{"TrialComponentName", component}});
  }
  ask("AssociateTrialComponent", {{"TrialComponentName", "c1"}, {"TrialName", "t1"}});
  EXPECT_THAT(components({{"TrialName", "t1"}}), ElementsAre("c1"));
  EXPECT_THAT(components({{"ExperimentName", "e"}}), ElementsAre("c1"));
  EXPECT_THAT(components({{"SourceArn", "nothing"}}), IsEmpty());
  EXPECT_THAT(components(Json::object()), ElementsAre("c2", "c1"));
  EXPECT_THAT(refusal("ListTrialComponents", {{"TrialName", "t1"}, {"ExperimentName", "e"}}),
              HasSubstr("Only one of"));
  const auto trials = [&](const Json& input) {
    return names("ListTrials", input, "TrialSummaries", "TrialName");
  };
  EXPECT_THAT(trials({{"ExperimentName", "e"}}), ElementsAre("t2", "t1"));
  EXPECT_THAT(trials({{"TrialComponentName", "c1"}}), ElementsAre("t1"));
  EXPECT_THAT(trials({{"TrialComponentName", "c1"}, {"ExperimentName", "other"}}), IsEmpty());
}

TEST_F(Tracking, TagsAreMergedByKeyAndListedInPages) {
  const std::string arn =
      ask("CreateExperiment",
          {{"ExperimentName", "e"}, {"Tags", {{{"Key", "b"}, {"Value", "1"}}}}})["ExperimentArn"];
  const Json merged =
      ask("AddTags",
          {{"ResourceArn", arn},
           {"Tags", {{{"Key", "b"}, {"Value", "2"}}, {{"Key", "a"}, {"Value", ""}}}}});
  EXPECT_EQ(merged, Json::parse(R"({"Tags": [{"Key":"a","Value":""},{"Key":"b","Value":"2"}]})"));
  EXPECT_EQ(ask("ListTags", {{"ResourceArn", arn}}), merged);
  EXPECT_EQ(ask("DeleteTags", {{"ResourceArn", arn}, {"TagKeys", {"a", "x"}}}), Json::object());
  EXPECT_EQ(ask("ListTags", {{"ResourceArn", arn}})["Tags"].size(), 1U);
  Json fifty = Json::array();
  for (int i = 0; i < 50; ++i) fifty.push_back({{"Key", std::to_string(i)}, {"Value", "v"}});
  EXPECT_EQ(refusal("AddTags", {{"ResourceArn", arn}, {"Tags", fifty}}),
            "ValidationException: A resource can have at most 50 tags.");
  const std::string job = kArn + std::string("hyper-parameter-tuning-job/Job");
  EXPECT_EQ(ask("AddTags", {{"ResourceArn", job}, {"Tags", fifty}})["Tags"].size(), 50U);
  EXPECT_EQ(value_of(tracking_.tags("hyper-parameter-tuning-job/job")).size(), 50U);
}

TEST_F(Tracking, TagsOfNothingAndReservedKeysAreRefused) {
  const std::string unknown = kArn + std::string("experiment-trial/none");
  EXPECT_EQ(refusal("ListTags", {{"ResourceArn", unknown}}),
            "ValidationException: Trial 'none' does not exist.");
  EXPECT_THAT(refusal("ListTags", {{"ResourceArn", "arn:aws:s3:::b"}}),
              HasSubstr("is not the ARN"));
  for (const Json& tags : {Json{{{"Key", "AWS:x"}, {"Value", ""}}},
                           Json{{{"Key", "k"}, {"Value", ""}}, {{"Key", "k"}, {"Value", ""}}}}) {
    EXPECT_THAT(refusal("CreateExperiment", {{"ExperimentName", "e"}, {"Tags", tags}}),
                StartsWith("ValidationException: "));
  }
}

TEST_F(Tracking, ThereAreNoAssociationsOfLineage) {
  EXPECT_EQ(ask("ListAssociations", Json::object()),
            (Json{{"AssociationSummaries", Json::array()}}));
}

// What the Python SDK sends for `with Run(experiment_name="My-Exp", run_name="My-Run")`; reference D.6.
TEST_F(Tracking, FollowsTheRunOfThePythonSdk) {
  const Json experiment{{"ExperimentName", "my-exp"}};
  const Json trial{{"TrialName", "Default-Run-Group-my-exp"}, {"ExperimentName", "my-exp"}};
  const Json run{{"TrialComponentName", "my-exp-my-run"},
                 {"Tags", {{{"Key", "sagemaker:trial-component-source"}, {"Value", "run"}}}}};
  const Json pair{{"TrialComponentName", "my-exp-my-run"}, {"TrialName", trial["TrialName"]}};
  ask("CreateExperiment", experiment);
  ask("CreateTrial", trial);
  ask("CreateTrialComponent", run);
  EXPECT_THAT(components({{"TrialName", trial["TrialName"]}}), IsEmpty());
  ask("AssociateTrialComponent", pair);
  EXPECT_THAT(components({{"TrialName", trial["TrialName"]}}), ElementsAre("my-exp-my-run"));
  const Json empty = Json::object();
  ask("UpdateTrialComponent",
      {{"TrialComponentName", "my-exp-my-run"},
       {"Status", {{"PrimaryStatus", "InProgress"}, {"Message", "running"}}},
       {"StartTime", 1767323040},
       {"Parameters", empty},
       {"InputArtifacts", empty},
       {"OutputArtifacts", empty}});
  ask("UpdateTrialComponent",
      {{"TrialComponentName", "my-exp-my-run"},
       {"Status", {{"PrimaryStatus", "Completed"}}},
       {"EndTime", 1767323050},
       {"Parameters", {{"lr", {{"NumberValue", 0.1}}}}}});
  Json points = Json::array();
  for (int step = 0; step < 10; ++step) {
    points.push_back(
        {{"MetricName", "loss"}, {"Timestamp", 1767323040}, {"Step", step}, {"Value", 10 - step}});
  }
  const Json put{{"TrialComponentName", "my-exp-my-run"}, {"MetricData", points}};
  EXPECT_EQ(ask("BatchPutMetrics", put), Json::object());
  EXPECT_EQ(ask("BatchPutMetrics", put), Json::object());  // a repeated call changes nothing
  for (const auto& [operation, input] : {std::pair("CreateExperiment", experiment),
                                         {"CreateTrial", trial},
                                         {"CreateTrialComponent", run}}) {
    EXPECT_THAT(refusal(operation, input), HasSubstr("already exists"));
  }
  ask("DescribeExperiment", experiment);
  ask("DescribeTrial", {{"TrialName", trial["TrialName"]}});
  const Json described = ask("DescribeTrialComponent", {{"TrialComponentName", "my-exp-my-run"}});
  EXPECT_EQ(described["Status"], (Json{{"PrimaryStatus", "Completed"}}));
  ASSERT_EQ(described["Metrics"].size(), 1U);
  const Json& loss = described["Metrics"][0];
  EXPECT_EQ(loss["Count"], 10);
  EXPECT_EQ(loss["Min"], 1.0);
  EXPECT_EQ(loss["Max"], 10.0);
  EXPECT_EQ(loss["Last"], 1.0);
  EXPECT_DOUBLE_EQ(loss["Avg"], 5.5);
  EXPECT_NEAR(loss["StdDev"], 2.8722813, 1e-6);
  ask("DisassociateTrialComponent", pair);
  ask("DeleteTrialComponent", pair);
  ask("DeleteTrial", pair);
  ask("DeleteExperiment", experiment);
}

}  // namespace
}  // namespace tuner::sagemaker
