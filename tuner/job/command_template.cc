#include "tuner/job/command_template.h"

namespace tuner {
namespace {

tl::unexpected<Error> lone_brace(std::string_view argument, char brace) {
  return fail(ErrorCode::kInvalidArgument,
              std::string("'") + brace + "' without its partner in '" + std::string(argument) +
                  "'; a brace itself is written twice");
}

}  // namespace

Result<std::vector<TemplatePiece>> parse_template(std::string_view argument) {
  std::vector<TemplatePiece> pieces;
  std::string literal;
  const auto finish_literal = [&] {
    if (!literal.empty()) pieces.push_back({std::move(literal)});
    literal.clear();
  };
  for (std::size_t i = 0; i < argument.size(); ++i) {
    const char c = argument[i];
    if (c != '{' && c != '}') {
      literal += c;
    } else if (i + 1 < argument.size() && argument[i + 1] == c) {
      literal += c;
      ++i;
    } else if (c == '}') {
      return lone_brace(argument, c);
    } else {
      const std::size_t end = argument.find_first_of("{}", i + 1);
      if (end == std::string_view::npos || argument[end] == '{') return lone_brace(argument, c);
      if (end == i + 1) {
        return fail(ErrorCode::kInvalidArgument,
                    "'{}' in '" + std::string(argument) + "' names no hyperparameter");
      }
      finish_literal();
      pieces.push_back({std::string(argument.substr(i + 1, end - i - 1)), true});
      i = end;
    }
  }
  finish_literal();
  return pieces;
}

std::string escape_template(std::string_view literal) {
  std::string text;
  for (const char c : literal) text.append(c == '{' || c == '}' ? 2 : 1, c);
  return text;
}

}  // namespace tuner
