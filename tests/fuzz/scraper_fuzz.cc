// Feeds arbitrary bytes to the scraper, whole and in pieces, and asks for the same points;
// arbitrary expressions must be refused or searched within their limits. The first byte chooses,
// the second is the size of the pieces.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "metrics/scraper.h"
#include "tuner/base/check.h"

namespace tuner {
namespace {

std::vector<MetricPoint> scrape(std::span<const MetricDefinition> metrics,
                                std::string_view log,
                                std::size_t piece) {
  const auto scraper = make_scraper(metrics);
  if (!scraper) return {};
  std::vector<MetricPoint> points;
  const auto append = [&](std::vector<MetricPoint> more) {
    points.insert(points.end(), more.begin(), more.end());
  };
  for (std::size_t at = 0; at < log.size(); at += piece) {
    append((*scraper)->feed(log.substr(at, piece), TimePoint{}));
    TUNER_CHECK((*scraper)->complete_offset() <= log.size(), "an offset beyond the log");
  }
  append((*scraper)->finish(TimePoint{}));
  TUNER_CHECK((*scraper)->complete_offset() == log.size(), "finish() takes everything");
  return points;
}

bool same(const MetricPoint& a, const MetricPoint& b) {
  const bool both_nan = a.value != a.value && b.value != b.value;
  return a.name == b.name && a.step == b.step && (both_nan || a.value == b.value);
}

void fuzz_log(std::string_view log, std::size_t piece) {
  static const std::vector<MetricDefinition> kMetrics{
      {"loss", R"(loss[=: ]+(\S+))"}, {"acc", R"((?P<step>\d*)\D+acc=([-+.\w]*))"}, {"json", ""}};
  const auto whole = scrape(kMetrics, log, log.size() + 1), pieces = scrape(kMetrics, log, piece);
  TUNER_CHECK(std::equal(whole.begin(), whole.end(), pieces.begin(), pieces.end(), same),
              "chopping changed the points");
}

// The input is the expression up to the first line feed, then the log.
void fuzz_expression(std::string_view text) {
  const auto end = text.find('\n');
  if (end == std::string_view::npos) return;
  const std::vector<MetricDefinition> metrics{{"m", std::string(text.substr(0, end))}};
  scrape(metrics, text.substr(end + 1), text.size());
}

}  // namespace
}  // namespace tuner

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  if (data[0] % 4 == 0) {
    tuner::fuzz_expression(text);
  } else {
    tuner::fuzz_log(text, 1u + data[1]);
  }
  return 0;
}
