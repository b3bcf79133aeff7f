// Why a call of the native API is not answered, as plain data, and as the JSON that says so:
//
//   {"error": {"code": "not_found", "message": "…", "path": "/points", "problems": [{"message": "…", "path": "…"}, …]}}
//
// The first problem is told at the top; all of them are listed, but for those beyond a hundred.
#pragma once

#include <string>
#include <vector>

#include "service/http/message.h"
#include "tuner/base/result.h"

namespace tuner::api {

struct Problem {
  std::string message;    // one sentence: the value and the rule
  std::string path = {};  // JSON pointer into the body, or "?name" of the query; may be empty
};

struct Refusal {
  int status = 400;
  std::string code = "invalid_argument";
  std::vector<Problem> problems = {};  // at least one
  http::Headers headers = {};          // of the response, besides Content-Type
};

template <class T>
using Reply = tl::expected<T, Refusal>;

tl::unexpected<Refusal> refuse(int status, std::string code, std::string message);

// What an error of ours is to a client. What the server itself is to blame for goes to its log, not to the client.
Refusal refusal_of(const Error& error);
Refusal refusal_of(const std::vector<Error>& errors);  // at least one: the first says what it is

inline constexpr std::size_t kMaxProblems = 100;

// Of every problem at most kMaxMessageBytes are told: what it quotes may be of any length.
http::Response to_response(const Refusal& refusal);

}  // namespace tuner::api

// As TUNER_ASSIGN_OR_RETURN, from a Result<T> within a function that returns a Reply.
#define TUNER_API_ASSIGN(declaration, expression) \
  TUNER_API_ASSIGN_INNER(TUNER_CONCAT(tuner_result_, __LINE__), declaration, expression)
#define TUNER_API_ASSIGN_INNER(result, declaration, expression)                            \
  auto result = (expression);                                                              \
  if (!result) return tl::unexpected(::tuner::api::refusal_of(std::move(result).error())); \
  declaration = std::move(*result)
