// `tuner compare` and `tuner report`: one report, in the format that is wanted, where it is wanted.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>
#include <vector>

#include "metrics/report.h"
#include "metrics/report_csv.h"
#include "metrics/report_html.h"
#include "metrics/report_json.h"
#include "metrics/report_markdown.h"
#include "service/atomic_file.h"
#include "service/commands.h"
#include "service/comparison_text.h"
#include "service/conclude.h"
#include "service/job_json.h"
#include "service/terminal.h"
#include "service/workspace.h"
#include "tuner/base/check.h"

namespace tuner {
namespace {

namespace fs = std::filesystem;

struct Format {
  std::string_view name, extension;
  std::string (*render)(const Report&);
};
constexpr std::array<Format, 4> kFormats = {{{"html", ".html", to_html},
                                             {"md", ".md", to_markdown},
                                             {"json", ".json", to_json_text},
                                             {"csv", ".csv", to_csv}}};

const Format& format_named(std::string_view name) {
  const auto format = std::find_if(
      kFormats.begin(), kFormats.end(), [name](const Format& each) { return each.name == name; });
  TUNER_CHECK(format != kFormats.end(), "the command line allows no other formats");
  return *format;
}

Result<const Format*> format_of(const CommandContext& context, const ReportOptions& options) {
  if (options.format) return &format_named(*options.format);
  if (!options.output) return &format_named(context.json ? "json" : "md");
  for (const Format& format : kFormats) {
    if (format.extension == options.output->extension()) return &format;
  }
  return fail(ErrorCode::kInvalidArgument,
              "the extension says no format; use .html, .md, .json or .csv, or say --format",
              options.output->string());
}

std::string in_its_format(const Report& report, const Format& format) {
  return format.render(report);
}

// Markdown is for files and pipes.
std::string for_a_person(const Report& report, const Format&) {
  return comparison_text(report, standard_output());
}

Result<ExitCode> write_report(const CommandContext& context,
                              const ReportOptions& options,
                              std::string (*render)(const Report&, const Format&) = in_its_format) {
  TUNER_ASSIGN_OR_RETURN(const Format* format, format_of(context, options));
  TUNER_ASSIGN_OR_RETURN(const Workspace workspace, open_workspace(context));
  std::vector<JobName> names;
  for (const std::string& job : options.jobs) {
    TUNER_ASSIGN_OR_RETURN(JobName name, find_tuning_job(*workspace.reader, job));
    names.push_back(std::move(name));
  }
  TUNER_ASSIGN_OR_RETURN(const Report report, make_report(*workspace.reader, names));
  const std::string text = render(report, *format);
  if (!options.output) {
    print(text);
    return kExitOk;
  }
  TUNER_RETURN_IF_ERROR(write_file_atomically(*options.output, text));
  const std::string written = fs::absolute(*options.output).lexically_normal().string();
  print(context.json ? json_text({{"written", written}}) : "Report written to " + written + "\n");
  return kExitOk;
}

}  // namespace

int report_command(const CommandContext& context, const ReportOptions& options) {
  return conclude(write_report(context, options));
}

int compare_command(const CommandContext& context, const ReportOptions& options) {
  const bool is_read =
      standard_output().interactive && !options.output && !options.format && !context.json;
  if (options.jobs.size() > 1)
    return conclude(write_report(context, options, is_read ? for_a_person : in_its_format));
  return conclude(fail(ErrorCode::kInvalidArgument,
                       "a comparison needs two jobs or more; `tuner report " +
                           options.jobs.front() + "` describes one"));
}

}  // namespace tuner
