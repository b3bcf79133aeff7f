#include "backends/gpu_slots.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/backends/local_fixture.h"

namespace tuner {
namespace {

using Names = std::vector<std::string>;

TEST(GpuSlots, ADeviceIsFreeAgainWhenItsLockIsClosed) {
  const TemporaryFolder folder;
  const GpuSlots slots(folder.path() / "slots", {"0", "1"});
  {
    const auto both = slots.take(2);
    ASSERT_TRUE(both);
    EXPECT_EQ(both->devices, (Names{"0", "1"}));
    const auto none = slots.take(1);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, ErrorCode::kUnavailable);
  }
  EXPECT_EQ(slots.take(1)->devices, Names{"0"});
}

TEST(GpuSlots, AnAttemptThatFailsKeepsNothing) {
  const TemporaryFolder folder;
  const GpuSlots slots(folder.path(), {"0", "1"});
  const auto one = slots.take(1);
  EXPECT_FALSE(slots.take(2));
  EXPECT_EQ(slots.take(1)->devices, Names{"1"});
}

TEST(GpuSlots, AFolderThatCannotBeWrittenIsAnErrorForGood) {
  const TemporaryFolder folder;
  const GpuSlots slots(folder.write("file", ""), {"0"});
  EXPECT_EQ(slots.take(1).error().code, ErrorCode::kFailedPrecondition);
}

TEST(FindGpus, TheEnvironmentSaysWhichDevicesMayBeUsed) {
  ::setenv("CUDA_VISIBLE_DEVICES", "2,GPU-a1b2", 1);
  ::setenv("TUNER_GPUS", "3", 1);
  EXPECT_EQ(find_gpus(), (Names{"0", "1", "2"}));
  ::setenv("TUNER_GPUS", "5,7", 1);
  EXPECT_EQ(find_gpus(), (Names{"5", "7"}));
  ::unsetenv("TUNER_GPUS");
  EXPECT_EQ(find_gpus(), (Names{"2", "GPU-a1b2"}));
  ::unsetenv("CUDA_VISIBLE_DEVICES");
}

}  // namespace
}  // namespace tuner
