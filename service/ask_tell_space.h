// The search space of an ask-tell session: between the words of the protocol and the space that a strategy searches.
//
// Two things need a translation. Replies keep the header's order of the parameters, while a SearchSpace sorts them by name.
// And choices may be of any of JSON's plain types: the Category of a choice holds its JSON text (`3`, `"3"`, `true`), so
// that no two are alike and each is written back as it came. docs/ask-tell.md describes the form.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tuner/base/result.h"
#include "tuner/job/constraint.h"
#include "tuner/job/document.h"
#include "tuner/space/search_space.h"

namespace tuner {

class AskTellSpace {
 public:
  // From an object with one member per parameter. kInvalidArgument where it is no space, once for each parameter that is wrong, which
  // Error::at names.
  static ReadResult<AskTellSpace> read(const Node& node);

  const SearchSpace& space() const { return space_; }

  // From an object with one value per parameter, in any order. kInvalidArgument where the space forbids it.
  Result<Configuration> read_configuration(const Node& node) const;

  // {"lr":0.01,"layers":3} on one line, in the header's order; doubles read back as the same doubles.
  // Contract: space().check(configuration) holds.
  std::string json(const Configuration& configuration) const;

 private:
  SearchSpace space_;
  std::vector<std::string> names_;  // in the header's order
};

// What the results of a session must keep, from an object with one member per constraint, {"latency_ms":{"max":20}}, in the
// order of its members; none where there is no such object. kInvalidArgument for each that is wrong, with the place in Error::at.
ReadResult<std::vector<Constraint>> read_constraints(const Node* node);

// The excesses that a tell reports: `node` has one number for each constraint. kInvalidArgument where it has not.
Result<std::vector<double>> read_excesses(const Node* node,
                                          std::span<const Constraint> constraints);

// The finite number, or the whole number (3.0 counts as 3), that a JSON value is; nullopt for any other value.
std::optional<double> number_in(const Node& node);
std::optional<std::int64_t> whole_number_in(const Node& node);

// Whether a JSON value, where there is one, is this string.
bool is_text(const Node* node, std::string_view text);

// kInvalidArgument: the message of the other side cannot be.
tl::unexpected<Error> refuse(std::string message);

}  // namespace tuner
