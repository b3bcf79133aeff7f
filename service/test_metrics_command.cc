// `tuner test-metrics`: what each metric definition finds in a log, before any money is spent.
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <system_error>

#include "service/commands.h"
#include "service/conclude.h"
#include "service/metric_trial.h"
#include "service/one_definition.h"
#include "service/spec_file.h"

namespace tuner {
namespace {

namespace fs = std::filesystem;

Result<std::ifstream> open_log(const fs::path& file) {
  std::error_code ignored;
  if (fs::is_directory(file, ignored)) {
    return fail(ErrorCode::kInvalidArgument, "is a folder, not a log", file.string());
  }
  std::ifstream log(file, std::ios::binary);
  if (log) return log;
  return fail(ErrorCode::kNotFound,
              std::string("the log cannot be read: ") + std::strerror(errno),
              file.string());
}

Result<ExitCode> try_metrics(const CommandContext& context,
                             const TuningJobSpec& spec,
                             std::istream& log) {
  MetricTrial trial(spec);
  const Terminal terminal = standard_output();
  std::string_view separator = "{\"found\": [\n";
  const auto on_line = [&](const LineFindings& line) {
    trial.add(line);
    if (!context.json) return print(trial.line_text(line, terminal));
    print(separator);
    print(trial.line_json(line));
    separator = ",\n";
  };
  TUNER_ASSIGN_OR_RETURN(const ScrapeReport report, scrape_log(spec.metrics, log, on_line));
  if (log.bad()) return fail(ErrorCode::kUnavailable, "the log could not be read to its end");
  if (context.json) {
    print(separator.front() == '{' ? "{\"found\": [" : "\n");
    print("],\n" + trial.summary_json(report) + "}\n");
  } else {
    print("\n" + trial.summary_text(report, terminal));
  }
  const auto failure = trial.failure();
  if (!failure) return kExitOk;
  return no_result(*failure);
}

Result<ExitCode> test_metrics(const CommandContext& context, const TestMetricsOptions& options) {
  const SpecFile file = read_spec(options.file, options.catalogue);
  if (!file.problems.empty()) return report_errors(file.problems);
  TUNER_ASSIGN_OR_RETURN(const TuningJobSpec spec, only_definition(file.spec, options.definition));
  if (options.log == "-") return try_metrics(context, spec, std::cin);
  TUNER_ASSIGN_OR_RETURN(std::ifstream log, open_log(options.log));
  return try_metrics(context, spec, log);
}

}  // namespace

int test_metrics_command(const CommandContext& context, const TestMetricsOptions& options) {
  return conclude(test_metrics(context, options));
}

}  // namespace tuner
