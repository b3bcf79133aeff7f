#include "service/cli.h"

#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>

#include "service/commands.h"
#include "service/exit_code.h"
#include "service/usage_message.h"
#include "service/version.h"
#include "strategies/registry.h"

namespace tuner {
namespace {

std::string strategy_help(const std::string& what) {
  std::string names;
  for (const std::string& name : strategy_names()) names += (names.empty() ? "" : ", ") + name;
  return what + ": " + names;
}

// Whole numbers of a type from `least` on.
template <class Number>
CLI::Validator whole_number(Number least) {
  const auto check = [least](const std::string& text) -> std::string {
    Number number = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error == std::errc{} && stop == end && number >= least) return "";
    return "'" + text + "' is no whole number from " + std::to_string(least) + " to " +
           std::to_string(std::numeric_limits<Number>::max());
  };
  return CLI::Validator(check, "");
}

const CLI::Validator& from_one() {
  static const CLI::Validator validator = whole_number<std::uint32_t>(1);
  return validator;
}

// Collects what the parsed command line wants to be called.
class CommandLine {
 public:
  CommandLine() : app_("Hyperparameter tuning of any training program", "tuner") {
    app_.set_version_flag("--version", std::string("tuner ") + kVersion);
    app_.require_subcommand(1);
    app_.fallthrough();
    app_.failure_message(
        [](const CLI::App* app, const CLI::Error& error) { return usage_message(*app, error); });
    app_.set_help_all_flag("--help-all", "Show the help of every command");
    app_.add_option("--home",
                    context_.home,
                    "Folder of the state (default: $TUNER_HOME, else the nearest .tuner upwards, "
                    "else a new one here)");
    app_.add_flag("--json", context_.json, "Write one JSON document to standard output");
    add_running();
    add_files();
    add_questions();
    add_reports();
  }

  int run(int argc, const char* const* argv) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      return app_.exit(error) == 0 ? kExitOk : kExitUsage;
    }
    return command_();
  }

 private:
  template <class Options>
  CLI::App* add(const std::string& name,
                const std::string& help,
                Options& options,
                int (*command)(const CommandContext&, const Options&)) {
    CLI::App* sub = app_.add_subcommand(name, help);
    sub->footer("Every command takes --home FOLDER, where the state is, and --json.");
    sub->callback([this, &options, command] {
      command_ = [this, &options, command] { return command(context_, options); };
    });
    return sub;
  }

  static void add_definition(CLI::App& command,
                             std::optional<std::string>& definition,
                             const std::string& help) {
    command.add_option("--definition", definition, help);
  }

  void add_running() {
    CLI::App* run = add("run",
                        "Run a tuning job from a file; resumes it when it exists already",
                        run_,
                        run_command);
    run->add_option("FILE",
                    run_.file,
                    "Job file (YAML or JSON) or the body of a CreateHyperParameterTuningJob or "
                    "CreateTrainingJob call")
        ->required();
    run->add_option(
        "--catalogue", run_.catalogue, "What the images and s3:// prefixes of a request mean here");
    run->add_option("--name", run_.name, "Job name, instead of the file's");
    run->add_option("--seed", run_.seed, "Seed, instead of the file's")
        ->check(whole_number<std::uint64_t>(0));
    run->add_option("--strategy", run_.strategy, strategy_help("Strategy, instead of the file's"));
    run->add_option("--trials", run_.trials, "Number of trials, instead of the file's")
        ->check(from_one());
    run->add_option("--parallel", run_.parallel, "Trials at once, instead of the file's")
        ->check(from_one());
    run->add_flag("-q,--quiet", run_.quiet, "No progress, only the result");

    CLI::App* resume = add("resume",
                           "Go on with a job that was stopped or whose process died",
                           resume_,
                           resume_command);
    resume->add_option("JOB", resume_.job, "Job name")->required();
    resume->add_flag("-q,--quiet", resume_.quiet, "No progress, only the result");

    CLI::App* extend =
        add("extend",
            "Go on with a job under other limits, ranges or another strategy; nothing is run again",
            extend_,
            extend_command);
    extend->add_option("JOB", extend_.job, "Job name")->required();
    extend->add_option("FILE", extend_.file, "Its job file as it is to be (default: as it is)");
    extend->add_option("--catalogue",
                       extend_.catalogue,
                       "What the images and s3:// prefixes of a request mean here");
    extend->add_option("--trials", extend_.trials, "Number of trials in all")->check(from_one());
    extend->add_option("--parallel", extend_.parallel, "Trials at once")->check(from_one());
    extend->add_option("--time", extend_.time, "Time in all, such as 36h");
    extend->add_option("--strategy", extend_.strategy, strategy_help("Strategy from now on"));
    extend->add_flag("-q,--quiet", extend_.quiet, "No progress, only the result");

    CLI::App* stop = add("stop", "Stop a running job; it stays resumable", stop_, stop_command);
    stop->add_option("JOB", stop_.job, "Job name")->required();
    CLI::Option* trial = stop->add_option(
        "TRIAL", stop_.trial, "Number of a trial: it alone, with what it has printed so far");
    trial->check(from_one());
    stop->add_flag("--drain", stop_.drain, "Start nothing new and let the running trials end")
        ->excludes(trial);

    CLI::App* remove =
        add("delete", "Delete a job with its trials, metrics and folders", delete_, delete_command);
    remove->add_option("JOB", delete_.job, "Job name")->required();
    remove->add_flag("-y,--yes", delete_.yes, "Do not ask");
  }

  void add_files() {
    CLI::App* validate = add("validate",
                             "Check a job file and say everything that is wrong",
                             validate_,
                             validate_command);
    validate->add_option("FILE", validate_.file, "Job file")->required();
    validate->add_option("--catalogue", validate_.catalogue, "For the body of a SageMaker call");

    CLI::App* simulate = add("simulate",
                             "Show how a job would go, with invented trainings, in seconds",
                             simulate_,
                             simulate_command);
    simulate->add_option("FILE", simulate_.file, "Job file")->required();
    simulate->add_option(
        "--definition", simulate_.definition, "Which of its definitions, where there are several");
    simulate->add_option(
        "--like", simulate_.like, "Take values and times from a model of this job");
    simulate->add_option("--trial-time",
                         simulate_.trial_time,
                         "How long a trial takes (default: 10m or half its limit)");
    simulate->add_option("--failure-rate", simulate_.failure_rate, "Share of trials that fail");
    simulate->add_option("--seed", simulate_.seed, "Seed, instead of the file's")
        ->check(whole_number<std::uint64_t>(0));
    simulate->add_option(
        "--strategy", simulate_.strategy, strategy_help("Strategy, instead of the file's"));
    simulate->add_option("--trials", simulate_.trials, "Number of trials, instead of the file's")
        ->check(from_one());
    simulate->add_option("--parallel", simulate_.parallel, "Trials at once, instead of the file's")
        ->check(from_one());
    simulate->add_option("--catalogue", simulate_.catalogue, "For the body of a SageMaker call");

    CLI::App* test = add("test-metrics",
                         "Try the metric definitions of a job file on a log",
                         test_,
                         test_metrics_command);
    test->add_option("FILE", test_.file, "Job file")->required();
    test->add_option("--log", test_.log, "Log of a training; - for standard input")->required();
    test->add_option("--catalogue", test_.catalogue, "For the body of a SageMaker call");
    add_definition(*test, test_.definition, "Whose log it is, of a file with several definitions");

    add("ask-tell",
        "Suggest configurations to another program, over standard input and output",
        ask_tell_,
        ask_tell_command)
        ->add_option(
            "--strategy", ask_tell_.strategy, strategy_help("Strategy (default: bayesian)"));

    CLI::App* serve = add(
        "serve", "Serve Amazon SageMaker's tuning API from this machine", serve_, serve_command);
    serve->add_option("--config", serve_.config, "Configuration file (YAML or JSON)");
    serve->add_option("--address", serve_.address, "Address to listen on (default: 127.0.0.1)");
    serve->add_option("--port", serve_.port, "Port (default: 8471; 0: a free one)")
        ->check(whole_number<std::uint16_t>(0));
    serve->add_option("--keys", serve_.keys, "Who may call: file of access keys and tokens");
    serve->add_option("--catalogue",
                      serve_.catalogue,
                      "What the images and s3:// prefixes of requests mean here");
    serve->add_option("--slots", serve_.slots, "Local trainings at once (default: processors)")
        ->check(from_one());
    serve->add_flag(
        "--strict-limits", serve_.strict_limits, "Refuse what SageMaker's own limits refuse");
    serve->add_flag(
        "--print-config", serve_.print_config, "Print the configuration in effect, and end");

    add("doctor",
        "Check this machine, the home and its database, or a server",
        doctor_,
        doctor_command)
        ->add_option("--server", doctor_.server, "Address of a `tuner serve`: http://HOST:PORT");
  }

  void add_questions() {
    add("list", "List the jobs", list_, list_command);
    CLI::App* show = add("show",
                         "Show one job, or one of its trials: state, what it reached, failures",
                         show_,
                         show_command);
    show->add_option("JOB", show_.job, "Job name")->required();
    show->add_option("TRIAL", show_.trial, "Number of a trial: it alone")->check(from_one());
    CLI::App* trials = add("trials", "List the trials of a job", trials_, trials_command);
    trials->add_option("JOB", trials_.job, "Job name")->required();
    trials->add_option("--sort", trials_.sort, "Order")
        ->check(CLI::IsMember({"number", "objective", "duration"}));
    trials
        ->add_option("--status", trials_.statuses, "Those in this state alone; several with commas")
        ->delimiter(',')
        ->check(CLI::IsMember(
            {"pending", "running", "succeeded", "failed", "stopped-early", "cancelled"}));
    trials->add_option("--limit", trials_.limit, "The first so many of them")->check(from_one());
    trials->add_option("-f,--format", trials_.format, "Form")
        ->check(CLI::IsMember({"table", "csv", "json"}));
    add("best", "Show the best configuration of a job", best_, best_command)
        ->add_option("JOB", best_.job, "Job name")
        ->required();
    CLI::App* importance =
        add("importance", "Show which parameters decide", importance_, importance_command);
    importance->add_option("JOB", importance_.job, "Job name")->required();
    importance->add_option(
        "--parameter", importance_.parameter, "What the model says along one parameter, instead");
    importance->add_flag("--whole-space",
                         importance_.whole_space,
                         "Shares of the variation everywhere, not in the better half");
    add_definition(*importance, importance_.definition, "Of a job with several definitions");
    CLI::App* explain = add("explain",
                            "Say what the model has learnt, or why a trial was proposed",
                            explain_,
                            explain_command);
    explain->add_option("JOB", explain_.job, "Job name")->required();
    explain->add_option("TRIAL", explain_.trial, "Number of a trial")->check(from_one());
    add_definition(*explain, explain_.definition, "Of a job with several definitions");
    CLI::App* replay = add("replay",
                           "Go through a job's log again and show that everything follows from it",
                           replay_,
                           replay_command);
    replay->add_option("JOB", replay_.job, "Job name")->required();
    replay->add_flag(
        "--verify", replay_.verify, "Ask the strategy for every suggestion again, too");
    add("stop-audit",
        "Say what other rules of early stopping would have saved, and lost",
        stop_audit_,
        stop_audit_command)
        ->add_option("JOB", stop_audit_.job, "Job name")
        ->required();
    CLI::App* logs = add("logs", "Print the log of a trial", logs_, logs_command);
    logs->add_option("JOB", logs_.job, "Job name")->required();
    logs->add_option("TRIAL", logs_.trial, "Number of the trial")->required()->check(from_one());
    logs->add_option("--attempt", logs_.attempt, "Which attempt (default: the last)")
        ->check(from_one());
    logs->add_flag("-f,--follow", logs_.follow, "Go on while the trial runs");
  }

  void add_reports() {
    CLI::App* compare = add("compare", "Compare jobs side by side", compare_, compare_command);
    compare->add_option("JOB", compare_.jobs, "Job names")->required();
    CLI::App* report =
        add("report", "Write a report about one or more jobs", report_, report_command);
    report->add_option("JOB", report_.jobs, "Job names")->required();
    for (CLI::App* sub : {compare, report}) {
      ReportOptions& options = sub == compare ? compare_ : report_;
      sub->add_option("-o,--output",
                      options.output,
                      "File; its extension says the format: .html .md .json .csv");
      sub->add_option("-f,--format", options.format, "Format")
          ->check(CLI::IsMember({"html", "md", "json", "csv"}));
    }
  }

  CLI::App app_;
  CommandContext context_;
  RunOptions run_;
  ResumeOptions resume_;
  ExtendOptions extend_;
  StopOptions stop_;
  DeleteOptions delete_;
  ValidateOptions validate_;
  SimulateOptions simulate_;
  TestMetricsOptions test_;
  AskTellOptions ask_tell_;
  ServeOptions serve_;
  DoctorOptions doctor_;
  ListOptions list_;
  JobOptions best_, stop_audit_;
  ShowOptions show_;
  TrialsOptions trials_;
  ImportanceOptions importance_;
  ExplainOptions explain_;
  ReplayOptions replay_;
  LogsOptions logs_;
  ReportOptions compare_, report_;
  std::function<int()> command_;
};

}  // namespace

int run_cli(int argc, const char* const* argv) { return CommandLine().run(argc, argv); }

}  // namespace tuner
