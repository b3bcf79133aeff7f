#include "tests/contract/tracking_contract.h"

#include <gmock/gmock.h>

#include <limits>
#include <thread>

namespace tuner::testing {
namespace {

using enum RecordKind;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

using namespace std::string_literals;

const std::string kHostile = "it's \"x\"; DROP TABLE jobs;--\0\n\xff\xfe\xc3"s;

TEST_P(TrackingContract, HasNothingAtFirst) {
  for (const RecordKind kind : {kExperiment, kTrialGroup, kTrialComponent}) {
    EXPECT_ERROR(ErrorCode::kNotFound, store_->record(kind, "a"));
    EXPECT_ERROR(ErrorCode::kNotFound, store_->remove(kind, "a"));
    EXPECT_ERROR(ErrorCode::kNotFound,
                 store_->update(kind, "a", [](TrackingRecord&) { return Result<void>(); }));
    EXPECT_THAT(names({.kind = kind}), IsEmpty());
  }
  EXPECT_ERROR(ErrorCode::kNotFound, store_->create(group("g", "a"), {}));
  EXPECT_ERROR(ErrorCode::kNotFound, store_->associate("g", "c"));
  EXPECT_ERROR(ErrorCode::kNotFound, store_->disassociate("g", "c"));
  EXPECT_ERROR(ErrorCode::kNotFound, store_->put_points("c", {}));
  EXPECT_ERROR(ErrorCode::kNotFound, store_->points("c", "loss"));
  EXPECT_ERROR(ErrorCode::kNotFound, store_->statistics("c"));
  EXPECT_THAT(value_of(store_->tags("experiment/a")), IsEmpty());
}

TEST_P(TrackingContract, GivesBackEveryMemberOfARecord) {
  create(experiment("Exp"));
  TrackingRecord full = component("Comp", 77);
  full.display_name = "shown";
  full.source = RecordSource{"training-job/a", "SageMakerTrainingJob"};
  full.properties = {{"CommitId", "abc"}, {"Repository", ""}};
  full.modified_at = at(99);
  full.created_by = "alice";
  full.modified_by = "bob";
  full.status = ComponentStatus::kStopping;
  full.status_message = "going";
  full.started_at = at(78);
  full.ended_at = at(-5);
  full.parameters = {{"lr", 0.1 + 0.2}, {"tiny", 5e-324}, {"solver", "sgd"}, {"number", "1"}};
  full.inputs = {{"data", {"text/csv", "s3://bucket/data"}}, {"bare", {"", "x"}}};
  full.outputs = {{"model", {"", "/model"}}};
  create(full);
  EXPECT_EQ(value_of(store_->record(kTrialComponent, "comp")), full);
  EXPECT_THAT(value_of(store_->records({.kind = kTrialComponent})), ElementsAre(full));
  TrackingRecord described = experiment("Other", 3);
  described.description = "why";
  create(described);
  EXPECT_EQ(value_of(store_->record(kExperiment, "OTHER")), described);
  const TrackingRecord held = group("Group", "eXP");
  create(held);
  EXPECT_EQ(value_of(store_->record(kTrialGroup, "group")).experiment, "Exp");
}

TEST_P(TrackingContract, KeepsHostileTextByteForByte) {
  create(experiment("e"));
  const std::string huge = kHostile + std::string(300'000, '\'');
  TrackingRecord record = component(kHostile);
  record.display_name = record.description = record.status_message = kHostile;
  record.created_by = record.modified_by = kHostile;
  record.source = RecordSource{kHostile, kHostile};
  record.properties = {{kHostile, kHostile}};
  record.parameters = {{kHostile, huge}, {"", ""}};
  record.inputs = record.outputs = {{kHostile, {kHostile, huge}}};
  create(record, {{kHostile, kHostile}});
  EXPECT_EQ(value_of(store_->record(kTrialComponent, kHostile)), record);
  EXPECT_THAT(value_of(store_->tags(tags_of(kTrialComponent, kHostile))),
              ElementsAre(Pair(kHostile, kHostile)));
  EXPECT_THAT(names({.kind = kTrialComponent, .source = kHostile}), ElementsAre(kHostile));
  EXPECT_THAT(names({.kind = kTrialComponent, .group = kHostile}), IsEmpty());
  EXPECT_OK(store_->put_points(kHostile, std::vector{sent(kHostile, 1, 2.0)}));
  EXPECT_THAT(value_of(store_->points(kHostile, kHostile)), ElementsAre(sent(kHostile, 1, 2.0)));
  EXPECT_OK(store_->remove(kTrialComponent, kHostile));
}

TEST_P(TrackingContract, TellsNamesApartWhateverTheirCase) {
  create(experiment("My-Exp"));
  EXPECT_ERROR(ErrorCode::kAlreadyExists, store_->create(experiment("my-exp"), {}));
  create(component("my-exp"));  // of another kind
  EXPECT_EQ(value_of(store_->record(kExperiment, "MY-EXP")).name, "My-Exp");
  EXPECT_OK(store_->remove(kExperiment, "mY-eXP"));
  create(experiment("MY-exp"));
}

TEST_P(TrackingContract, ChangesARecordAsAWholeOrNotAtAll) {
  create(experiment("e"));
  create(group("g", "e", 5));
  EXPECT_OK(store_->update(kTrialGroup, "G", [](TrackingRecord& record) -> Result<void> {
    record.display_name = "shown";
    record.modified_at = at(9);
    record.name = record.experiment = "elsewhere";
    record.kind = kExperiment;
    record.created_at = at(0);
    return {};
  }));
  TrackingRecord expected = group("g", "e", 5);
  expected.display_name = "shown";
  expected.modified_at = at(9);
  EXPECT_EQ(value_of(store_->record(kTrialGroup, "g")), expected);
  EXPECT_ERROR(ErrorCode::kInvalidArgument,
               store_->update(kTrialGroup, "g", [](TrackingRecord& record) -> Result<void> {
                 record.display_name = "lost";
                 return fail(ErrorCode::kInvalidArgument, "no");
               }));
  EXPECT_EQ(value_of(store_->record(kTrialGroup, "g")), expected);
}

TEST_P(TrackingContract, LosesNoChangeOfTwoThreads) {
  create(component("c"));
  const auto add = [&](const std::string& prefix) {
    for (int i = 0; i < 50; ++i) {
      EXPECT_OK(store_->update(kTrialComponent, "c", [&](TrackingRecord& record) {
        record.parameters[prefix + std::to_string(i)] = double(i);
        return Result<void>();
      }));
    }
  };
  std::thread other(add, "a");
  add("b");
  other.join();
  EXPECT_EQ(value_of(store_->record(kTrialComponent, "c")).parameters.size(), 100U);
}

TEST_P(TrackingContract, RemovesWhatHoldsNothingAndIsHeldByNothing) {
  create(experiment("e"));
  create(group("g", "e"));
  create(component("c"));
  EXPECT_OK(store_->associate("g", "c"));
  EXPECT_ERROR(ErrorCode::kFailedPrecondition, store_->remove(kExperiment, "e"));
  EXPECT_ERROR(ErrorCode::kFailedPrecondition, store_->remove(kTrialGroup, "g"));
  EXPECT_ERROR(ErrorCode::kFailedPrecondition, store_->remove(kTrialComponent, "c"));
  EXPECT_OK(store_->disassociate("G", "C"));
  EXPECT_OK(store_->remove(kTrialComponent, "c"));
  EXPECT_OK(store_->remove(kTrialGroup, "g"));
  EXPECT_OK(store_->remove(kExperiment, "e"));
  EXPECT_ERROR(ErrorCode::kNotFound, store_->record(kExperiment, "e"));
}

TEST_P(TrackingContract, ARemovedComponentLeavesNoTagsAndNoMetrics) {
  create(component("C"), {{"a", "1"}});
  EXPECT_OK(store_->put_points("c", std::vector{sent("loss", 1, 2.0)}));
  EXPECT_OK(store_->remove(kTrialComponent, "c"));
  create(component("c"));
  EXPECT_THAT(value_of(store_->tags(tags_of(kTrialComponent, "c"))), IsEmpty());
  EXPECT_THAT(value_of(store_->statistics("c")), IsEmpty());
}

TEST_P(TrackingContract, AssociatesTwiceWithoutHarmAndDisassociatesOnce) {
  create(experiment("e"));
  create(group("g", "e"));
  create(component("c"));
  EXPECT_OK(store_->associate("g", "c"));
  EXPECT_OK(store_->associate("G", "C"));
  EXPECT_ERROR(ErrorCode::kNotFound, store_->associate("g", "x"));
  EXPECT_ERROR(ErrorCode::kNotFound, store_->associate("x", "c"));
  EXPECT_THAT(names({.kind = kTrialComponent, .group = "g"}), ElementsAre("c"));
  EXPECT_OK(store_->disassociate("g", "c"));
  EXPECT_ERROR(ErrorCode::kNotFound, store_->disassociate("g", "c"));
}

TEST_P(TrackingContract, ListsByWhatHoldsAndByWhatIsHeld) {
  for (const char* name : {"e1", "e2"}) create(experiment(name));
  for (const auto& [name, in] : {std::pair("g1", "e1"), {"g2", "e1"}, {"g3", "e2"}}) {
    create(group(name, in));
  }
  for (const char* name : {"c1", "c2", "c3"}) create(component(name));
  for (const auto& [holds, held] :
       {std::pair("g1", "c1"), {"g2", "c1"}, {"g2", "c2"}, {"g3", "c3"}}) {
    EXPECT_OK(store_->associate(holds, held));
  }
  using Query = RecordQuery;
  EXPECT_THAT(names(Query{.kind = kTrialGroup, .experiment = "E1"}), ElementsAre("g2", "g1"));
  EXPECT_THAT(names(Query{.kind = kTrialGroup, .component = "C1"}), ElementsAre("g2", "g1"));
  EXPECT_THAT(names(Query{.kind = kTrialGroup, .experiment = "E2", .component = "C1"}), IsEmpty());
  EXPECT_THAT(names(Query{.kind = kTrialGroup, .experiment = "E1", .component = "C2"}),
              ElementsAre("g2"));
  EXPECT_THAT(names(Query{.kind = kTrialComponent, .group = "G2"}), ElementsAre("c2", "c1"));
  EXPECT_THAT(names(Query{.kind = kTrialComponent, .experiment = "E1"}), ElementsAre("c2", "c1"));
  EXPECT_THAT(names(Query{.kind = kTrialComponent, .experiment = "e2"}), ElementsAre("c3"));
  EXPECT_THAT(names(Query{.kind = kTrialComponent, .experiment = "none"}), IsEmpty());
}

TEST_P(TrackingContract, ListsByNameAndByAgeInBothDirections) {
  create(experiment("b", 1));
  create(experiment("C", 3));
  create(experiment("a", 2));
  create(experiment("d", 2));
  using Query = RecordQuery;
  constexpr auto kName = Query::Order::kName;
  EXPECT_THAT(names({}), ElementsAre("C", "d", "a", "b"));
  EXPECT_THAT(names(Query{.descending = false}), ElementsAre("b", "a", "d", "C"));
  EXPECT_THAT(names(Query{.order = kName}), ElementsAre("d", "C", "b", "a"));
  EXPECT_THAT(names(Query{.order = kName, .descending = false}), ElementsAre("a", "b", "C", "d"));
  EXPECT_THAT(names(Query{.at_most = 2}), ElementsAre("C", "d"));
  EXPECT_THAT(names(Query{.created_after = at(1), .created_before = at(3)}), ElementsAre("d", "a"));
}

TEST_P(TrackingContract, PagesGoOnAfterAPlaceThatIsGoneAndSkipNothing) {
  for (int i = 0; i < 25; ++i) create(component("c" + std::to_string(i), i / 3));
  for (const auto order : {RecordQuery::Order::kName, RecordQuery::Order::kCreated}) {
    for (const bool descending : {false, true}) {
      RecordQuery query{.kind = kTrialComponent, .order = order, .descending = descending};
      const auto all = names(query);
      EXPECT_EQ(all.size(), 25U);
      query.at_most = 7;
      std::vector<std::string> paged;
      while (true) {
        const auto page = value_of(store_->records(query));
        for (const TrackingRecord& record : page) paged.push_back(record.name);
        if (page.empty()) break;
        query.after = {.created_at = page.back().created_at, .name = page.back().name};
      }
      EXPECT_EQ(paged, all);
    }
  }
  EXPECT_OK(store_->remove(kTrialComponent, "c13"));
  EXPECT_THAT(names({.kind = kTrialComponent,
                     .descending = false,
                     .after = RecordQuery::Place{at(4), "C13"},
                     .at_most = 2}),
              ElementsAre("c14", "c15"));
}

TEST_P(TrackingContract, MergesTagsByKeyUpToALimit) {
  EXPECT_THAT(value_of(store_->put_tags("job/a", {{"x", "1"}, {"y", "2"}}, 3)),
              ElementsAre(Pair("x", "1"), Pair("y", "2")));
  EXPECT_THAT(value_of(store_->put_tags("job/a", {{"y", "3"}, {"z", ""}}, 3)),
              ElementsAre(Pair("x", "1"), Pair("y", "3"), Pair("z", "")));
  EXPECT_ERROR(ErrorCode::kFailedPrecondition,
               store_->put_tags("job/a", {{"x", "changed"}, {"more", ""}}, 3));
  EXPECT_THAT(value_of(store_->tags("job/a")),
              ElementsAre(Pair("x", "1"), Pair("y", "3"), Pair("z", "")));
  EXPECT_THAT(value_of(store_->tags("job/b")), IsEmpty());
  EXPECT_OK(store_->delete_tags("job/a", std::vector<std::string>{"x", "z", "unknown"}));
  EXPECT_THAT(value_of(store_->tags("job/a")), ElementsAre(Pair("y", "3")));
}

TEST_P(TrackingContract, KeepsPointsAndTheirStatistics) {
  create(component("c"));
  EXPECT_THAT(
      value_of(store_->put_points(
          "C", std::vector{sent("loss", 2, 4.0), sent("loss", 1, 2.0), sent("acc", 1, -1)})),
      IsEmpty());
  EXPECT_OK(store_->put_points("c", std::vector{sent("loss", 3, 9.0)}));
  EXPECT_THAT(value_of(store_->points("c", "loss")),
              ElementsAre(sent("loss", 1, 2.0), sent("loss", 2, 4.0), sent("loss", 3, 9.0)));
  EXPECT_THAT(value_of(store_->points("c", "none")), IsEmpty());
  const auto all = value_of(store_->statistics("c"));
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].metric, "acc");
  EXPECT_EQ(all[0].values.deviation(), 0.0);
  const ClientStatistics& loss = all[1];
  EXPECT_EQ(loss.values.count, 3U);
  EXPECT_EQ(loss.min, 2.0);
  EXPECT_EQ(loss.max, 9.0);
  EXPECT_DOUBLE_EQ(loss.values.mean, 5.0);
  EXPECT_DOUBLE_EQ(loss.values.deviation(), std::sqrt(26.0 / 3.0));
  EXPECT_EQ(loss.last, 9.0);
  EXPECT_EQ(loss.last_at, at(1003));
}

TEST_P(TrackingContract, TheLastValueIsThatOfTheLatestMomentWheneverItCame) {
  create(component("c"));
  const ClientPoint none{.metric = "m", .at = at(5), .value = 1.0};
  ClientPoint stepped = none, early = none;
  stepped.step = 0;
  stepped.value = 2.0;
  early.at = at(4);
  early.step = 9;
  EXPECT_OK(store_->put_points("c", std::vector{stepped, none, early}));
  EXPECT_THAT(value_of(store_->points("c", "m")), ElementsAre(early, none, stepped));
  EXPECT_EQ(value_of(store_->statistics("c")).at(0).last, 2.0);
}

TEST_P(TrackingContract, TakesThePointOfBeforeAgainAndRefusesItsContradiction) {
  create(component("c"));
  const std::vector first{sent("loss", 1, 2.0), sent("loss", 2, 3.0)};
  EXPECT_OK(store_->put_points("c", first));
  EXPECT_THAT(value_of(store_->put_points("c", first)), IsEmpty());
  EXPECT_THAT(
      value_of(store_->put_points(
          "c", std::vector{sent("loss", 3, 1.0), sent("loss", 1, 2.5), sent("loss", 3, 0.0)})),
      ElementsAre(1, 2));
  EXPECT_EQ(value_of(store_->statistics("c")).at(0).values.count, 3U);
  EXPECT_EQ(value_of(store_->statistics("c")).at(0).min, 1.0);
}

TEST_P(TrackingContract, KeepsNoneOfThePointsWhereOneIsNotFinite) {
  create(component("c"));
  for (const double bad :
       {std::numeric_limits<double>::quiet_NaN(), -std::numeric_limits<double>::infinity()}) {
    EXPECT_ERROR(ErrorCode::kInvalidArgument,
                 store_->put_points("c", std::vector{sent("loss", 1, 1.0), sent("loss", 2, bad)}));
  }
  EXPECT_THAT(value_of(store_->points("c", "loss")), IsEmpty());
}

TEST_P(DurableTrackingContract, KeepsEverythingWhenItIsClosed) {
  create(experiment("E"), {{"k", "v"}});
  create(group("g", "e"));
  create(component("c"));
  EXPECT_OK(store_->associate("g", "c"));
  EXPECT_OK(store_->put_points("c", std::vector{sent("loss", 1, 2.0)}));
  reopen();
  EXPECT_EQ(value_of(store_->record(kExperiment, "e")).name, "E");
  EXPECT_THAT(value_of(store_->tags(tags_of(kExperiment, "e"))), ElementsAre(Pair("k", "v")));
  EXPECT_THAT(names({.kind = kTrialComponent, .experiment = "e"}), ElementsAre("c"));
  EXPECT_EQ(value_of(store_->statistics("c")).size(), 1U);
  EXPECT_ERROR(ErrorCode::kAlreadyExists, store_->create(component("C"), {}));
}

}  // namespace
}  // namespace tuner::testing
