#include "service/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/job/job_file_samples.h"

namespace tuner {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Catalogue, PatternsMatchWholeNames) {
  EXPECT_TRUE(Catalogue::matches("*/ring:*", "1.dkr.ecr.eu.amazonaws.com/ring:1"));
  EXPECT_TRUE(Catalogue::matches("*a*b*", "xxaxxbxx"));
  EXPECT_TRUE(Catalogue::matches("i?g:1", "img:1"));
  EXPECT_TRUE(Catalogue::matches("*", ""));
  EXPECT_FALSE(Catalogue::matches("img", "img:1"));
  EXPECT_FALSE(Catalogue::matches("img:1", "img"));
  EXPECT_FALSE(Catalogue::matches("*a*b", "ab "));
}

TEST(Catalogue, TheFirstMatchingImageCounts) {
  const Catalogue catalogue({{"img:1", {"first"}}, {"img:*", {"second"}}}, {});
  EXPECT_THAT(catalogue.find_image("img:1")->command, ElementsAre("first"));
  EXPECT_THAT(catalogue.find_image("img:2")->command, ElementsAre("second"));
  EXPECT_EQ(catalogue.find_image("other"), nullptr);
}

TEST(Catalogue, AddressesAreResolvedByTheirLongestPrefix) {
  const Catalogue catalogue({}, {{"s3://b/", "/data/b"}, {"s3://b/train", "/fast/train"}});
  EXPECT_EQ(*catalogue.resolve("s3://b/train/x/y"), "/fast/train/x/y");
  EXPECT_EQ(*catalogue.resolve("s3://b/train"), "/fast/train");
  EXPECT_EQ(*catalogue.resolve("s3://b/training"), "/data/b/training");
  EXPECT_EQ(*catalogue.resolve("s3://b/"), "/data/b");
}

TEST(Catalogue, NothingOutsideTheTableIsReadable) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.path() / "inside");
  std::filesystem::create_symlink("/etc", folder.path() / "inside" / "link");
  std::filesystem::create_symlink(".", folder.path() / "inside" / "self");
  const Catalogue catalogue({}, {{"s3://b", folder.path() / "inside"}});
  EXPECT_EQ(catalogue.resolve("s3://other/x").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(catalogue.resolve("/etc/passwd").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(catalogue.resolve("s3://bucket").error().code, ErrorCode::kNotFound);
  for (const char* uri : {"s3://b/../x",
                          "s3://b/a/../../x",
                          "s3://b/..",
                          "s3://b/link/passwd",
                          "s3://b//etc/passwd"}) {
    const auto path = catalogue.resolve(uri);
    ASSERT_FALSE(path) << uri;
    EXPECT_EQ(path.error().code, ErrorCode::kInvalidArgument) << uri;
  }
  EXPECT_TRUE(catalogue.resolve("s3://b/self/data"));
}

TEST(Catalogue, AFileIsReadWithItsOwnFolderAsBase) {
  const TemporaryFolder folder;
  folder.write("catalogue.yaml",
               "images:\n"
               "  img:*: {command: [python3, t.py], folder: code, environment: {A: 1}, metrics: "
               "{loss: 'l=(.*)'}}\n"
               "prefixes:\n"
               "  s3://b/: data/b/\n");
  const auto catalogue = read_catalogue(folder.path() / "catalogue.yaml");
  ASSERT_TRUE(catalogue) << to_string(catalogue.error().front());
  const CatalogueImage* image = catalogue->find_image("img:7");
  ASSERT_NE(image, nullptr);
  EXPECT_EQ(image->folder, folder.path() / "code");
  EXPECT_EQ(image->environment.at("A"), "1");
  EXPECT_EQ(image->metrics.front().name, "loss");
  EXPECT_EQ(*catalogue->resolve("s3://b/x"), folder.path() / "data/b/x");
}

TEST(Catalogue, ACommandGivesValuesToItsScriptAndNotToWhatReadsIt) {
  const TemporaryFolder folder;
  const auto takes = [&](const char* command) {
    folder.write("c.json", std::string(R"({"images": {"a": {"command": )") + command + "}}}");
    const auto catalogue = read_catalogue(folder.path() / "c.json");
    EXPECT_TRUE(catalogue || catalogue.error().front().message.find("decide what code runs") !=
                                 std::string::npos);
    return catalogue.has_value();
  };
  for (const char* command :
       {R"c(["sh", "-c", "echo loss={x}"])c",
        R"c(["/usr/bin/env", "A=b", "bash", "-eo", "pipefail", "-c", "{x}"])c",
        R"c(["nice", "/bin/dash", "-ec", "a; {x}", "sh", "1"])c",
        R"c(["python3.11", "-c", "print({x})"])c",
        R"c(["python3", "-cprint({x})"])c",
        R"c(["python3", "{script}"])c",
        R"c(["{program}", "a"])c",
        R"c(["python3"])c",
        R"c(["env", "sh", "-c"])c"})
    EXPECT_FALSE(takes(command)) << command;
  for (const char* command : {R"c(["sh", "-c", "echo loss=\"$1\"", "sh", "{x}"])c",
                              R"c(["sh", "-c", "echo ${{HOME}}"])c",
                              R"c(["python3", "-O", "-W", "ignore", "train.py", "--lr", "{lr}"])c",
                              R"c(["python3", "-m", "train", "{lr}"])c",
                              R"c(["./train", "--in", "python3"])c",
                              R"c(["./train.sh", "{lr}"])c"})
    EXPECT_TRUE(takes(command)) << command;
}

TEST(Catalogue, ProblemsOfTheFileCarryTheirLines) {
  const TemporaryFolder folder;
  folder.write("c.yaml", "image: {}\nprefixes: {s3://b: [1]}\nimages: {a: {comand: [x]}}\n");
  const auto catalogue = read_catalogue(folder.path() / "c.yaml");
  ASSERT_FALSE(catalogue);
  std::vector<std::string> texts;
  for (const Error& error : catalogue.error()) texts.push_back(to_string(error));
  EXPECT_THAT(
      texts,
      ElementsAre(
          HasSubstr("c.yaml:1: /image: unknown key 'image'; did you mean 'images'?"),
          HasSubstr("c.yaml:2: /prefixes/s3:~1~1b: expected text, found a list"),
          HasSubstr("c.yaml:3: /images/a/comand: unknown key 'comand'; did you mean 'command'?")));
}

}  // namespace
}  // namespace tuner
