// What every metric scraper must do, whatever it looks for: the rules of tuner/metric_scraper.h.
//
// A test file gives a type with
//   static std::unique_ptr<MetricScraper> make();      // a fresh scraper
//   static std::string log();                          // it finds points in many of its lines
// and one line: INSTANTIATE_TYPED_TEST_SUITE_P(Mine, ScraperContract, MyScraper);
#pragma once

#include <gtest/gtest.h>

#include <bit>
#include <memory>
#include <string>
#include <vector>

#include "tuner/base/rng.h"
#include "tuner/metric_scraper.h"

namespace tuner {

inline constexpr TimePoint kSeenAt{std::chrono::milliseconds(1'000)};

inline void append(std::vector<MetricPoint>& to, std::vector<MetricPoint> points) {
  to.insert(to.end(), points.begin(), points.end());
}

// Bit for bit, so that NaN equals itself.
inline std::vector<std::string> printed(const std::vector<MetricPoint>& points) {
  std::vector<std::string> lines;
  for (const MetricPoint& point : points) {
    lines.push_back(point.name + " " + std::to_string(std::bit_cast<std::uint64_t>(point.value)) +
                    " " + std::to_string(point.step));
  }
  return lines;
}

inline std::vector<MetricPoint> scrape_at_once(MetricScraper& scraper, std::string_view text) {
  auto points = scraper.feed(text, kSeenAt);
  append(points, scraper.finish(kSeenAt));
  return points;
}

// Pieces of 0 to 99 bytes, most of them short.
inline std::vector<std::string_view> chop(std::string_view text, Rng& chance) {
  std::vector<std::string_view> pieces;
  while (!text.empty()) {
    pieces.push_back(text.substr(0, chance.below(1 + chance.below(100))));
    text.remove_prefix(pieces.back().size());
  }
  return pieces;
}

// The log with random bytes strewn in, the troublesome ones above all.
inline std::string with_junk(std::string log, Rng& chance) {
  using namespace std::string_view_literals;
  constexpr std::string_view kTrouble = "\r\n\x1b\0[]\\\x07m;\xff\xc3{}\""sv;
  for (std::uint64_t i = chance.below(log.size() / 8 + 2); i > 0; --i) {
    const char junk = chance.below(4) == 0 ? static_cast<char>(chance.below(256))
                                           : kTrouble[chance.below(kTrouble.size())];
    log.insert(log.begin() + static_cast<std::ptrdiff_t>(chance.below(log.size() + 1)), junk);
  }
  return log;
}

template <class Scraper>
class ScraperContract : public ::testing::Test {
 protected:
  static constexpr std::uint64_t kSeed = 20240229;
  static constexpr std::uint32_t kRounds = 300;
};
TYPED_TEST_SUITE_P(ScraperContract);

TYPED_TEST_P(ScraperContract, FindsPointsInItsOwnLog) {
  EXPECT_FALSE(scrape_at_once(*TypeParam::make(), TypeParam::log()).empty());
}

TYPED_TEST_P(ScraperContract, AnyChoppingOfAnyTextGivesTheSamePoints) {
  for (std::uint32_t round = 1; round <= this->kRounds; ++round) {
    SCOPED_TRACE("seed " + std::to_string(this->kSeed) + ", round " + std::to_string(round));
    Rng chance = Rng::for_trial(this->kSeed, TrialId{round}, "chopping");
    const std::string text = with_junk(TypeParam::log(), chance);
    const auto whole = TypeParam::make(), chopped = TypeParam::make();
    const auto expected = scrape_at_once(*whole, text);
    std::vector<MetricPoint> points;
    for (const auto piece : chop(text, chance)) append(points, chopped->feed(piece, kSeenAt));
    append(points, chopped->finish(kSeenAt));
    ASSERT_EQ(printed(points), printed(expected));
    ASSERT_EQ(chopped->complete_offset(), whole->complete_offset());
    ASSERT_EQ(chopped->report().lines, whole->report().lines);
  }
}

TYPED_TEST_P(ScraperContract, ResumingAtTheCompleteOffsetRepeatsNoneAndLosesNone) {
  for (std::uint32_t round = 1; round <= this->kRounds; ++round) {
    SCOPED_TRACE("seed " + std::to_string(this->kSeed) + ", round " + std::to_string(round));
    Rng chance = Rng::for_trial(this->kSeed, TrialId{round}, "resume");
    const std::string text = with_junk(TypeParam::log(), chance);
    const auto expected = scrape_at_once(*TypeParam::make(), text);
    std::vector<MetricPoint> points;
    std::map<std::string, std::uint64_t> counts;
    std::uint64_t offset = 0;
    do {  // each round of this loop is the life of one process
      const auto scraper = TypeParam::make();
      scraper->resume(offset, counts);
      const auto piece = text.substr(offset, 1 + chance.below(text.size()));
      auto found = scraper->feed(piece, kSeenAt);
      if (offset + piece.size() == text.size()) append(found, scraper->finish(kSeenAt));
      for (const MetricPoint& point : found) ++counts[point.name];
      append(points, found);
      offset = scraper->complete_offset();
    } while (offset < text.size());
    ASSERT_EQ(printed(points), printed(expected));
  }
}

TYPED_TEST_P(ScraperContract, ALineOfMegabytesIsCutAndCountedAndTheNextOneIsRead) {
  const auto scraper = TypeParam::make(), plain = TypeParam::make();
  const std::string log = TypeParam::log();
  const auto points = scrape_at_once(*scraper, std::string(5'000'000, 'x') + "\n" + log);
  EXPECT_EQ(printed(points), printed(scrape_at_once(*plain, log)));
  EXPECT_EQ(scraper->report().cut_lines, 1u);
  EXPECT_EQ(scraper->report().lines, plain->report().lines + 1);
}

TYPED_TEST_P(ScraperContract, ALineWithoutEndGivesItsPointsOnlyWhenTheLogHasEnded) {
  const auto complete = TypeParam::make(), open = TypeParam::make();
  std::string log = TypeParam::log();
  const auto expected = scrape_at_once(*complete, log);
  while (log.ends_with('\n')) log.pop_back();
  auto points = open->feed(log, kSeenAt);
  EXPECT_LT(open->complete_offset(), log.size());
  append(points, open->finish(kSeenAt));
  EXPECT_EQ(printed(points), printed(expected));
  EXPECT_EQ(open->complete_offset(), log.size());
}

REGISTER_TYPED_TEST_SUITE_P(ScraperContract,
                            FindsPointsInItsOwnLog,
                            AnyChoppingOfAnyTextGivesTheSamePoints,
                            ResumingAtTheCompleteOffsetRepeatsNoneAndLosesNone,
                            ALineOfMegabytesIsCutAndCountedAndTheNextOneIsRead,
                            ALineWithoutEndGivesItsPointsOnlyWhenTheLogHasEnded);

}  // namespace tuner
