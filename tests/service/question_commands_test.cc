// list, show, trials, best: what they print about the sample home.
#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "service/exit_code.h"
#include "tests/service/sample_home.h"
#include "tests/service/terminal_of.h"

namespace tuner {
namespace {

using QuestionCommands = testing::SampleHome;
using nlohmann::json;
using testing::Output;

TEST_F(QuestionCommands, ListShowsStateProgressAndBestValue) {
  const Output output = run([&] { return list_command(context(), {}); });
  EXPECT_EQ(output.exit_code, kExitOk);
  EXPECT_EQ(output.out,
            "JOB     STATE        TRIALS   BEST  METRIC    TIME  CREATED\n"
            "digits  interrupted    3/20  0.125  loss    1m 32s  2023-11-14 22:13:20\n");
}

TEST_F(QuestionCommands, ListOfAnEmptyHomeSaysHowToBegin) {
  const CommandContext elsewhere{folder() / "other"};
  const Output output = run([&] { return list_command(elsewhere, {}); });
  EXPECT_EQ(output.exit_code, kExitOk);
  EXPECT_EQ(
      output.out,
      "No jobs: there is no folder HOME/other; start one with `tuner run FILE`, which makes it, "
      "or choose another home with --home or TUNER_HOME.\n");
  EXPECT_FALSE(std::filesystem::exists(folder() / "other")) << "a question created the home";
}

TEST_F(QuestionCommands, ShowSaysWhatWasFoundWhatFailedAndWhatToDo) {
  const Output output = run([&] { return show_command(context(), {"digits"}); });
  EXPECT_EQ(output.exit_code, kExitOk);
  const std::string name = trial_name({"digits"}, {7}, {3});
  EXPECT_EQ(output.out,
            "Job        digits\n"
            "State      interrupted\n"
            "Objective  loss, to be minimised\n"
            "Strategy   random, seed 7\n"
            "Trials     3 of 20 done: 1 running, 2 succeeded, 1 failed\n"
            "Best       0.125 in trial 3, " +
                name +
                "\n"
                "           learning-rate  0.0123456789\n"
                "           solver         adam\n"
                "Failures   1 metric missing, trial 2: the training never printed 'loss'\n"
                "           its last line:  [31mbye\n"
                "Time       1m 32s, created 2023-11-14 22:13:20, on average 50s a trial; "
                "2m 30s of training\n"
                "Folder     HOME/home/jobs/digits\n"
                "Next       no process works on it: `tuner resume digits`\n");
}

TEST_F(QuestionCommands, ShowClipsWhatItQuotesOfALogToTheTerminal) {
  const testing::TerminalOf terminal("xterm", "40");
  EXPECT_EQ(show_command(context(), {"digits"}), kExitOk);
  const std::string shown = terminal.text();
  EXPECT_NE(shown.find("Failures   1 metric missing, trial 2:…\n"
                       "           its last line:  [31mbye\n"),
            std::string::npos)
      << shown;
  EXPECT_NE(shown.find("50s a trial; 2m 30s of training\n"), std::string::npos);
}

TEST_F(QuestionCommands, TablesInAFileAreAsWideAsTheyAre) {
  setenv("COLUMNS", "30", 1);
  const Output output = run([&] { return list_command(context(), {}); });
  unsetenv("COLUMNS");
  EXPECT_NE(output.out.find("2023-11-14 22:13:20\n"), std::string::npos) << output.out;
}

TEST_F(QuestionCommands, ANarrowTerminalLosesWhenAJobWasCreatedFirst) {
  add_job("a-job-with-a-name-of-32-letters");
  const testing::TerminalOf terminal("xterm", "80");
  EXPECT_EQ(list_command(context(), {}), kExitOk);
  const std::string shown = terminal.text();
  EXPECT_NE(shown.find("a-job-with-a-name-of-32-letters"), std::string::npos) << shown;
  EXPECT_EQ(shown.find("CREATED"), std::string::npos) << shown;
  EXPECT_NE(shown.find("(1 more column on a wider terminal)"), std::string::npos) << shown;
}

TEST_F(QuestionCommands, JsonAndAnotherFormatExcludeEachOther) {
  const Output output = run_line({"--json", "trials", "digits", "--format", "csv"});
  EXPECT_EQ(output.exit_code, kExitUsage);
  EXPECT_EQ(output.out, "");
  EXPECT_NE(output.err.find("--json prints JSON, and --format csv something else"),
            std::string::npos);
  EXPECT_EQ(run_line({"--json", "trials", "digits", "--format", "json"}).exit_code, kExitOk);
}

TEST_F(QuestionCommands, ShowKnowsWhetherAProcessWorksOnTheJob) {
  const auto lock = home().lock_job({"digits"});
  ASSERT_TRUE(lock);
  const Output output = run([&] { return show_command(context(), {"digits"}); });
  EXPECT_NE(output.out.find("State      running\n"), std::string::npos) << output.out;
  EXPECT_NE(output.out.find("`tuner stop digits`"), std::string::npos) << output.out;
}

TEST_F(QuestionCommands, UnknownJobNamesTheNearestOneAndExitsWithNotFound) {
  for (const char* command : {"show", "best"}) {
    const Output output = run_line({command, "digit"});
    EXPECT_EQ(output.exit_code, kExitNotFound);
    EXPECT_EQ(output.err,
              "tuner: no job named 'digit'; did you mean 'digits'?; `tuner list` shows the jobs\n");
    EXPECT_EQ(output.out, "");
  }
}

TEST_F(QuestionCommands, TrialsAreATableWithOneColumnPerParameter) {
  const Output output = run([&] { return trials_command(context(), {"digits"}); });
  EXPECT_EQ(output.out,
            "#  STATE                    loss    TIME  learning-rate  solver\n"
            "1  succeeded                0.25     40s            0.1  adam\n"
            "2  failed: metric missing            50s            0.3  sgd\n"
            "3  succeeded               0.125  1m 00s      0.0123457  adam\n"
            "4  running                                        0.001  sgd\n");
}

TEST_F(QuestionCommands, TrialsSortByObjectiveWithTheWorthlessLast) {
  const Output output = run([&] {
    return trials_command(json_context(), {"digits", "objective", {}});
  });
  const json document = json::parse(output.out);
  std::vector<int> order;
  for (const auto& trial : document.at("trials")) order.push_back(trial.at("trial"));
  EXPECT_EQ(order, (std::vector<int>{3, 1, 2, 4}));
}

TEST_F(QuestionCommands, TrialsAsCsvHaveOneLineEachInTheOrderAskedFor) {
  const Output output = run([&] {
    return trials_command(context(), {"digits", "duration", "csv"});
  });
  EXPECT_EQ(output.out.substr(0, 30), "job,trial,name,status,failure,");
  EXPECT_EQ(std::ranges::count(output.out, '\n'), 5) << output.out;
  EXPECT_NE(output.out.find(",the training never printed 'loss' | its last line:  [31mbye\n"),
            std::string::npos)
      << output.out;
  EXPECT_NE(output.out.find("\ndigits,3,"), std::string::npos);
  EXPECT_LT(output.out.find("\ndigits,3,"), output.out.find("\ndigits,1,"));
}

TEST_F(QuestionCommands, BestPrintsExactValuesAndACommandForTheShell) {
  const Output output = run([&] { return best_command(context(), {"digits"}); });
  const std::string name = trial_name({"digits"}, {7}, {3});
  EXPECT_EQ(output.out,
            "loss = 0.125 in trial 3, " + name +
                "\n\n"
                "PARAMETER      VALUE\n"
                "learning-rate  0.0123456789\n"
                "solver         adam\n\n"
                "cd /home/ada/digits && python3 train.py --learning-rate 0.0123456789 --note "
                "'it'\\''s one' --solver adam\n");
}

TEST_F(QuestionCommands, BestAsJsonHasTrialConfigurationObjectiveAndCommand) {
  const Output output = run([&] { return best_command(json_context(), {"digits"}); });
  const json best = json::parse(output.out);
  EXPECT_EQ(best.at("trial"), 3);
  EXPECT_EQ(best.at("objective"), 0.125);
  EXPECT_EQ(best.at("metric"), "loss");
  EXPECT_EQ(best.at("configuration"), json({{"learning-rate", 0.0123456789}, {"solver", "adam"}}));
  EXPECT_EQ(best.at("command").at(0), "python3");
}

// A job of one trial that has succeeded, in a folder of the test, whose script needs what the job gives it.
class CommandThatRunsItAgain : public QuestionCommands {
 protected:
  CommandThatRunsItAgain() {
    JobRecord job;
    job.spec = testing::sample_spec("again");
    job.spec.command = {"/bin/sh", "train.sh"};
    job.spec.working_folder = folder();
    job.spec.environment = {{"GREETING", "it's two  words"}, {"API_TOKEN", "abcdef0123456789"}};
    job.spec.channels = {{"train", {folder() / "data"}}, {"labels", {write("labels.csv", "")}}};
    write("train.sh",
          "echo \"$GREETING\" \"$SM_CHANNEL_TRAIN\" \"$SM_CHANNEL_LABELS\" > $SM_MODEL_DIR/seen\n");
    EXPECT_TRUE(store_->create_job(job));
    std::vector<Trial> trials = {store_->trial({"digits"}, {1}).value()};
    trials[0].name = trial_name(job.spec.name, job.identity, trials[0].id);
    const StepRecord step{
        1, {}, {}, {JobOpened{}}, {StartRun{trials[0].id, 1, trials[0].suggestion, {}}}};
    EXPECT_TRUE(store_->append_step(job.spec.name, step, trials));
  }
};

TEST_F(CommandThatRunsItAgain, HasEnvironmentChannelsAndTheModelsFolder) {
  const CommandContext real = context();
  std::string command;
  {
    ::testing::internal::CaptureStdout();
    EXPECT_EQ(best_command(real, {"again"}), kExitOk);
    const std::string text = ::testing::internal::GetCapturedStdout();
    command = text.substr(text.find("\ncd "));
  }
  ASSERT_EQ(std::system(command.c_str()), 0) << command;
  std::string seen;
  std::getline(std::ifstream(folder() / "model" / "seen"), seen);
  EXPECT_EQ(seen, "it's two  words " + (folder() / "data").string() + " " + folder().string())
      << command;
}

TEST_F(CommandThatRunsItAgain, IsInJsonInItsParts) {
  const json best = json::parse(run([&] { return best_command(json_context(), {"again"}); }).out);
  EXPECT_EQ(best.at("working_folder"), "HOME");
  EXPECT_EQ(best.at("environment"),
            (json{{"GREETING", "it's two  words"},
                  {"SM_CHANNEL_LABELS", "HOME"},
                  {"SM_CHANNEL_TRAIN", "HOME/data"},
                  {"SM_MODEL_DIR", "model"}}));
}

TEST_F(CommandThatRunsItAgain, TakesSecretsFromTheShellAndShowsTheEnvironmentToItsOwnerAlone) {
  const Output text = run([&] { return best_command(context(), {"again"}); });
  EXPECT_NE(text.out.find("API_TOKEN=\"$API_TOKEN\" GREETING="), std::string::npos) << text.out;
  const Output shown = run([&] { return show_command(json_context(), {"again"}); });
  EXPECT_FALSE(json::parse(shown.out).at("best").contains("environment")) << shown.out;
}

TEST_F(QuestionCommands, BestOfAJobWithoutResultExitsWithNoResult) {
  JobRecord job;
  job.spec = testing::sample_spec("fresh");
  ASSERT_TRUE(store_->create_job(job));
  const Output output = run([&] { return best_command(json_context(), {"fresh"}); });
  EXPECT_EQ(output.exit_code, kExitNoResult);
  EXPECT_EQ(output.out, "null\n");
  EXPECT_NE(output.err.find("`tuner show fresh`"), std::string::npos) << output.err;
}

TEST_F(QuestionCommands, NoControlCharacterOfAnErrorReachesTheTerminal) {
  const Output output = run_line({"show", "\033[31mno\tsuch"});
  EXPECT_EQ(output.exit_code, kExitNotFound);
  EXPECT_NE(output.err.find("no job named ' [31mno such'"), std::string::npos) << output.err;
}

TEST_F(QuestionCommands, JobViewCountsEveryState) {
  const Output output = run([&] { return show_command(json_context(), {"digits"}); });
  const json job = json::parse(output.out);
  EXPECT_EQ(job.at("name"), "digits");
  EXPECT_EQ(job.at("status"), "running");
  EXPECT_EQ(job.at("has_owner"), false);
  EXPECT_EQ(job.at("counts").at("succeeded"), 2);
  EXPECT_EQ(job.at("counts").at("cancelled"), 0);
  EXPECT_EQ(job.at("job_seconds"), 92.0);
  EXPECT_EQ(job.at("created_at"), "2023-11-14T22:13:20.000Z");
  EXPECT_EQ(job.at("best").at("trial"), 3);
}

TEST_F(QuestionCommands, ListAsJsonIsOneDocumentWithTheHome) {
  add_job("second");
  const Output output = run([&] { return list_command(json_context(), {}); });
  const json list = json::parse(output.out);
  EXPECT_EQ(list.at("home"), "HOME/home");
  EXPECT_EQ(list.at("jobs").size(), 2U);
}

TEST_F(QuestionCommands, ADamagedDatabaseIsAnErrorOfTheEnvironment) {
  store_.reset();
  std::ofstream(home().database(), std::ios::trunc) << std::string(5000, 'x');
  const Output output = run([&] { return list_command(context(), {}); });
  EXPECT_EQ(output.exit_code, kExitEnvironment);
  EXPECT_NE(output.err.find("tuner.db"), std::string::npos) << output.err;
}

// The sample trials with a second metric: 1 and 3 are on the front.
class FrontCommands : public QuestionCommands {
 protected:
  FrontCommands() {
    JobRecord job;
    job.spec = testing::sample_spec("trade-off");
    job.spec.objectives.push_back({"speed", Goal::kMaximize});
    job.spec.metrics.push_back({"speed", "speed=(\\S+)"});
    job.identity = {7};
    EXPECT_TRUE(store_->create_job(job));
    std::vector<Trial> trials = store_->trials({"digits"}).value();
    const std::vector<std::optional<double>> speeds = {90.0, std::nullopt, 40.0, std::nullopt};
    StepRecord step{1, {}, {}, {JobOpened{}}, {}};
    for (std::size_t i = 0; i < trials.size(); ++i) {
      trials[i].objectives.push_back(speeds[i]);
      trials[i].name = trial_name(job.spec.name, job.identity, trials[i].id);
      step.actions.push_back(StartRun{trials[i].id, 1, trials[i].suggestion, {}});
    }
    EXPECT_TRUE(store_->append_step(job.spec.name, step, trials));
  }
};

TEST_F(FrontCommands, BestShowsEveryTrialOfTheFrontAndItsCommand) {
  const Output output = run([&] { return best_command(context(), {"trade-off"}); });
  EXPECT_EQ(output.exit_code, kExitOk) << output.err;
  EXPECT_EQ(output.out,
            "TRIAL   loss  speed  learning-rate  solver\n"
            "    3  0.125     40  0.0123456789   adam\n"
            "    1   0.25     90  0.1            adam\n"
            "\n"
            "# trial 3\n"
            "cd /home/ada/digits && python3 train.py --learning-rate 0.0123456789 --note 'it'\\''s "
            "one' --solver adam\n"
            "# trial 1\n"
            "cd /home/ada/digits && python3 train.py --learning-rate 0.1 --note 'it'\\''s one' "
            "--solver adam\n");
}

TEST_F(FrontCommands, BestAsJsonKeepsItsFieldsAndListsTheFront) {
  const Output output = run([&] { return best_command(json_context(), {"trade-off"}); });
  const json document = json::parse(output.out);
  EXPECT_EQ(document["trial"], 3);
  ASSERT_EQ(document["front"].size(), 2u);
  EXPECT_EQ(document["front"][1]["trial"], 1);
  EXPECT_EQ(document["front"][1]["objectives"], (json{{"loss", 0.25}, {"speed", 90.0}}));
  EXPECT_EQ(document["front"][0]["configuration"]["learning-rate"], 0.0123456789);
  EXPECT_EQ(document["front"][0]["command"][0], "python3");
}

TEST_F(FrontCommands, ShowAndTrialsMarkTheFront) {
  const Output shown = run([&] { return show_command(context(), {"trade-off"}); });
  EXPECT_NE(shown.out.find("Objective  loss, to be minimised\n"
                           "           speed, to be maximised\n"),
            std::string::npos)
      << shown.out;
  EXPECT_NE(shown.out.find("Front      trial 3:  loss 0.125  speed 40\n"
                           "           trial 1:  loss 0.25  speed 90\n"),
            std::string::npos)
      << shown.out;
  const Output table = run([&] { return trials_command(context(), {"trade-off"}); });
  EXPECT_EQ(table.out,
            "#  STATE                    loss  speed  FRONT    TIME  learning-rate  solver\n"
            "1  succeeded                0.25     90  *         40s            0.1  adam\n"
            "2  failed: metric missing                          50s            0.3  sgd\n"
            "3  succeeded               0.125     40  *      1m 00s      0.0123457  adam\n"
            "4  running                                                      0.001  sgd\n");
  const Output listed = run([&] { return trials_command(json_context(), {"trade-off"}); });
  const json document = json::parse(listed.out);
  EXPECT_EQ(document["trials"][0]["front"], true);
  EXPECT_EQ(document["trials"][1]["front"], false);
}

}  // namespace
}  // namespace tuner
