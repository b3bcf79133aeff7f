#include "tuner/base/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tuner::log {
namespace {

class Log : public testing::Test {
 protected:
  void TearDown() override { set_level(Level::kWarning); }

  static std::string written() {
    testing::internal::CaptureStderr();
    debug("base", "a debug line");
    info("base", "an info line");
    warning("base", "a warning line");
    error("base", "an error line");
    return testing::internal::GetCapturedStderr();
  }
};

TEST_F(Log, WritesWarningsAndErrorsOfANamedLayerByDefault) {
  const std::string text = written();
  EXPECT_THAT(text, testing::HasSubstr("warning tuner.base: a warning line\n"));
  EXPECT_THAT(text, testing::HasSubstr("error tuner.base: an error line\n"));
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("an info line")));
}

TEST_F(Log, AChangedLevelAppliesToLoggersThatExist) {
  written();
  set_level(Level::kDebug);
  EXPECT_THAT(written(), testing::HasSubstr("a debug line"));
  set_level(Level::kError);
  EXPECT_THAT(written(), testing::Not(testing::HasSubstr("a warning line")));
  set_level(Level::kOff);
  EXPECT_EQ(written(), "");
}

}  // namespace
}  // namespace tuner::log
