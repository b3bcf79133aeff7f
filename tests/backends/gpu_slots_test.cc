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

TEST(GpuSlots, ALackOfDescriptorsPasses) {
  const TemporaryFolder folder;
  const GpuSlots slots(folder.path(), {"0"});
  const auto take = [&] {
    const NoDescriptors none;
    return slots.take(1);
  };
  EXPECT_EQ(take().error().code, ErrorCode::kUnavailable);
  EXPECT_TRUE(slots.take(1));
}

TEST(GpuSlots, ADeviceToBeAvoidedIsNotTakenWhereThereAreOthersAtAll) {
  const TemporaryFolder folder;
  const GpuSlots slots(folder.path(), {"0", "1", "2"});
  const Names avoid{"0"}, first{"2"};
  {
    const auto one = slots.take(1, avoid);
    EXPECT_EQ(one->devices, Names{"1"});
    EXPECT_EQ(slots.take(1, avoid)->devices, Names{"2"});
    EXPECT_EQ(slots.take(2, avoid).error().code, ErrorCode::kUnavailable) << "it waits";
    EXPECT_EQ(slots.take(2)->devices, (Names{"0", "2"}));
  }
  EXPECT_EQ(slots.take(1, avoid, first)->devices, Names{"2"});
  EXPECT_EQ(slots.take(2, {}, first)->devices, (Names{"2", "0"}));
  EXPECT_EQ(slots.take(3, avoid)->devices, (Names{"0", "1", "2"})) << "no other way";
}

TEST(GpuSlots, APlaceNamesItsDevices) {
  const Names devices{"0", "GPU-a1"};
  EXPECT_EQ(place_of("node", devices), "node gpu 0,GPU-a1");
  EXPECT_EQ(devices_at("node gpu 0,GPU-a1", "node"), devices);
  EXPECT_EQ(place_of("node", {}), "node");
  EXPECT_EQ(devices_at("node", "node"), Names{});
  EXPECT_EQ(devices_at("other gpu 0", "node"), Names{});
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
