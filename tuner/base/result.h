// Result<T>: a T or an Error. No exception crosses a public function; see docs/adr/0001-result-not-exceptions.md.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "tuner/base/error.h"

namespace tuner {

template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using tl::expected<T, Error>::expected;
};

inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }
inline tl::unexpected<Error> fail(ErrorCode code, std::string message, std::string at = {}) {
  return fail(Error{code, std::move(message), std::move(at)});
}

}  // namespace tuner

#define TUNER_CONCAT_INNER(a, b) a##b
#define TUNER_CONCAT(a, b) TUNER_CONCAT_INNER(a, b)

// Returns the error of a Result<void> (or drops its value) to the caller.
#define TUNER_RETURN_IF_ERROR(expression)                                     \
  do {                                                                        \
    auto&& tuner_result = (expression);                                       \
    if (!tuner_result) return ::tuner::fail(std::move(tuner_result).error()); \
  } while (false)

// TUNER_ASSIGN_OR_RETURN(const auto spec, read_spec(path));
#define TUNER_ASSIGN_OR_RETURN(declaration, expression) \
  TUNER_ASSIGN_OR_RETURN_INNER(TUNER_CONCAT(tuner_result_, __LINE__), declaration, expression)
#define TUNER_ASSIGN_OR_RETURN_INNER(result, declaration, expression) \
  auto result = (expression);                                         \
  if (!result) return ::tuner::fail(std::move(result).error());       \
  declaration = std::move(*result)
