// Requests against their shapes, and our own answers too.
//
// The walk comes before the rules that tie fields together, which belong to each operation. Places are written as the real
// services write them: members with a small first letter, elements of lists counted from 1, values of maps by their key:
// "trainingJobDefinitions.1.member.definitionName", "parameters.lr.member.stringValue".
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "service/aws/fault.h"
#include "service/aws/shapes.h"

namespace tuner::aws {

struct Violation {
  std::string at;
  std::string value;       // "null", or the value in quotes
  std::string constraint;  // "Member must not be null"

  bool operator==(const Violation&) const = default;
};

// A member that the shape does not have. The real services say nothing; a slip of the keyboard should not cost a night.
struct UnknownMember {
  std::string at;
  std::optional<std::string> nearest = {};  // the member that may have been meant

  bool operator==(const UnknownMember&) const = default;
};

struct Findings {
  std::string clash = {};  // a value of the wrong JSON type, and where; ends the walk
  std::vector<Violation> violations = {};  // the first hundred, in the order of the shape's members
  std::size_t violation_count = 0;         // all of them
  std::vector<UnknownMember> unknown = {};  // the first twenty

  bool operator==(const Findings&) const = default;
};

// Members that are null count as absent. A value nested deeper than a hundred levels is a clash.
Findings check(const nlohmann::json& value, const Shape& root);

// What an operation reads of a value that has been checked: its members without those that are null, at any depth.
nlohmann::json without_nulls(nlohmann::json value);

// SerializationException or ValidationException with every violation; nullopt where the request may go on.
std::optional<Fault> refusal(const Findings& findings);

// What is wrong with an answer of ours, one sentence each: beside all that check() finds also members that the shape does not
// have, and null. `shape` nullptr: the answer is empty.
std::vector<std::string> answer_problems(const nlohmann::json& answer, const Shape* shape);

}  // namespace tuner::aws
