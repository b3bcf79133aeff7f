// One argument of a job's command: text with {name} placeholders; "{{" and "}}" stand for single braces.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tuner/base/result.h"

namespace tuner {

struct TemplatePiece {
  std::string text;  // literal text, or the placeholder's name without its braces
  bool placeholder = false;
  bool operator==(const TemplatePiece&) const = default;
};

// kInvalidArgument for a brace without its partner and for an empty placeholder.
Result<std::vector<TemplatePiece>> parse_template(std::string_view argument);

// The argument that stands for `literal` itself: every brace doubled.
std::string escape_template(std::string_view literal);

}  // namespace tuner
