// Command lines that cannot be understood: what is said, and the exit code.
#include "service/exit_code.h"
#include "tests/service/sample_home.h"

namespace tuner {
namespace {

using testing::Output;

struct Misspelt {
  const char* name;
  std::vector<std::string> arguments;
  const char* message;
};

class CommandLine : public testing::SampleHome, public ::testing::WithParamInterface<Misspelt> {};

TEST_P(CommandLine, IsRefusedWithTheNearestKnownNameAndAWayOn) {
  const Output output = run_line(GetParam().arguments);
  EXPECT_EQ(output.exit_code, kExitUsage);
  EXPECT_EQ(output.err, GetParam().message);
  EXPECT_EQ(output.out, "");
}

INSTANTIATE_TEST_SUITE_P(
    Misspelt,
    CommandLine,
    ::testing::Values(
        Misspelt{"UnknownCommand",
                 {"frobnicate"},
                 "tuner: there is no command 'frobnicate'; `tuner --help` lists the commands\n"},
        Misspelt{"NearlyACommand",
                 {"validat", "job.yaml", "--quiet"},
                 "tuner: there is no command 'validat'; did you mean 'validate'?; `tuner --help` "
                 "lists the commands\n"},
        Misspelt{
            "NoCommand", {}, "tuner: a command is needed; `tuner --help` lists the commands\n"},
        Misspelt{"NearlyAnOption",
                 {"run", "--trails", "3", "x.yaml"},
                 "tuner: `tuner run` has no option '--trails'; did you mean '--trials'?; `tuner "
                 "run --help` lists the arguments\n"},
        Misspelt{"OptionWithItsValue",
                 {"run", "x.yaml", "--paralel=3"},
                 "tuner: `tuner run` has no option '--paralel'; did you mean '--parallel'?; `tuner "
                 "run --help` lists the arguments\n"},
        Misspelt{"OneDashTooFew",
                 {"run", "x.yaml", "-trials", "3"},
                 "tuner: `tuner run` has no option '-trials'; did you mean '--trials'?; `tuner run "
                 "--help` lists the arguments\n"},
        Misspelt{"OptionOfEveryCommand",
                 {"show", "digits", "--jsno"},
                 "tuner: `tuner show` has no option '--jsno'; did you mean '--json'?; `tuner show "
                 "--help` lists the arguments\n"},
        Misspelt{"OptionBeforeTheCommand",
                 {"--jsno", "list"},
                 "tuner: `tuner list` has no option '--jsno'; did you mean '--json'?; `tuner list "
                 "--help` lists the arguments\n"},
        Misspelt{"OptionOfAnotherCommand",
                 {"list", "--trials", "3"},
                 "tuner: `tuner list` has no option '--trials'; `tuner list --help` lists the "
                 "arguments\n"},
        Misspelt{"OptionBeforeAMissingArgument",
                 {"delete", "--yse"},
                 "tuner: `tuner delete` has no option '--yse'; did you mean '--yes'?; `tuner "
                 "delete --help` lists the arguments\n"},
        Misspelt{"OptionWithoutACommand",
                 {"--hepl"},
                 "tuner: `tuner` has no option '--hepl'; did you mean '--help'?; `tuner --help` "
                 "lists the commands\n"},
        Misspelt{"OneArgumentTooMany",
                 {"best", "digits", "other"},
                 "tuner: `tuner best` takes no further argument 'other'; `tuner best --help` lists "
                 "the arguments\n"},
        Misspelt{"MissingArgument",
                 {"show"},
                 "tuner: JOB is required; `tuner show --help` lists the arguments\n"},
        Misspelt{"ValueThatIsNoNumber",
                 {"run", "x.yaml", "--trials", "many"},
                 "tuner: --trials: 'many' is no whole number from 1 to 4294967295; `tuner run "
                 "--help` lists the arguments\n"},
        Misspelt{"NumberBelowTheLeast",
                 {"run", "x.yaml", "--parallel", "0"},
                 "tuner: --parallel: '0' is no whole number from 1 to 4294967295; `tuner run "
                 "--help` lists the arguments\n"},
        Misspelt{"NegativeNumber",
                 {"serve", "--slots=-1"},
                 "tuner: --slots: '-1' is no whole number from 1 to 4294967295; `tuner serve "
                 "--help` lists the arguments\n"},
        Misspelt{"ShareThatIsNoNumber",
                 {"simulate", "x.yaml", "--failure-rate", "few"},
                 "tuner: --failure-rate = few is no number; `tuner simulate --help` lists the "
                 "arguments\n"}),
    [](const auto& each) { return std::string(each.param.name); });

using AnyCommandLine = testing::SampleHome;

TEST_F(AnyCommandLine, HelpAndVersionAreNoErrors) {
  for (const char* option : {"--help", "--help-all", "--version"}) {
    const Output output = run_line({option});
    EXPECT_EQ(output.exit_code, kExitOk) << option;
    EXPECT_NE(output.out, "") << option;
    EXPECT_EQ(output.err, "") << option;
  }
}

TEST_F(AnyCommandLine, HelpOfACommandNamesTheOptionsOfAllAndTheStrategies) {
  const std::string help = run_line({"run", "--help"}).out;
  for (const char* word : {"--home", "--json", "bayesian, auto, tpe"})
    EXPECT_NE(help.find(word), std::string::npos) << help;
}

TEST_F(AnyCommandLine, TheOptionsOfTheProgramMayFollowTheCommand) {
  const Output output = run_line({"list", "--json"});
  EXPECT_EQ(output.exit_code, kExitOk) << output.err;
  EXPECT_EQ(output.out.substr(0, 1), "{");
}

}  // namespace
}  // namespace tuner
