// delete, doctor, report, compare: commands that touch the home or write files.
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "service/comparison_text.h"
#include "service/doctor_checks.h"
#include "service/exit_code.h"
#include "tests/service/sample_home.h"

namespace tuner {
namespace {

using HomeCommands = testing::SampleHome;
using testing::Output;

std::string content_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST_F(HomeCommands, DeleteRemovesRowsAndFolder) {
  add_job("other");
  std::filesystem::create_directories(home().job_folder({"digits"}) / "trial" / "a1");
  const Output output = run([&] { return delete_command(context(), {"digits", true}); });
  EXPECT_EQ(output.exit_code, kExitOk) << output.err;
  EXPECT_EQ(output.out, "Deleted digits.\n");
  EXPECT_FALSE(std::filesystem::exists(home().job_folder({"digits"})));
  EXPECT_FALSE(store_->job({"digits"}));
  EXPECT_TRUE(store_->job({"other"}));
}

TEST_F(HomeCommands, DeleteWithoutATerminalNeedsYes) {
  const Output output = run([&] { return delete_command(context(), {"digits", false}); });
  EXPECT_EQ(output.exit_code, kExitUsage);
  EXPECT_NE(output.err.find("--yes"), std::string::npos) << output.err;
  EXPECT_TRUE(store_->job({"digits"}));
}

TEST_F(HomeCommands, DeleteRefusesAJobThatAProcessWorksOn) {
  const auto lock = home().lock_job({"digits"});
  ASSERT_TRUE(lock);
  const Output output = run([&] { return delete_command(context(), {"digits", true}); });
  EXPECT_EQ(output.exit_code, kExitConflict);
  EXPECT_NE(output.err.find("is being run by process"), std::string::npos) << output.err;
  EXPECT_TRUE(store_->job({"digits"}));
}

TEST_F(HomeCommands, ReportTakesItsFormatFromTheExtensionAndSaysWhereItIs) {
  const auto file = folder() / "report.html";
  const Output output = run([&] { return report_command(context(), {{"digits"}, file, {}}); });
  EXPECT_EQ(output.exit_code, kExitOk) << output.err;
  EXPECT_EQ(output.out, "Report written to HOME/report.html\n");
  EXPECT_EQ(content_of(file).substr(0, 15), "<!doctype html>");
  const Output document = run([&] {
    return report_command(json_context(), {{"digits"}, file, {}});
  });
  EXPECT_EQ(nlohmann::json::parse(document.out), (nlohmann::json{{"written", "HOME/report.html"}}));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder()), {}), 2)
      << "something is left over";
}

TEST_F(HomeCommands, ReportWithoutOutputIsMarkdownOnStandardOutputOrTheFormatAskedFor) {
  const Output markdown = run([&] { return report_command(context(), {{"digits"}, {}, {}}); });
  EXPECT_EQ(markdown.out.substr(0, 2), "# ") << markdown.out;
  const Output csv = run([&] { return report_command(context(), {{"digits"}, {}, "csv"}); });
  EXPECT_EQ(csv.out.substr(0, 10), "job,trial,");
  const Output document = run([&] { return report_command(json_context(), {{"digits"}, {}, {}}); });
  EXPECT_TRUE(nlohmann::json::parse(document.out).contains("jobs"));
}

TEST_F(HomeCommands, ReportWithAnUnknownExtensionOrIntoNowhereIsRefused) {
  const Output unknown = run([&] {
    return report_command(context(), {{"digits"}, folder() / "r.pdf", {}});
  });
  EXPECT_EQ(unknown.exit_code, kExitUsage);
  const Output nowhere = run([&] {
    return report_command(context(), {{"digits"}, folder() / "no" / "r.md", {}});
  });
  EXPECT_EQ(nowhere.exit_code, kExitEnvironment);
  EXPECT_EQ(nowhere.err, "tuner: HOME/no/r.md: cannot be written: No such file or directory\n");
}

TEST_F(HomeCommands, CompareNeedsTwoJobsAndPutsThemSideBySide) {
  EXPECT_EQ(run([&] {
              return compare_command(context(), {{"digits"}, {}, {}});
            }).exit_code,
            kExitUsage);
  add_job("other");
  const Output output = run([&] {
    return compare_command(context(), {{"digits", "other"}, {}, {}});
  });
  EXPECT_EQ(output.exit_code, kExitOk) << output.err;
  EXPECT_NE(output.out.find("digits"), std::string::npos);
  EXPECT_NE(output.out.find("other"), std::string::npos);
}

TEST_F(HomeCommands, OnATerminalAComparisonIsItsTablesAlone) {
  add_job("other");
  const Report report = make_report(*store_, std::vector<JobName>{{"digits"}, {"other"}}).value();
  const std::string text = comparison_text(report, {.interactive = true, .width = 100});
  EXPECT_EQ(text.find('|'), std::string::npos) << text;
  EXPECT_NE(text.find("digits"), std::string::npos) << text;
  EXPECT_NE(text.find(report.comparison->caveat), std::string::npos) << text;
  EXPECT_EQ(text.find("learning-rate"), std::string::npos) << "of one job, not of all";
}

const Check& check_named(const std::vector<Check>& checks, const std::string& what) {
  for (const Check& check : checks) {
    if (check.what == what) return check;
  }
  ADD_FAILURE() << "no check " << what;
  return checks.front();
}

TEST_F(HomeCommands, DoctorFindsASoundDatabase) {
  EXPECT_EQ(check_named(examine(home(), ""), "database").finding, "sound, 1 job");
}

TEST_F(HomeCommands, DoctorFindsADamagedDatabaseAndSaysWhatToDo) {
  store_.reset();
  std::ofstream(home().database(), std::ios::in) << std::string(5000, 'x');
  const Check check = check_named(examine(home(), ""), "database");
  EXPECT_EQ(check.health, Health::kFail);
  const Output output = run([&] { return doctor_command(context(), {}); });
  EXPECT_EQ(output.exit_code, kExitEnvironment);
  EXPECT_NE(output.out.find("fail  database"), std::string::npos) << output.out;
}

TEST_F(HomeCommands, DoctorFindsPythonOnThePathOrWarns) {
  EXPECT_EQ(check_named(examine(home(), "/nowhere:/usr/bin"), "python3").finding,
            "/usr/bin/python3");
  EXPECT_EQ(check_named(examine(home(), "/nowhere"), "python3").health, Health::kWarn);
}

TEST_F(HomeCommands, DoctorCreatesNothing) {
  const Home other(folder() / "deep" / "home");
  EXPECT_EQ(check_named(examine(other, ""), "home").finding,
            other.folder().string() + ", not created yet");
  EXPECT_FALSE(std::filesystem::exists(folder() / "deep"));
}

}  // namespace
}  // namespace tuner
