// `tuner show JOB TRIAL`, and which trials `tuner trials` lists.
#include <nlohmann/json.hpp>

#include "service/exit_code.h"
#include "tests/service/sample_home.h"

namespace tuner {
namespace {

using TrialQuestions = testing::SampleHome;
using nlohmann::json;
using testing::Output;

TEST_F(TrialQuestions, ShowOfATrialSaysWhatItReachedAndHowToRunItAgain) {
  const Output output = run([&] { return show_command(context(), {"digits", 3}); });
  EXPECT_EQ(output.exit_code, kExitOk) << output.err;
  EXPECT_EQ(
      output.out,
      "Trial       3, digits-003-aca32741\n"
      "State       succeeded\n"
      "Objective   loss = 0.125, the best of the job\n"
      "Parameters  learning-rate  0.0123456789\n"
      "            solver         adam\n"
      "Attempts    1, exit code 0\n"
      "Time        created 2023-11-14 22:13:23, started 2023-11-14 22:13:24, ended 2023-11-14 "
      "22:14:24; 1m 00s\n"
      "Folder      HOME/home/jobs/digits/digits-003-aca32741\n"
      "Next        `tuner logs digits 3`, `tuner explain digits 3`\n"
      "\n"
      "cd /home/ada/digits && python3 train.py --learning-rate 0.0123456789 --note 'it'\\''s one' "
      "--solver adam\n");
}

TEST_F(TrialQuestions, ShowOfATrialSaysWhyItFailed) {
  const Output output = run([&] { return show_command(context(), {"digits", 2}); });
  EXPECT_NE(
      output.out.find("State       failed: metric missing: the training never printed 'loss'\n"
                      "            its last line:  [31mbye\n"
                      "Objective   loss = –\n"),
      std::string::npos)
      << output.out;
}

TEST_F(TrialQuestions, ShowOfATrialAsJsonHasItsMetricsAndItsFolder) {
  const Output output = run([&] { return show_command(json_context(), {"digits", 1}); });
  const json shown = json::parse(output.out);
  EXPECT_EQ(shown.at("job"), "digits");
  EXPECT_EQ(shown.at("trial"), 1);
  EXPECT_EQ(shown.at("best"), false);
  EXPECT_EQ(shown.at("objectives").at("loss"), 0.25);
  EXPECT_TRUE(shown.at("metrics").is_array());
  EXPECT_NE(shown.at("folder").get<std::string>().find("/jobs/digits/"), std::string::npos);
}

TEST_F(TrialQuestions, ShowOfATrialThatIsNotThereSaysWhichAre) {
  const Output output = run([&] { return show_command(context(), {"digits", 9}); });
  EXPECT_EQ(output.exit_code, kExitNotFound);
  EXPECT_EQ(output.err, "tuner: no trial 9 in digits: there are 1 to 4\n");
}

std::vector<int> listed(const Output& output) {
  std::vector<int> numbers;
  const json document = json::parse(output.out);
  for (const json& trial : document.at("trials")) numbers.push_back(trial.at("trial"));
  return numbers;
}

TEST_F(TrialQuestions, TrialsListsThoseOfAStatusAndTheFirstOfAnOrder) {
  const auto list = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"--json", "trials", "digits"});
    return listed(run_line(arguments));
  };
  EXPECT_EQ(list({}), (std::vector{1, 2, 3, 4}));
  EXPECT_EQ(list({"--status", "succeeded"}), (std::vector{1, 3}));
  EXPECT_EQ(list({"--status", "failed,running"}), (std::vector{2, 4}));
  EXPECT_EQ(list({"--sort", "objective", "--limit", "1"}), std::vector{3});
  EXPECT_EQ(list({"--status", "stopped-early"}), std::vector<int>{});
}

TEST_F(TrialQuestions, NoTrialInAStateIsSaid) {
  const Output output = run_line({"trials", "digits", "--status", "cancelled"});
  EXPECT_EQ(output.exit_code, kExitNoResult);
  EXPECT_EQ(output.err, "tuner: no trial of digits is in such a state\n");
}

TEST_F(TrialQuestions, AStatusThatThereIsNotIsRefused) {
  const Output output = run_line({"trials", "digits", "--status", "done"});
  EXPECT_EQ(output.exit_code, kExitUsage);
  EXPECT_NE(output.err.find("stopped-early"), std::string::npos) << output.err;
}

TEST_F(TrialQuestions, TheBestIsMarkedAmongThoseThatAreListed) {
  const Output output = run_line({"trials", "digits", "--status", "failed"});
  EXPECT_EQ(output.exit_code, kExitOk);
  EXPECT_EQ(output.out.find("succeeded"), std::string::npos) << output.out;
}

}  // namespace
}  // namespace tuner
