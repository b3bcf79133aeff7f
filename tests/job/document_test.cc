#include "tuner/job/document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/job/job_file_samples.h"

namespace tuner {
namespace {

using ::testing::HasSubstr;
constexpr auto kYaml = DocumentFormat::kYaml;
constexpr auto kJson = DocumentFormat::kJson;

std::string error_in(const std::string& text, DocumentFormat format) {
  const auto document = parse_document(text, format, "f");
  return document ? "none" : to_string(document.error().front());
}

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

// "line:text" for scalars, in order.
void collect(const Node& node, std::vector<std::string>& scalars) {
  if (node.kind == Node::Kind::kScalar) {
    scalars.push_back(std::to_string(node.line) + (node.quoted ? ":'" : ":") + node.text);
  }
  for (const Node& child : node.children) collect(child, scalars);
}

std::vector<std::string> scalars_of(const std::string& text, DocumentFormat format) {
  const auto document = parse_document(text, format, "f");
  EXPECT_TRUE(document) << to_string(document.error().front());
  std::vector<std::string> scalars;
  if (document) collect(*document, scalars);
  return scalars;
}

TEST(Document, ScalarsKeepTheirTextAndLine) {
  EXPECT_THAT(
      scalars_of("a: 1e-3\nb: ['x', y]\nc:\n  d: 0x10\n  e: \"t\\tu\"\nf: !!str 5\n", kYaml),
      ::testing::ElementsAre("1:1e-3", "2:'x", "2:y", "4:0x10", "5:'t\tu", "6:'5"));
  EXPECT_THAT(
      scalars_of("{\"a\": 1.50,\n\"b\": [\"x\",\n  1E5\n  ,\n true],\n\"c\": -7\n}\n", kJson),
      ::testing::ElementsAre("1:1.50", "2:'x", "3:1E5", "5:true", "6:-7"));
}

TEST(Document, AnAliasStandsForWhatItNames) {
  EXPECT_THAT(scalars_of("a: &r [1, 2]\nb: *r\n", kYaml),
              ::testing::ElementsAre("1:1", "1:2", "1:1", "1:2"));
}

TEST(Document, AliasesCannotGrowWithoutBound) {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 10; ++i) {
    const std::string last = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + repeated(last + ", ", 9) +
            last + "]\n";
  }
  EXPECT_THAT(error_in(text, kYaml), HasSubstr("holds more than 100000 values, aliases followed"));
  EXPECT_EQ(error_in("a: &a [1, *a]\n", kYaml),
            "f:1: an alias stands for something that contains it");
}

TEST(Document, AMergeKeyBringsTheMembersThatAMappingLacks) {
  const auto document = parse_document(
      "wide: &wide {type: integer, min: 0, max: 9}\n"
      "odd: &odd {step: 2, max: 7}\n"
      "one: {<<: *wide, max: 5}\n"
      "two: {<<: [*odd, *wide]}\n"
      "text: {'<<': 1}\n",
      kYaml,
      "f");
  ASSERT_TRUE(document) << to_string(document.error().front());
  const auto members_of = [&](std::string_view key) {
    std::string text;
    for (const Node& each : document->find(key)->children) text += each.key + "=" + each.text + " ";
    return text;
  };
  EXPECT_EQ(members_of("one"), "max=5 type=integer min=0 ");
  EXPECT_EQ(members_of("two"), "step=2 max=7 type=integer min=0 ");
  EXPECT_EQ(members_of("text"), "<<=1 ");
  EXPECT_EQ(error_in("a: {<<: 1}\n", kYaml), "f:1: '<<' takes a mapping, or a list of mappings");
  EXPECT_EQ(error_in("a: {<<: [{}, 1]}\n", kYaml),
            "f:1: '<<' takes a mapping, or a list of mappings");
  EXPECT_EQ(error_in("{\"a\": {\"<<\": 1}}", kJson), "none") << "JSON has no merge key";
}

TEST(Document, DeepNestingIsRefusedAndNotFollowed) {
  EXPECT_NE(error_in(repeated("[", 100'000), kYaml), "none");
  EXPECT_EQ(error_in(repeated("[", 2'000'000), kJson), "f:1: is nested more than 32 levels deep");
  EXPECT_EQ(error_in(repeated("{\"a\":", 500'000), kJson),
            "f:1: is nested more than 32 levels deep");
  EXPECT_EQ(error_in(repeated("- ", 100'000), kYaml), "f:1: is nested more than 32 levels deep");
  EXPECT_EQ(error_in("a: &x " + repeated("[", 20) + repeated("]", 20) +
                         "\nb: " + repeated("[", 20) + "*x" + repeated("]", 20),
                     kYaml),
            "f:2: is nested more than 32 levels deep");
}

TEST(Document, BytesThatAreNoTextAreRefusedWithTheirLine) {
  EXPECT_EQ(error_in("a: 1\nb: \xff\n", kYaml), "f:2: is not valid UTF-8 text");
  EXPECT_EQ(error_in("a: \xc0\x80\n", kYaml),
            "f:1: is not valid UTF-8 text");  // not the shortest form
  EXPECT_EQ(error_in("a: \xed\xa0\x80\n", kYaml), "f:1: is not valid UTF-8 text");  // a surrogate
  EXPECT_EQ(error_in("a: \xf4\x90\x80\x80\n", kYaml),
            "f:1: is not valid UTF-8 text");                                 // above U+10FFFF
  EXPECT_EQ(error_in("a: caf\xc3", kYaml), "f:1: is not valid UTF-8 text");  // cut short
  EXPECT_EQ(error_in(std::string("a: 1\nb: \0\n", 10), kYaml), "f:2: contains a NUL character");
  EXPECT_EQ(error_in("a: \"\\0\"\n", kYaml), "f:1: text must not contain a NUL character");
  EXPECT_EQ(error_in("{\"a\": \"\\u0000\"}", kJson), "f:1: text must not contain a NUL character");
  EXPECT_EQ(error_in("a: é€😀\n", kYaml), "none");
}

TEST(Document, WhatIsNotWellFormedSaysWhere) {
  EXPECT_THAT(error_in("a: [1, 2\nb: 3\n", kYaml), HasSubstr("f:2: is not well-formed YAML: "));
  EXPECT_THAT(error_in("a: *nobody\n", kYaml), HasSubstr("f:1: is not well-formed YAML: "));
  EXPECT_THAT(error_in("a: \"epoch \\d+\"\n", kYaml), HasSubstr("in single quotes a backslash"));
  EXPECT_THAT(error_in("a:\n\tb: 1\n", kYaml), HasSubstr("line 2 is indented with a tab"));
  EXPECT_THAT(error_in("a: 1\n\tb: 1\n", kYaml), HasSubstr("line 2 is indented with a tab"));
  EXPECT_THAT(error_in("{\n\"a\": tru\n}", kJson),

              HasSubstr("f:2: is not well-formed JSON: syntax error while parsing value"));
  EXPECT_THAT(error_in("{} {}", kJson), HasSubstr("is not well-formed JSON"));
  EXPECT_EQ(error_in("a: 1\n---\nb: 2\n", kYaml), "f:1: holds more than one YAML document");
  EXPECT_EQ(error_in("a: !!python/object:os.system 1\n", kYaml),
            "f:1: the tag 'tag:yaml.org,2002:python/object:os.system' has no meaning here");
  EXPECT_EQ(error_in("? [a]\n: 1\n", kYaml),
            "f:1: a key must be plain text, not a list or a mapping");
  EXPECT_EQ(error_in("~: 1\n", kYaml), "f:1: a key must not be empty");
  EXPECT_EQ(error_in("&k a: 1\n*k : 2\n", kYaml),
            "f:2: an alias stands for something that contains it");
  EXPECT_EQ(error_in(std::string(300, 'k') + ": 1\n", kYaml),
            "f:1: a key is longer than 256 bytes");
}

TEST(Document, AMessageIsShortTextWhateverItQuotes) {
  EXPECT_EQ(error_in("{\xd8\x91"
                     "ame",
                     kJson),
            "f:1: is not well-formed JSON: syntax error while parsing object key - "
            "invalid literal");
  EXPECT_LT(error_in("a: *" + std::string(100'000, 'k') + "\n", kYaml).size(), 1'100u);
  EXPECT_LT(error_in("a: !" + std::string(100'000, 't') + " 1\n", kYaml).size(), 1'100u);
}

TEST(Document, OnlyOrdinaryFilesOfReasonableSizeAreRead) {
  const TemporaryFolder folder;
  const auto error_for = [&](const std::string& name) {
    const auto document = read_document(folder.path() / name);
    return document ? std::string("none") : document.error().front().message;
  };
  folder.write("huge.yaml", "");
  std::filesystem::resize_file(folder.path() / "huge.yaml", std::uintmax_t{1} << 30);
  EXPECT_EQ(error_for("huge.yaml"), "is larger than the 4194304 bytes allowed here");
  ASSERT_EQ(mkfifo((folder.path() / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(error_for("pipe"), "is not a regular file");
  EXPECT_EQ(error_for("."), "is not a regular file");
  EXPECT_EQ(error_for("absent.yaml"), "cannot be read: No such file or directory");
  EXPECT_EQ(read_document("/dev/zero").error().front().message, "is not a regular file");
  folder.write("good.yaml", "a: 1");
  EXPECT_EQ(error_for("good.yaml"), "none");
}

}  // namespace
}  // namespace tuner
