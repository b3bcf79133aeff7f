// Expectations about a Result.
#pragma once

#include <gtest/gtest.h>

#include <utility>

#include "tuner/base/result.h"

#define EXPECT_OK(expression)                                               \
  do {                                                                      \
    const auto& expected_ok = (expression);                                 \
    EXPECT_TRUE(expected_ok.has_value()) << to_string(expected_ok.error()); \
  } while (false)

#define EXPECT_ERROR(error_code, expression)                                                 \
  do {                                                                                       \
    const auto& expected_error = (expression);                                               \
    ASSERT_FALSE(expected_error.has_value()) << "no error from " #expression;                \
    EXPECT_EQ(expected_error.error().code, error_code) << to_string(expected_error.error()); \
  } while (false)

namespace tuner::testing {

// The value; where there is none, a failure of the test and a default.
template <class T>
T value_of(Result<T> result) {
  if (!result) {
    ADD_FAILURE() << to_string(result.error());
    return T{};
  }
  return std::move(*result);
}

}  // namespace tuner::testing
