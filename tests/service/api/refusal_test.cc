#include "service/api/refusal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace tuner::api {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

nlohmann::json told_error(const Refusal& refusal) {
  const http::Response response = to_response(refusal);
  EXPECT_EQ(response.headers.find("Content-Type"), "application/json");
  return nlohmann::json::parse(response.body).at("error");
}

TEST(ApiRefusal, TellsTheFirstProblemAtTheTopAndListsAll) {
  const auto error = told_error({.problems = {{"one", "/a"}, {"two", ""}}});
  EXPECT_EQ(error.at("code"), "invalid_argument");
  EXPECT_EQ(error.at("message"), "one");
  EXPECT_EQ(error.at("path"), "/a");
  EXPECT_EQ(error.at("problems").size(), 2u);
}

TEST(ApiRefusal, StaysSmallWhateverWasSent) {
  const Refusal refusal{
      .problems = std::vector<Problem>(300, {std::string(5000, 'x'), std::string(5000, '/')})};
  EXPECT_EQ(told_error(refusal).at("problems").size(), kMaxProblems);
  EXPECT_LT(to_response(refusal).body.size(), 300'000u);
}

TEST(ApiRefusal, AnErrorOfOursHasAStatusAndACode) {
  const auto told = [](ErrorCode code) {
    const Refusal refusal = refusal_of(Error{code, "why", "/x"});
    return std::to_string(refusal.status) + " " + refusal.code;
  };
  EXPECT_EQ(told(ErrorCode::kInvalidArgument), "400 invalid_argument");
  EXPECT_EQ(told(ErrorCode::kNotFound), "404 not_found");
  EXPECT_EQ(told(ErrorCode::kAlreadyExists), "409 already_exists");
  EXPECT_EQ(told(ErrorCode::kFailedPrecondition), "409 failed_precondition");
  EXPECT_EQ(told(ErrorCode::kUnavailable), "503 unavailable");
  EXPECT_EQ(told(ErrorCode::kInternal), "500 internal");
}

TEST(ApiRefusal, WhatTheServerIsToBlameForIsNotToldInDetail) {
  for (const ErrorCode code :
       {ErrorCode::kInternal, ErrorCode::kUnavailable, ErrorCode::kTimeout}) {
    const Refusal refusal = refusal_of(Error{code, "cannot write", "/home/ann/secret"});
    EXPECT_THAT(to_response(refusal).body, Not(HasSubstr("secret")));
    EXPECT_THAT(to_response(refusal).body, Not(HasSubstr("cannot write")));
  }
}

TEST(ApiRefusal, WhatIsNotFoundIsNamed) {
  const auto message = [](const char* at) {
    return refusal_of(Error{ErrorCode::kNotFound, "is not there", at}).problems.front().message;
  };
  EXPECT_EQ(message("job x"), "job x: is not there");
  EXPECT_EQ(message("/home/ann/log"), "is not there");
}

TEST(ApiRefusal, OfSeveralErrorsTheFirstSaysWhatItIs) {
  const Refusal refusal = refusal_of(std::vector<Error>{{ErrorCode::kInvalidArgument, "one", "/a"},
                                                        {ErrorCode::kNotFound, "two", ""}});
  EXPECT_EQ(refusal.status, 400);
  ASSERT_EQ(refusal.problems.size(), 2u);
  EXPECT_EQ(refusal.problems[1].message, "two");
}

}  // namespace
}  // namespace tuner::api
