#include "tuner/store/event_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/contract/result_matchers.h"
#include "tests/contract/store_samples.h"
#include "tests/contract/store_text.h"
#include "tuner/base/rng.h"

namespace tuner::testing {
namespace {

using ::testing::HasSubstr;

// Arbitrary events and actions, drawn from a seed.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : rng_(Rng::for_trial(seed, TrialId{1}, "event_json_test")) {}

  std::string bytes() {
    std::string value;
    for (std::uint64_t size = rng_.below(12); size > 0; --size) {
      value += static_cast<char>(rng_.below(rng_.below(2) == 0 ? 256 : 128));
    }
    return value;
  }
  double real() {
    constexpr std::array kSpecial{0.0, -0.0, kNan, kInf, -kInf, 5e-324, 1.7976931348623157e308};
    if (rng_.below(3) == 0) return kSpecial[rng_.below(kSpecial.size())];
    return rng_.normal() * std::exp(50 * rng_.normal());
  }
  std::int64_t integer() { return static_cast<std::int64_t>(rng_() >> rng_.below(64)); }
  TrialId trial() { return TrialId{static_cast<std::uint32_t>(rng_())}; }
  std::uint32_t attempt() { return static_cast<std::uint32_t>(rng_()); }

  Suggestion suggestion() {
    Suggestion suggestion;
    for (const char* name : {"a", "b", "c", "d", "e"}) {
      switch (rng_.below(4)) {
        case 0:
          suggestion.configuration.emplace(name, real());
          break;
        case 1:
          suggestion.configuration.emplace(name, integer());
          break;
        case 2:
          suggestion.configuration.emplace(
              name, Category{bytes(), static_cast<Category::Kind>(rng_.below(3))});
          break;
        default:
          break;
      }
    }
    if (rng_.below(2) == 0) suggestion.budget = integer();
    if (rng_.below(2) == 0) suggestion.resume_from = trial();
    return suggestion;
  }
  Event event() {
    switch (rng_.below(9)) {
      case 0:
        return JobOpened{rng_.below(2) == 0, rng_.below(2) == 0, rng_.below(2) == 0};
      case 1:
        return RunStarted{trial(), attempt(), bytes()};
      case 2:
        return MetricsSeen{trial(), attempt(), {}, rng_()};
      case 3: {
        RunStatus status{.phase = static_cast<RunPhase>(rng_.below(3)),
                         .end = static_cast<RunEnd>(rng_.below(9)),
                         .reason = bytes(),
                         .said_by_training = rng_.below(2) == 0,
                         .place = bytes(),
                         .ran_for = JobTime(integer())};
        if (rng_.below(2) == 0) status.exit_code = static_cast<int>(rng_.below(256));
        if (rng_.below(2) == 0) status.signal = -static_cast<int>(rng_.below(64));
        RunEnded ended{trial(), attempt(), std::move(status), bytes(), bytes()};
        if (rng_.below(2) == 0) ended.value_note = bytes();
        if (rng_.below(2) == 0)
          ended.evidence = LogEvidence{static_cast<FailureClass>(rng_.below(8)), bytes()};
        return ended;
      }
      case 4:
        return SubmitFailed{trial(), attempt(), bytes()};
      case 5:
        return ConvergenceSeen{attempt(), real(), real()};
      case 6:
        return JobExtended{attempt()};
      case 7:
        return SlotsGranted{attempt()};
      default:
        return StopRequested{static_cast<StopMode>(rng_.below(2)),
                             integer(),
                             rng_.below(2) == 0 ? std::nullopt : std::optional(trial())};
    }
  }
  Action action() {
    switch (rng_.below(4)) {
      case 0:
        return StartRun{trial(), attempt(), suggestion(), JobTime(integer())};
      case 1:
        return StopRun{trial(), attempt(), bytes()};
      case 2:
        return MarkPlace{
            bytes(), static_cast<PlaceStatus>(rng_.below(3)), JobTime(integer()), bytes()};
      default:
        return EndJob{static_cast<JobStatus>(rng_.below(4)), bytes()};
    }
  }
  Rng& rng() { return rng_; }

 private:
  Rng rng_;
};

TEST(EventJson, EventsAndActionsSurviveTheTripExactly) {
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    Draw draw(seed);
    const std::vector<Event> events{draw.event(), draw.event()};
    const std::vector<Action> actions{draw.action(), draw.action()};
    const std::vector<PointRange> ranges{{draw.rng()(), draw.rng()()}, {1, 2}};
    const auto back = events_from_text(events_to_text(events, ranges));
    ASSERT_TRUE(back.has_value()) << "seed " << seed << ": " << to_string(back.error());
    for (std::size_t i = 0; i < events.size(); ++i) {
      EXPECT_EQ(std::visit(EventText{}, (*back)[i].event), std::visit(EventText{}, events[i]))
          << "seed " << seed;
      if (!std::holds_alternative<MetricsSeen>(events[i])) continue;
      EXPECT_EQ((*back)[i].points.first, ranges[i].first);
      EXPECT_EQ((*back)[i].points.count, ranges[i].count);
    }
    const auto acted = actions_from_text(actions_to_text(actions));
    ASSERT_TRUE(acted.has_value()) << "seed " << seed << ": " << to_string(acted.error());
    for (std::size_t i = 0; i < actions.size(); ++i) {
      EXPECT_EQ(std::visit(EventText{}, (*acted)[i]), std::visit(EventText{}, actions[i]))
          << "seed " << seed;
    }
  }
}

TEST(EventJson, SaysWhichEntryLacksWhat) {
  const auto events = events_from_text(
      R"([{"type": "job_opened"}, {"type": "run_started", "trial": 1, "attempt": 4294967296, "place": ""}])");
  EXPECT_ERROR(ErrorCode::kInternal, events);
  EXPECT_THAT(events.error().message, HasSubstr("entry 2 has no legal \"attempt\""));
}

TEST(EventJson, RefusesWhatCannotHaveBeenWritten) {
  for (const char* text :
       {"",
        "{}",
        "null",
        "[",
        "[[]]",
        "[null]",
        R"([{}])",
        R"([{"type": 3}])",
        R"([{"type": "unheard of", "trial": 1, "attempt": 1}])",
        R"([{"type": "stop_requested", "mode": "gently", "command": 0}])",
        R"([{"type": "run_started", "trial": -1, "attempt": 1, "place": ""}])",
        R"([{"type": "run_started", "trial": 1.5, "attempt": 1, "place": ""}])",
        R"([{"type": "run_started", "trial": 1, "attempt": 1, "place": {"hex": "0g"}}])"}) {
    EXPECT_FALSE(events_from_text(text)) << text;
    EXPECT_FALSE(actions_from_text(text)) << text;
  }
  for (const char* configuration : {"[]",
                                    "3",
                                    R"({"a": null})",
                                    R"({"a": [1]})",
                                    R"({"a": 18446744073709551615})",
                                    R"({"a": {"real": "big"}})",
                                    R"({"a": {"number": 1}})",
                                    R"({"a": {"colour": "red"}})"}) {
    const std::string text =
        R"([{"type": "start_run", "trial": 1, "attempt": 1, "not_before": 0, "configuration": )" +
        std::string(configuration) + "}]";
    EXPECT_FALSE(actions_from_text(text)) << text;
  }
}

TEST(EventJson, DamagedTextIsAnErrorOrAnotherEventAndNeverACrash) {
  for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
    Draw draw(seed);
    const std::vector<Event> events{draw.event(), draw.event()};
    std::string text = events_to_text(events, std::vector<PointRange>(2));
    text[draw.rng().below(text.size())] = static_cast<char>(draw.rng().below(256));
    (void)events_from_text(text);
    std::string actions = actions_to_text(std::vector{draw.action()});
    actions[draw.rng().below(actions.size())] = static_cast<char>(draw.rng().below(256));
    (void)actions_from_text(actions);
  }
}

}  // namespace
}  // namespace tuner::testing
