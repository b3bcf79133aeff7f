#include "service/sagemaker/tracking_search.h"

#include "service/sagemaker/search_suggestions.h"
#include "tests/service/sagemaker/tracking_fixture.h"

namespace tuner::sagemaker {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class TrackingSearch : public Tracking {
 protected:
  Result<Json> run(const Json& input) {
    const TrackingContext context{tracking_, jobs_, {}, now_};
    return search(tracking_sources(context), input);
  }
  std::vector<std::string> found(const std::string& resource, const Json& more = Json::object()) {
    Json input{{"Resource", resource}};
    input.update(more);
    std::vector<std::string> names;
    const Json answer = value_of(run(input));
    for (const Json& result : answer.value("Results", Json::array())) {
      for (const auto& [member, record] : result.items())
        names.push_back(record.at(member + "Name"));
    }
    return names;
  }
  std::vector<std::string> suggested(const std::string& resource, const std::string& hint) {
    const TrackingContext context{tracking_, jobs_, {}, now_};
    const Json query{{"PropertyNameQuery", {{"PropertyNameHint", hint}}}};
    const Json answer = value_of(search_suggestions(
        tracking_sources(context), {{"Resource", resource}, {"SuggestionQuery", query}}));
    std::vector<std::string> names;
    for (const Json& item : answer.at("PropertyNameSuggestions"))
      names.push_back(item.at("PropertyName"));
    return names;
  }
  static Json filters(std::initializer_list<Json> list) {
    return {{"SearchExpression", {{"Filters", Json(std::vector<Json>(list))}}}};
  }
  static Json is(const char* name, const std::string& value) {
    return {{"Name", name}, {"Operator", "Equals"}, {"Value", value}};
  }

  void add_run() {
    ask("CreateExperiment",
        {{"ExperimentName", "exp"}, {"Tags", {{{"Key", "team"}, {"Value", "vision"}}}}});
    ask("CreateTrial", {{"TrialName", "group"}, {"ExperimentName", "exp"}});
    ask("CreateTrialComponent",
        {{"TrialComponentName", "run"}, {"Parameters", {{"lr", {{"NumberValue", 0.25}}}}}});
    ask("CreateTrialComponent", {{"TrialComponentName", "other"}});
    ask("AssociateTrialComponent", {{"TrialComponentName", "run"}, {"TrialName", "group"}});
  }
};

TEST_F(TrackingSearch, SeesACreatedComponentAndItsAssociationAtOnce) {
  add_run();
  const Json both = filters({is("TrialComponentName", "run"), is("Parents.TrialName", "group")});
  EXPECT_THAT(found("ExperimentTrialComponent", both), ElementsAre("run"));
  EXPECT_THAT(found("ExperimentTrialComponent", filters({is("Parents.ExperimentName", "exp")})),
              ElementsAre("run"));
  EXPECT_THAT(found("ExperimentTrialComponent",
                    filters({is("TrialComponentName", "other"), is("Parents.TrialName", "group")})),
              IsEmpty());
  EXPECT_THAT(found("ExperimentTrialComponent", filters({is("TrialComponentName", "none")})),
              IsEmpty());
  EXPECT_THAT(found("ExperimentTrialComponent"), ElementsAre("other", "run"));
}

TEST_F(TrackingSearch, FindsByTagsParametersAndMetrics) {
  add_run();
  EXPECT_THAT(found("Experiment", filters({is("Tags.team", "vision")})), ElementsAre("exp"));
  EXPECT_THAT(found("Experiment", filters({is("Tags.team", "sound")})), IsEmpty());
  EXPECT_THAT(found("ExperimentTrialComponent",
                    filters({{{"Name", "Parameters.lr.NumberValue"},
                              {"Operator", "LessThan"},
                              {"Value", "0.3"}}})),
              ElementsAre("run"));
  EXPECT_OK(tracking_.put_points("run", std::vector<ClientPoint>{{"loss", 1, now_, 0.5}}));
  EXPECT_THAT(
      found("ExperimentTrialComponent",
            filters(
                {{{"Name", "Metrics.loss.Last"}, {"Operator", "GreaterThan"}, {"Value", "0.4"}}})),
      ElementsAre("run"));
}

TEST_F(TrackingSearch, RecordsHaveTheirTagsParentsComponentsAndMetrics) {
  add_run();
  EXPECT_OK(tracking_.put_points("run", std::vector<ClientPoint>{{"loss", 1, now_, 0.5}}));
  const auto record = [&](const char* resource, const char* name, const char* value) {
    Json input = filters({is(name, value)});
    input["Resource"] = resource;
    const Json answer = value_of(run(input));
    EXPECT_EQ(answer["TotalHits"], (Json{{"Value", 1}, {"Relation", "EqualTo"}}));
    return answer["Results"][0];
  };
  const Json component =
      record("ExperimentTrialComponent", "TrialComponentName", "run")["TrialComponent"];
  EXPECT_EQ(component["Parents"],
            Json::parse(R"([{"TrialName": "group", "ExperimentName": "exp"}])"));
  EXPECT_EQ(component["Metrics"][0]["Last"], 0.5);
  EXPECT_EQ(component["Parameters"]["lr"]["NumberValue"], 0.25);
  EXPECT_EQ(record("Experiment", "ExperimentName", "exp")["Experiment"]["Tags"],
            Json::parse(R"([{"Key": "team", "Value": "vision"}])"));
  const Json trial = record("ExperimentTrial", "ExperimentName", "exp")["Trial"];
  EXPECT_EQ(trial["TrialComponentSummaries"][0]["TrialComponentName"], "run");
}

TEST_F(TrackingSearch, SeesTheComponentsOfTuningJobs) {
  const JobRecord job = add_job("digits", 3, now_);
  add_run();
  EXPECT_THAT(found("ExperimentTrialComponent",
                    filters({is("Parents.ExperimentName", "digits-aws-tuning-job")})),
              ElementsAre(component_name(job, 3), component_name(job, 2), component_name(job, 1)));
  EXPECT_THAT(found("ExperimentTrialComponent",
                    filters({is("Source.SourceType", "SageMakerTrainingJob"),
                             is("Parameters.solver.StringValue", "sgd")}))
                  .size(),
              3U);
}

TEST_F(TrackingSearch, SortsByAnyPropertyAndPagesSurviveInserts) {
  for (const char* name : {"b", "d", "a", "c"}) ask("CreateExperiment", {{"ExperimentName", name}});
  ask("UpdateExperiment", {{"ExperimentName", "b"}, {"Description", "touched"}});
  EXPECT_THAT(found("Experiment"), ElementsAre("b", "c", "a", "d"));
  EXPECT_THAT(found("Experiment", {{"SortBy", "ExperimentName"}, {"SortOrder", "Ascending"}}),
              ElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(found("Experiment", {{"SortBy", "Description"}, {"SortOrder", "Ascending"}}),
              ElementsAre("a", "c", "d", "b"));
  Json input{{"Resource", "Experiment"},
             {"SortBy", "ExperimentName"},
             {"SortOrder", "Ascending"},
             {"MaxResults", 2}};
  const Json first = value_of(run(input));
  EXPECT_EQ(first["TotalHits"]["Value"], 4);
  ask("CreateExperiment", {{"ExperimentName", "aa"}});
  input["NextToken"] = first["NextToken"];
  EXPECT_THAT(found("Experiment", input), ElementsAre("c", "d"));
  input["NextToken"] = "nonsense";
  EXPECT_ERROR(ErrorCode::kInvalidArgument, run(input));
}

TEST_F(TrackingSearch, RefusesOtherResourcesAndUnknownProperties) {
  EXPECT_ERROR(ErrorCode::kInvalidArgument, run({{"Resource", "Model"}}));
  const auto unknown = run({{"Resource", "Experiment"}, {"SortBy", "Colour"}});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().message, "Unknown property name: Colour");
}

TEST_F(TrackingSearch, SuggestsNamesThatBeginWithTheHint) {
  add_run();
  EXPECT_OK(tracking_.put_points("run", std::vector<ClientPoint>{{"loss", 1, now_, 0.5}}));
  EXPECT_THAT(
      suggested("ExperimentTrialComponent", "Par"),
      ElementsAre(
          "Parameters.lr.NumberValue", "Parents", "Parents.ExperimentName", "Parents.TrialName"));
  EXPECT_THAT(suggested("ExperimentTrialComponent", "Metrics.loss.L"),
              ElementsAre("Metrics.loss.Last"));
  EXPECT_THAT(suggested("Experiment", "Tags"), ElementsAre("Tags", "Tags.team"));
  EXPECT_THAT(suggested("Experiment", "tags"), IsEmpty());
}

TEST_F(TrackingSearch, EverySuggestionIsAPropertyThatSearchTakes) {
  add_job("digits", 2, now_);
  add_run();
  for (const char* resource : {"Experiment", "ExperimentTrial", "ExperimentTrialComponent"}) {
    for (const std::string& name : suggested(resource, ""))
      EXPECT_OK(run({{"Resource", resource}, {"SortBy", name}}));
  }
  EXPECT_THAT(suggested("Experiment", ""), Contains("CreatedBy"));
}

TEST_F(TrackingSearch, SuggestsAllNamesWithoutAQueryAndNoneOfAnUnknownResource) {
  const TrackingContext context{tracking_, jobs_, {}, now_};
  const auto sources = tracking_sources(context);
  EXPECT_EQ(value_of(search_suggestions(sources, {{"Resource", "Experiment"}}))
                .at("PropertyNameSuggestions")
                .size(),
            suggested("Experiment", "").size());
  EXPECT_ERROR(ErrorCode::kInvalidArgument, search_suggestions(sources, {{"Resource", "Model"}}));
}

}  // namespace
}  // namespace tuner::sagemaker
