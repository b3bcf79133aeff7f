// Whose results a job began with, as a view of it sees them.
#include "service/sagemaker/seen_job.h"

#include "tests/contract/store_samples.h"
#include "tests/service/sagemaker/site_fixture.h"

namespace tuner::sagemaker {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using tuner::testing::value_of;

class SeenParents : public OnASite {
 protected:
  void create(const std::string& name, TimePoint created, std::optional<WarmStart> start = {}) {
    JobRecord job = tuner::testing::sample_job(name);
    job.created_at = created;
    job.spec.warm_start = std::move(start);
    EXPECT_OK(store_->create_job(job));
  }

  std::vector<std::string> parents_of(const std::string& name) {
    std::vector<std::string> names;
    for (const JobSummary& parent : value_of(see_job(site_, {name})).parents)
      names.push_back(parent.job.spec.name.text);
    return names;
  }

  const TimePoint early_ = tuner::testing::at(1'700'000'000'000);
  const TimePoint late_ = early_ + std::chrono::hours(1);
};

TEST_F(SeenParents, TheyAreThoseOfAnIdenticalWarmStart) {
  create("one", early_);
  create("two", early_);
  create("same", late_, WarmStart{.jobs = {"two", "one"}});
  create("other", late_, WarmStart{.jobs = {"one"}, .kind = WarmStart::Kind::kTransfer});
  EXPECT_THAT(parents_of("same"), ElementsAre("two", "one"));
  EXPECT_THAT(parents_of("other"), IsEmpty());
  EXPECT_THAT(parents_of("one"), IsEmpty());
}

TEST_F(SeenParents, OneThatIsGoneIsNotTheOneThatTookItsName) {
  create("one", early_);
  create("same", early_, WarmStart{.jobs = {"one"}});
  EXPECT_THAT(parents_of("same"), ElementsAre("one"));
  EXPECT_OK(store_->delete_job({"one"}));
  EXPECT_THAT(parents_of("same"), IsEmpty());
  create("one", late_);
  EXPECT_THAT(parents_of("same"), IsEmpty());
}

}  // namespace
}  // namespace tuner::sagemaker
