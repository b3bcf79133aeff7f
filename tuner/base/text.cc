#include "tuner/base/text.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace tuner {
namespace {

constexpr std::size_t kMaxCompared = 256;  // longer texts are no slips of the keyboard
constexpr std::size_t kMinPrefix = 3;

std::string folded(std::string_view text) {
  std::string result = lower_case(text);
  std::ranges::replace(result, '_', '-');
  return result;
}

// Optimal string alignment by rows; row i holds the distances of a[0, i) to every beginning of b.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last, last, row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before_last = std::move(last);
    last = std::move(row);
    row.assign(b.size() + 1, i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
    }
  }
  return row[b.size()];
}

std::size_t allowed_edits(std::size_t longer) { return std::max<std::size_t>(1, longer / 3); }

}  // namespace

std::optional<std::string> nearest_name(std::string_view text,
                                        std::span<const std::string> candidates) {
  const std::string wanted = folded(text.substr(0, kMaxCompared));
  const std::string* best = nullptr;
  std::size_t best_distance = kMaxCompared;
  for (const std::string& candidate : candidates) {
    const std::string known = folded(std::string_view(candidate).substr(0, kMaxCompared));
    const std::size_t longer = std::max(wanted.size(), known.size());
    const std::size_t shorter = std::min(wanted.size(), known.size());
    const bool is_prefix = wanted.size() >= kMinPrefix && known.starts_with(wanted);
    if (!is_prefix && longer - shorter > allowed_edits(longer)) continue;
    const std::size_t distance = edit_distance(wanted, known);
    if (distance < best_distance && (is_prefix || distance <= allowed_edits(longer))) {
      best = &candidate;
      best_distance = distance;
    }
  }
  if (best == nullptr) return std::nullopt;
  return *best;
}

std::string did_you_mean(std::string_view text, std::span<const std::string> candidates) {
  const auto nearest = nearest_name(text, candidates);
  return nearest ? "; did you mean '" + *nearest + "'?" : std::string();
}

std::string quoted_list(std::span<const std::string> names) {
  std::string text;
  for (const std::string& name : names) {
    text += text.empty() ? "'" : ", '";
    text += name + "'";
  }
  return text;
}

std::string lower_case(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = lower_case(c);
  return result;
}

std::string pointer_token(std::string_view name) {
  std::string token;
  for (const char c : name) {
    if (c == '~') {
      token += "~0";
    } else if (c == '/') {
      token += "~1";
    } else {
      token += c;
    }
  }
  return token;
}

}  // namespace tuner
