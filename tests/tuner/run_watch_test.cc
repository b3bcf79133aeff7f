#include "tuner/run_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "metrics/scraper.h"

namespace tuner {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A run whose log is a text that others may cut, empty and delete.
class OneLog final : public Backend {
 public:
  std::optional<std::string> text = "";
  std::size_t piece_bytes = 1000;

  BackendTraits traits() const override { return {.name = "one"}; }
  Result<RunHandle> submit(const RunRequest&) override { return RunHandle{"one", "run"}; }
  Result<std::vector<RunStatus>> status(std::span<const RunHandle>) override {
    return std::vector<RunStatus>{};
  }
  Result<LogChunk> read_log(const RunHandle&, std::uint64_t offset) override {
    if (!text) return fail(ErrorCode::kNotFound, "no such file");
    if (offset >= text->size()) return LogChunk{{}, offset};
    const std::string piece = text->substr(offset, piece_bytes);
    return LogChunk{piece, offset + piece.size()};
  }
  Result<void> stop(const RunHandle&, std::chrono::milliseconds) override { return {}; }
  Result<void> remove(const RunHandle&) override { return {}; }
  void wait(std::chrono::milliseconds, std::stop_token) override {}
};

class RunWatchTest : public testing::Test {
 protected:
  static constexpr std::uint64_t kLogLimit = 40;

  // What the watch saw while the run goes on, or at its end.
  std::vector<Event> observed(RunPhase phase) {
    std::vector<Event> events;
    const RunStatus status{.phase = phase, .end = RunEnd::kSucceeded};
    watch.observe(status, log, {}, events);
    return events;
  }
  std::vector<double> running() {
    std::vector<double> values;
    for (const Event& event : observed(RunPhase::kRunning)) {
      const auto* seen = std::get_if<MetricsSeen>(&event);
      if (seen == nullptr) continue;
      for (const MetricPoint& point : seen->points) values.push_back(point.value);
    }
    return values;
  }
  RunEnded ended() { return std::get<RunEnded>(observed(RunPhase::kEnded).back()); }

  OneLog log;
  RunWatch watch{RunRecord{TrialId{1}, 1, {"one", "run"}, 0},
                 make_scraper(std::vector<MetricDefinition>{{"loss", R"(loss=(\S+))"}}).value(),
                 {},
                 false,
                 "loss",
                 kLogLimit};
};

TEST_F(RunWatchTest, ARunThatIsReadToItsEndHasNoNote) {
  log.text = "loss=n/a\nloss=1\n";
  EXPECT_THAT(ended().value_note, IsEmpty());
}

TEST_F(RunWatchTest, ALogThatWasCutMakesItsLastValueDoubtful) {
  log.text = "loss=9\nxxx[the log limit of 9 bytes was reached" + std::string(kLogCutMark) + "\n";
  EXPECT_THAT(ended().value_note, HasSubstr("its log was cut at its limit (log_limit)"));
}

TEST_F(RunWatchTest, ALastMatchThatIsNoNumberIsNamed) {
  log.text = "loss=0.611\nloss=0.511%\n";
  EXPECT_THAT(ended().value_note, HasSubstr("the last match of 'loss' is no number ('0.511%')"));
}

TEST_F(RunWatchTest, ALineThatIsTooLongMakesTheValueBeforeItDoubtful) {
  log.text = "loss=0.9\n" + std::string(70'000, 'x') + " loss=0.1\n";
  log.piece_bytes = 100'000;
  EXPECT_THAT(ended().value_note, HasSubstr("of 1 of its lines only the first 64 KiB"));
}

TEST_F(RunWatchTest, ALogThatWasEmptiedIsReadFromItsNewBeginning) {
  log.text = "loss=5, and much more\n";
  EXPECT_THAT(running(), testing::ElementsAre(5.0));
  log.text = "loss=1\n";
  EXPECT_THAT(running(), testing::ElementsAre(1.0));
  EXPECT_THAT(ended().value_note, HasSubstr("its log was emptied while it ran"));
}

// What was read beyond the limit before the cut is not read again while the run writes on, and what was saved of the end is, once.
TEST_F(RunWatchTest, ALogThatIsCutWhileTheRunGoesOnIsReadOnBehindTheCut) {
  const std::string begin = "loss=5\n" + std::string(kLogLimit - 8, 'x') + "\n";
  log.text = begin + "loss=4\nloss=3\n";
  EXPECT_THAT(running(), testing::ElementsAre(5.0, 4.0, 3.0));
  for (const char* rest : {"y", "yloss=8\nloss=7\nloss=6\nloss=5\n", "y"}) {
    log.text = begin + rest;
    EXPECT_THAT(running(), IsEmpty()) << rest;
  }
  log.text = begin + "[it was cut" + std::string(kLogCutMark) + "\nloss=2\n";
  const std::vector<Event> last = observed(RunPhase::kEnded);
  ASSERT_EQ(last.size(), 2U);
  const MetricsSeen& seen = std::get<MetricsSeen>(last.front());
  ASSERT_EQ(seen.points.size(), 1U);
  EXPECT_EQ(seen.points[0].value, 2.0);
  EXPECT_EQ(seen.points[0].step, 3);
  EXPECT_THAT(std::get<RunEnded>(last.back()).value_note,
              testing::AllOf(HasSubstr("cut at its limit"), testing::Not(HasSubstr("emptied"))));
}

TEST_F(RunWatchTest, ALogThatWasEmptiedAndIsNoShorterIsReadFromItsNewBeginning) {
  log.text = "loss=5\n";
  running();
  log.text = "loss=1\n";
  EXPECT_THAT(running(), testing::ElementsAre(1.0));
  log.text = "loss=2\nloss=3\n";
  EXPECT_THAT(running(), testing::ElementsAre(2.0, 3.0));
}

TEST_F(RunWatchTest, ALogThatComesInSmallPiecesIsNotTakenForOneThatWasEmptied) {
  log.piece_bytes = 1;
  log.text = "loss=5\n" + std::string(200, 'x') + "\n";
  EXPECT_THAT(running(), testing::ElementsAre(5.0));
  *log.text += "loss=1\n";
  EXPECT_THAT(running(), testing::ElementsAre(1.0));
  EXPECT_THAT(ended().value_note, IsEmpty());
}

TEST_F(RunWatchTest, AProcessThatGoesOnInTheMiddleOfALogReadsOnFromThere) {
  log.text = std::string(200, 'x') + "\nloss=5\n";
  watch = RunWatch(RunRecord{TrialId{1}, 1, {"one", "run"}, log.text->size()},
                   make_scraper(std::vector<MetricDefinition>{{"loss", R"(loss=(\S+))"}}).value(),
                   {{"loss", 1}},
                   true,
                   "loss",
                   0);
  for (const double value : {4.0, 3.0, 2.0}) {
    *log.text += "loss=" + shortest(value) + "\n";
    EXPECT_THAT(running(), testing::ElementsAre(value));
  }
  EXPECT_THAT(ended().value_note, IsEmpty());
}

TEST_F(RunWatchTest, ALineOfWhichTheBeginningWasEmptiedGivesNoValue) {
  log.text = "loss=5, and much more\nloss=";
  running();
  log.text = "7\nloss=1\n";
  EXPECT_THAT(running(), testing::ElementsAre(1.0));
}

TEST_F(RunWatchTest, ARunWhoseLogIsGoneIsLostAndDoesNotCountWithAnOlderValue) {
  log.text = "loss=5\n";
  running();
  log.text.reset();
  const RunEnded end = ended();
  EXPECT_EQ(end.status.end, RunEnd::kLost);
  EXPECT_THAT(end.status.reason, HasSubstr("its log was deleted"));
}

TEST_F(RunWatchTest, CountsTheLinesInWhichTheObjectiveWasNotFound) {
  log.text = "one\ntwo\n";
  running();
  EXPECT_EQ(watch.lines_in_vain(), 2u);
  *log.text += "loss=1\n";
  running();
  EXPECT_EQ(watch.lines_in_vain(), 0u);
}

}  // namespace
}  // namespace tuner
