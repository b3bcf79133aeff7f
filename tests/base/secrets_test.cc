#include "tuner/base/secrets.h"

#include <gtest/gtest.h>

#include <string>

namespace tuner {
namespace {

TEST(Secrets, AwsCredentialsAreKnownByTheirForm) {
  EXPECT_TRUE(looks_like_aws_credential("AKIAIOSFODNN7EXAMPLE"));
  EXPECT_TRUE(looks_like_aws_credential("ASIAIOSFODNN7EXAMPLE"));
  EXPECT_TRUE(looks_like_aws_credential("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"));
  for (const std::string value : {"",
                                  "adam",
                                  "AKIAIOSFODNN7EXAMPLEX",
                                  "akiaiosfodnn7example",
                                  "da39a3ee5e6b4b0d3255bfef95601890afd80709",
                                  "s3://bucket/AKIAIOSFODNN7EXAMPLE",
                                  "0.00000000000000000000000000000000000012"}) {
    EXPECT_FALSE(looks_like_aws_credential(value)) << value;
  }
}

TEST(Secrets, AreHiddenWhereATextShowsThem) {
  EXPECT_EQ(redacted("id AKIAIOSFODNN7EXAMPLE, twice AKIAIOSFODNN7EXAMPLE."), "id ***, twice ***.");
  EXPECT_EQ(redacted("aws_secret_access_key = wJalrXUtnFEMI"), "aws_secret_access_key = ***");
  EXPECT_EQ(redacted(R"({"api_key": "abcdefgh", "epochs": 3})"),
            R"({"api_key": "***", "epochs": 3})");
  EXPECT_EQ(redacted("DB_PASSWORD=hunter22 next"), "DB_PASSWORD=*** next");
  EXPECT_EQ(redacted("Authorization: Bearer abcdefghijklmnop.qrst"), "Authorization: Bearer ***");
  EXPECT_EQ(redacted("at https://ann:pass@host/path"), "at https://ann:***@host/path");
  EXPECT_EQ(
      redacted("-----BEGIN RSA PRIVATE KEY-----\nMIIB\nAAAA\n-----END RSA PRIVATE KEY-----\nmore"),
      "-----BEGIN RSA PRIVATE KEY-----***-----END RSA PRIVATE KEY-----\nmore");
  EXPECT_EQ(redacted("-----BEGIN PRIVATE KEY-----\ncut o"), "-----BEGIN PRIVATE KEY-----***");
}

TEST(Secrets, WhatAnOrdinaryLogSaysStays) {
  for (const std::string line : {"epoch 3: loss 0.25, tokens: 1234567",
                                 "max_token=1000000",
                                 "token: 12.5 per second",
                                 "wrong password",
                                 "see https://example.com:8080/a@b",
                                 "KeyError: 'secret'",
                                 "\xff\xfe no text"}) {
    EXPECT_EQ(redacted(line), line);
  }
}

}  // namespace
}  // namespace tuner
