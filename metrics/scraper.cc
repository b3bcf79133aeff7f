#include "metrics/scraper.h"

#include <istream>
#include <utility>

#include "metrics/json_line_scraper.h"
#include "metrics/line_splitter.h"
#include "metrics/regex_scraper.h"

namespace tuner {
namespace {

constexpr std::size_t kMaxExampleBytes = 100;

// What all definitions find in a line, and the account of it.
class LineSearch {
 public:
  explicit LineSearch(std::span<const MetricDefinition> definitions)
      : definitions_(definitions.begin(), definitions.end()),
        regex_(definitions),
        json_(definitions) {
    for (const MetricDefinition& definition : definitions_) report_.matches[definition.name] = 0;
  }

  const std::string& name(const Finding& finding) const {
    return definitions_[finding.definition].name;
  }

  std::span<const Finding> scan(const Line& line) {
    found_.clear();
    regex_.scan(line.text, found_);
    json_.scan(line.text, found_);
    report_.lines += line.number == last_line_ ? 0 : 1;
    last_line_ = line.number;
    report_.cut_lines += line.cut ? 1 : 0;
    for (const Finding& finding : found_) count(finding);
    for (const std::size_t index : regex_.disabled().subspan(report_.disabled.size())) {
      report_.disabled.push_back(definitions_[index].name);
    }
    return found_;
  }

  void note_cut() { report_.log_cut = true; }

  const ScrapeReport& report() const { return report_; }

 private:
  void count(const Finding& finding) {
    const std::string& metric = name(finding);
    ++report_.matches[metric];
    if (finding.value) {
      report_.ends_in_no_number.erase(metric);
      return;
    }
    report_.ends_in_no_number[metric] = finding.text.substr(0, kMaxExampleBytes);
    if (++report_.not_a_number[metric] == 1) {
      report_.not_a_number_example[metric] = finding.text.substr(0, kMaxExampleBytes);
    }
  }

  std::vector<MetricDefinition> definitions_;
  RegexScraper regex_;
  JsonLineScraper json_;
  std::vector<Finding> found_;
  ScrapeReport report_;
  std::uint64_t last_line_ = 0;
};

class LineScraper final : public MetricScraper {
 public:
  explicit LineScraper(std::span<const MetricDefinition> definitions) : search_(definitions) {}

  std::vector<MetricPoint> feed(std::string_view text, TimePoint seen_at) override {
    std::vector<MetricPoint> points;
    splitter_.feed(text, [&](const Line& line) { scan(line, seen_at, points); });
    return points;
  }

  std::vector<MetricPoint> finish(TimePoint seen_at) override {
    std::vector<MetricPoint> points;
    splitter_.finish([&](const Line& line) { scan(line, seen_at, points); });
    return points;
  }

  std::uint64_t complete_offset() const override { return splitter_.complete_offset(); }
  const ScrapeReport& report() const override { return search_.report(); }

  void resume(std::uint64_t offset, const std::map<std::string, std::uint64_t>& counts) override {
    splitter_ = {};
    splitter_.start_at(offset);
    values_.insert(counts.begin(), counts.end());
  }

 private:
  void scan(const Line& line, TimePoint seen_at, std::vector<MetricPoint>& points) {
    if (line.text.ends_with(kLogCutMark)) return search_.note_cut();
    for (const Finding& finding : search_.scan(line)) {
      if (!finding.value) continue;
      const std::string& metric = search_.name(finding);
      const auto index = static_cast<std::int64_t>(values_[metric]++);
      points.push_back({metric, *finding.value, finding.step.value_or(index), seen_at});
    }
  }

  LineSplitter splitter_;
  LineSearch search_;
  std::map<std::string, std::uint64_t> values_;  // found so far, by metric
};

}  // namespace

Result<ScraperFactory> scraper_factory(std::span<const MetricDefinition> definitions) {
  const std::vector<Error> problems = regex_problems(definitions);
  if (!problems.empty()) return fail(problems.front());
  return [fresh = LineScraper(definitions)] { return std::make_unique<LineScraper>(fresh); };
}

Result<std::unique_ptr<MetricScraper>> make_scraper(std::span<const MetricDefinition> definitions) {
  TUNER_ASSIGN_OR_RETURN(const ScraperFactory factory, scraper_factory(definitions));
  return factory();
}

Result<ScrapeReport> scrape_log(std::span<const MetricDefinition> definitions,
                                std::istream& log,
                                const std::function<void(const LineFindings&)>& on_line) {
  const std::vector<Error> problems = regex_problems(definitions);
  if (!problems.empty()) return fail(problems.front());
  LineSearch search(definitions);
  LineSplitter splitter;
  const auto scan = [&](const Line& line) {
    const auto found = search.scan(line);
    if (!found.empty()) on_line({line.number, line.text, found});
  };
  std::string chunk(LineSplitter::kMaxLineBytes, '\0');
  while (log.read(chunk.data(), static_cast<std::streamsize>(chunk.size())), log.gcount() > 0) {
    splitter.feed(std::string_view(chunk).substr(0, static_cast<std::size_t>(log.gcount())), scan);
  }
  splitter.finish(scan);
  return search.report();
}

}  // namespace tuner
