// Lists of the trainings of all jobs: whole, in order, and without reading more jobs than a page needs.
#include <algorithm>
#include <map>

#include "service/sagemaker/operations.h"
#include "tests/contract/store_samples.h"
#include "tests/fakes/store_around.h"
#include "tests/service/sagemaker/site_fixture.h"

namespace tuner::sagemaker {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using ::testing::SizeIs;

class CountsReads final : public StoreAround {
 public:
  using StoreAround::StoreAround;

  Result<std::vector<Trial>> trials(const JobName& name) const override {
    ++reads[name.text];
    return StoreAround::trials(name);
  }

  mutable std::map<std::string, int> reads;
};

class TrainingLists : public OnASite {
 protected:
  static constexpr int kJobs = 6, kTrials = 4;

  // Jobs of four trials each, ten milliseconds apart; the next job begins `apart` later.
  void add_jobs(milliseconds apart) {
    for (int i = 0; i < kJobs; ++i) {
      JobRecord job = tuner::testing::sample_job("job" + std::to_string(i));
      job.created_at = TimePoint(std::chrono::hours(400'000)) + apart * i;
      EXPECT_OK(store_->create_job(job));
      std::vector<Trial> trials;
      for (std::uint32_t number = 1; number <= kTrials; ++number) {
        trials.push_back(number % 2 == 0 ? tuner::testing::ended_trial(job, number, 0.5)
                                         : tuner::testing::sample_trial(job, number));
        trials.back().created_at = job.created_at + milliseconds(10) * number;
        names_.push_back(trials.back().name);
      }
      StepRecord step = tuner::testing::sample_step(1, {JobOpened{}});
      step.wall = trials.back().created_at;
      EXPECT_OK(store_->append_step(job.spec.name, step, trials));
    }
    std::ranges::sort(names_);
  }

  json ask(const char* operation, const json& input) {
    auto answer = find_served_operation(operation)->call(counted_site_, input, {});
    EXPECT_TRUE(answer) << answer.error().message;
    return answer ? *std::move(answer) : json::object();
  }

  std::vector<std::string> names_;
  CountsReads counted_{*store_};
  Site counted_site_{home_, counted_, *tracking_, jobs_, catalogue_, clock_, false};
};

TEST_F(TrainingLists, AFurtherAttemptIsAChange) {
  const JobRecord job = tuner::testing::sample_job("retried");
  EXPECT_OK(store_->create_job(job));
  Trial trial = tuner::testing::sample_trial(job, 1);
  trial.created_at = job.created_at;
  trial.started_at = job.created_at + milliseconds(1'000);
  trial.ended_at = job.created_at + milliseconds(2'000);
  trial.status = TrialStatus::kRunning;
  trial.attempts = 2;
  const std::vector<std::pair<Event, std::optional<Action>>> steps{
      {JobOpened{}, StartRun{{1}, 1, {}, {}}},
      {RunStarted{{1}, 1, {}}, std::nullopt},
      {RunEnded{{1}, 1, {}, {}, {}}, StartRun{{1}, 2, {}, {}}},
      {RunStarted{{1}, 2, {}}, std::nullopt}};
  for (std::size_t i = 0; i < steps.size(); ++i) {
    StepRecord step = tuner::testing::sample_step(i + 1, {steps[i].first});
    if (steps[i].second) step.actions = {*steps[i].second};
    step.wall = job.created_at + milliseconds(1'000) * i;
    EXPECT_OK(store_->append_step(job.spec.name, step, {&trial, 1}));
  }
  const json listed = ask("ListTrainingJobs", json::object())["TrainingJobSummaries"][0];
  const json described = ask("DescribeTrainingJob", {{"TrainingJobName", trial.name}});
  EXPECT_EQ(listed["LastModifiedTime"], described["LastModifiedTime"]);
  const json component =
      ask("DescribeTrialComponent", {{"TrialComponentName", trial.name + "-aws-training-job"}});
  EXPECT_EQ(component["LastModifiedTime"], described["LastModifiedTime"]);
  EXPECT_GT(listed["LastModifiedTime"], listed["CreationTime"].get<double>() + 2.5);
}

TEST_F(TrainingLists, PagesHoldEachTrainingOnceInOrder) {
  add_jobs(milliseconds(17));
  const std::map<std::string, std::string> members{{"Name", "TrainingJobName"},
                                                   {"CreationTime", "CreationTime"},
                                                   {"Status", "TrainingJobStatus"}};
  for (const auto& [sort_by, member] : members) {
    for (const char* order : {"Ascending", "Descending"}) {
      json input{{"SortBy", sort_by}, {"SortOrder", order}, {"MaxResults", 5}};
      std::vector<std::string> found;
      std::vector<json> keys;
      for (bool more = true; more;) {
        const json page = ask("ListTrainingJobs", input);
        for (const json& item : page["TrainingJobSummaries"]) {
          found.push_back(item["TrainingJobName"]);
          keys.push_back(item[member]);
        }
        more = page.contains("NextToken");
        if (more) input["NextToken"] = page["NextToken"];
      }
      if (order == std::string("Descending")) std::ranges::reverse(keys);
      EXPECT_TRUE(std::ranges::is_sorted(keys)) << sort_by << order;
      std::ranges::sort(found);
      EXPECT_EQ(found, names_) << sort_by << order;
    }
  }
}

TEST_F(TrainingLists, APageReadsTheJobsThatItShows) {
  add_jobs(milliseconds(1000));
  for (const char* list : {"ListTrainingJobs", "ListTrialComponents"}) {
    for (const char* sort_by : {"Name", "CreationTime"}) {
      counted_.reads.clear();
      const json first = ask(
          list, {{"SortBy", sort_by}, {"SortOrder", "Descending"}, {"MaxResults", kTrials + 1}});
      EXPECT_EQ(counted_.reads, (std::map<std::string, int>{{"job5", 1}, {"job4", 1}})) << sort_by;
    }
  }
}

TEST_F(TrainingLists, NoneIsUnderWayInAJobThatHasEnded) {
  add_jobs(milliseconds(1000));
  for (int i = 1; i < kJobs; ++i)
    EXPECT_OK(store_->append_step(
        {"job" + std::to_string(i)}, tuner::testing::sample_step(2, {}, {EndJob{}}), {}));
  counted_.reads.clear();
  const json found = ask("ListTrainingJobs", {{"StatusEquals", "InProgress"}, {"MaxResults", 100}});
  EXPECT_THAT(found["TrainingJobSummaries"], SizeIs(kTrials / 2));
  EXPECT_THAT(counted_.reads, SizeIs(1));
}

TEST_F(TrainingLists, ASearchReadsEachJobOnceAndCountsAll) {
  add_jobs(milliseconds(1000));
  for (const char* resource : {"TrainingJob", "ExperimentTrialComponent"}) {
    counted_.reads.clear();
    const json found = ask("Search", {{"Resource", resource}, {"MaxResults", 3}});
    EXPECT_THAT(found["Results"], SizeIs(3)) << resource;
    EXPECT_EQ(found["TotalHits"]["Value"], kJobs * kTrials) << resource;
    for (const auto& [job, reads] : counted_.reads) EXPECT_EQ(reads, 1) << resource << job;
  }
}

}  // namespace
}  // namespace tuner::sagemaker
