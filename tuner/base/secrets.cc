#include "tuner/base/secrets.h"

#include <algorithm>
#include <array>
#include <vector>

#include "tuner/base/check.h"
#include "tuner/base/pattern.h"

namespace tuner {
namespace {

constexpr std::string_view kMask = "***";

// What is hidden is the first group, or all of the match where there is no group.
constexpr std::array kSecrets{
    R"(\b(?:AKIA|ASIA)[0-9A-Z]{16}\b)",
    R"((?i)(?:password|passwd|secret|token|api[_-]?key|access[_-]?key|credentials?)["']?\s*[=:]\s*["']?(?![0-9.]+\b)([^\s"',;]{6,}))",
    R"((?i)\b(?:bearer|basic)\s+([A-Za-z0-9._~+/=-]{16,}))",
    R"(://[^/\s:@]+:([^/\s@]+)@)",
    R"((?s)-----BEGIN [A-Z ]*PRIVATE KEY-----(.*?)(?:-----END|\z))",
};

Pattern compiled(const char* expression) {
  auto pattern = Pattern::compile(expression);
  TUNER_CHECK(pattern.has_value(), expression);
  return *std::move(pattern);
}

std::string hidden(const std::string& text, Pattern pattern) {
  std::string out;
  std::string_view rest = text;
  while (pattern.search(rest) == Pattern::Outcome::kMatch) {
    const std::string_view secret = *pattern.group(pattern.group_count());
    const auto begin = static_cast<std::size_t>(secret.data() - rest.data());
    out.append(rest.substr(0, begin)).append(kMask);
    rest.remove_prefix(begin + std::max<std::size_t>(secret.size(), 1));
  }
  return out.append(rest);
}

}  // namespace

bool looks_like_aws_credential(std::string_view value) {
  static const Pattern kCredential = compiled(
      R"(\A(?:(?:AKIA|ASIA)[0-9A-Z]{16}|(?=.*[A-Z])(?=.*[a-z])(?=.*[0-9])[A-Za-z0-9/+]{40})\z)");
  return kCredential.test(value) == Pattern::Outcome::kMatch;
}

std::string redacted(std::string text) {
  static const std::vector<Pattern> kPatterns = [] {
    std::vector<Pattern> patterns;
    for (const char* expression : kSecrets) patterns.push_back(compiled(expression));
    return patterns;
  }();
  for (const Pattern& pattern : kPatterns) {
    if (pattern.test(text) == Pattern::Outcome::kMatch) text = hidden(text, pattern);
  }
  return text;
}

}  // namespace tuner
