#include "service/http/message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/http/response_text.h"

namespace tuner::http {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(HttpMessage, HeadersAreFoundWhateverTheirCaseAndKeptWhenRepeated) {
  const Headers headers{{"X-A", " 1 "}, {"Other", "x"}, {"x-a", "2"}};
  EXPECT_EQ(headers.find("x-A"), "1");
  EXPECT_THAT(headers.all("X-a"), ElementsAre("1", "2"));
  EXPECT_EQ(headers.find("X-AB"), std::nullopt);
  EXPECT_EQ(headers.find("X-"), std::nullopt);
}

TEST(HttpMessage, APathIsDecodedWhereThatIsSafe) {
  EXPECT_EQ(decoded_path("/a%20b%c3%a9"), "/a b\xc3\xa9");
  EXPECT_EQ(decoded_path("/a%2fb%5cc%00%25%7f"), "/a%2Fb%5Cc%00%25%7F");
  EXPECT_EQ(decoded_path("/%ff"), "/%FF");
  EXPECT_EQ(decoded_path("/%c3"), "/%C3");
  EXPECT_EQ(decoded_path("/%252F"), "/%252F");
  EXPECT_EQ(decoded_path("//a/../b"), "//a/../b");
  EXPECT_EQ(decoded_path("/%zz"), std::nullopt);
  EXPECT_EQ(decoded_path("/%2"), std::nullopt);
  EXPECT_EQ(decoded_path("/%"), std::nullopt);
}

TEST(HttpMessage, APartIsDecodedWhateverItHolds) {
  EXPECT_EQ(percent_decoded("a%20b%2Fc%00%ff+").value_or(""), std::string("a b/c\0\xff+", 8));
  EXPECT_EQ(percent_decoded("%2525"), "%25");
  EXPECT_EQ(percent_decoded(""), "");
  for (const char* wrong : {"%", "%2", "a%zz", "%4g"})
    EXPECT_EQ(percent_decoded(wrong), std::nullopt);
}

TEST(HttpMessage, ADateIsWrittenAsRfc7231Wants) {
  EXPECT_EQ(http_date(TimePoint(std::chrono::milliseconds(784111777'500))),
            "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST(HttpMessage, AResponseWithoutContentHasNoLength) {
  EXPECT_THAT(to_text({204, {}, ""}, {}, TimePoint{}), Not(HasSubstr("Content-Length")));
  EXPECT_THAT(to_text({200, {}, ""}, {}, TimePoint{}), HasSubstr("Content-Length: 0\r\n"));
}

}  // namespace
}  // namespace tuner::http
