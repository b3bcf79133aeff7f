// The commands of the program, each a function from its options to an exit code. cli.cc parses the options; nothing else
// knows about argv.
#pragma once

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace tuner {

// What every command is given.
struct CommandContext {
  std::optional<std::filesystem::path> home;  // --home
  bool json = false;  // --json: one JSON document on standard output, nothing else
};

struct RunOptions {
  std::filesystem::path file;
  std::optional<std::filesystem::path> catalogue;
  std::optional<std::string> name;                // overrides the file's
  std::optional<std::uint64_t> seed;              // overrides the file's
  std::optional<std::string> strategy;            // overrides the file's
  std::optional<std::uint32_t> trials, parallel;  // override the file's
  bool quiet = false;                             // no progress, only the result
};
struct ValidateOptions {
  std::filesystem::path file;
  std::optional<std::filesystem::path> catalogue;
};
struct SimulateOptions {
  std::filesystem::path file;
  std::optional<std::filesystem::path> catalogue;
  std::optional<std::string> definition = {};  // the one to simulate, where there are several
  std::optional<std::string> like;             // the job whose results are the model
  std::optional<std::string>
      trial_time;  // a duration; default: that job's, else 10m or half the limit
  std::optional<double> failure_rate;             // default: that job's, else 0
  std::optional<std::uint64_t> seed;              // overrides the file's
  std::optional<std::string> strategy;            // overrides the file's
  std::optional<std::uint32_t> trials, parallel;  // override the file's
};
struct TestMetricsOptions {
  std::filesystem::path file;
  std::optional<std::filesystem::path> catalogue;
  std::filesystem::path log;                   // "-": standard input
  std::optional<std::string> definition = {};  // whose log it is, where there are several
};
struct JobOptions {
  std::string job;
};
struct ShowOptions {
  std::string job;
  std::optional<std::uint32_t> trial = {};  // this one, instead of the job
};
struct ImportanceOptions {
  std::string job;
  std::optional<std::string> parameter;        // what the model says along this one, instead
  bool whole_space = false;                    // instead of its better half
  std::optional<std::string> definition = {};  // of several
};
struct ExplainOptions {
  std::string job;
  std::optional<std::uint32_t> trial;          // default: the model
  std::optional<std::string> definition = {};  // of several
};
struct ReplayOptions {
  std::string job;
  bool verify = false;  // ask the strategy again, too
};
struct DoctorOptions {
  std::optional<std::string> server = {};  // its address; nullopt: this machine
};

struct ServeOptions {
  std::optional<std::filesystem::path> config, keys, catalogue;
  std::optional<std::string> address;
  std::optional<std::uint16_t> port;
  std::optional<std::uint32_t> slots;
  bool strict_limits = false;
  bool print_config = false;  // and nothing else
};
struct ListOptions {};
struct TrialsOptions {
  std::string job;
  std::optional<std::string> sort = {};     // "number" (default), "objective", "duration"
  std::optional<std::string> format = {};   // "table" (default), "csv", "json"
  std::vector<std::string> statuses = {};   // those in one of these states; default: all
  std::optional<std::uint32_t> limit = {};  // the first so many, in that order
};
struct LogsOptions {
  std::string job;
  std::uint32_t trial = 0;
  std::optional<std::uint32_t> attempt;  // default: the last one
  bool follow = false;
};
struct ResumeOptions {
  std::string job;
  bool quiet = false;
};
struct ExtendOptions {
  std::string job;
  std::optional<std::filesystem::path> file;  // the job file as it is to be; default: as it is
  std::optional<std::filesystem::path> catalogue;
  std::optional<std::string> strategy;
  std::optional<std::uint32_t> trials, parallel;  // in all
  std::optional<std::string> time;                // a duration, in all
  bool quiet = false;
};
struct StopOptions {
  std::string job;
  std::optional<std::uint32_t> trial;  // this one alone
  bool drain = false;                  // let the running trials end
};
struct ReportOptions {
  std::vector<std::string> jobs;
  std::optional<std::filesystem::path>
      output;  // format by extension: .html .md .json .csv; default: Markdown to standard output
  std::optional<std::string> format;
};
struct AskTellOptions {
  std::string strategy = "bayesian";
};
struct DeleteOptions {
  std::string job;
  bool yes = false;  // without asking
};

int run_command(const CommandContext& context, const RunOptions& options);
int validate_command(const CommandContext& context, const ValidateOptions& options);
int simulate_command(const CommandContext& context, const SimulateOptions& options);
int test_metrics_command(const CommandContext& context, const TestMetricsOptions& options);
int list_command(const CommandContext& context, const ListOptions& options);
int show_command(const CommandContext& context, const ShowOptions& options);
int trials_command(const CommandContext& context, const TrialsOptions& options);
int best_command(const CommandContext& context, const JobOptions& options);
int importance_command(const CommandContext& context, const ImportanceOptions& options);
int explain_command(const CommandContext& context, const ExplainOptions& options);
int replay_command(const CommandContext& context, const ReplayOptions& options);
int stop_audit_command(const CommandContext& context, const JobOptions& options);
int logs_command(const CommandContext& context, const LogsOptions& options);
int stop_command(const CommandContext& context, const StopOptions& options);
int resume_command(const CommandContext& context, const ResumeOptions& options);
int extend_command(const CommandContext& context, const ExtendOptions& options);
int compare_command(const CommandContext& context, const ReportOptions& options);
int report_command(const CommandContext& context, const ReportOptions& options);
int delete_command(const CommandContext& context, const DeleteOptions& options);
int ask_tell_command(const CommandContext& context, const AskTellOptions& options);
int serve_command(const CommandContext& context, const ServeOptions& options);
int doctor_command(const CommandContext& context, const DoctorOptions& options);

}  // namespace tuner
