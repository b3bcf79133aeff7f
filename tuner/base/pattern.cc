#include "tuner/base/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <algorithm>
#include <utility>

#include "tuner/base/check.h"

namespace tuner {
namespace {

// With UCP also because the just-in-time compiler of PCRE2 10.42 lets \S match no character between 128 and 255 without it.
constexpr std::uint32_t kOptions =
    PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C;
constexpr std::uint32_t kMatchLimit = 200'000;  // about a millisecond
constexpr std::uint32_t kDepthLimit = 10'000;
constexpr std::uint32_t kHeapLimitKib = 8 * 1024;
constexpr std::size_t kJitStackStart = 16 * 1024, kJitStackMax = 1024 * 1024;

// "missing closing parenthesis at offset 9: `loss=([0-9`" and a caret below the place.
std::string compile_problem(std::string_view expression, int code, std::size_t offset) {
  PCRE2_UCHAR message[160];
  pcre2_get_error_message(code, message, sizeof message);
  offset = std::min(offset, expression.size());
  constexpr std::size_t kAround = 30;
  const std::size_t begin = offset > kAround ? offset - kAround : 0;
  std::string excerpt(expression.substr(begin, 2 * kAround));
  for (char& c : excerpt) {
    if (c < 0x20 || c > 0x7e) c = '?';  // the caret counts bytes
  }
  return std::string("illegal regular expression: ") + reinterpret_cast<const char*>(message) +
         " at offset " + std::to_string(offset) + "\n  " + excerpt + "\n  " +
         std::string(offset - begin, ' ') + "^";
}

// By number; [0] is the whole match, unnamed ones are empty.
std::vector<std::string> group_names_of(const pcre2_code* code) {
  std::uint32_t groups = 0, names = 0, entry_size = 0;
  PCRE2_SPTR entry = nullptr;
  pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &groups);
  pcre2_pattern_info(code, PCRE2_INFO_NAMECOUNT, &names);
  pcre2_pattern_info(code, PCRE2_INFO_NAMEENTRYSIZE, &entry_size);
  pcre2_pattern_info(code, PCRE2_INFO_NAMETABLE, &entry);
  std::vector<std::string> by_number(groups + 1);
  for (; names > 0; --names, entry += entry_size) {  // two bytes of number, then the name
    by_number[entry[0] * 256u + entry[1]] = reinterpret_cast<const char*>(entry + 2);
  }
  return by_number;
}

void set_limits(pcre2_match_context* context) {
  pcre2_set_match_limit(context, kMatchLimit);
  pcre2_set_depth_limit(context, kDepthLimit);
  pcre2_set_heap_limit(context, kHeapLimitKib);
}

int match(const pcre2_code* code,
          std::string_view text,
          pcre2_match_data* data,
          pcre2_match_context* context) {
  const auto* const begin = reinterpret_cast<PCRE2_SPTR>(text.data());
  return pcre2_match(code, begin, text.size(), 0, 0, data, context);
}

Pattern::Outcome outcome_of(int found) {
  if (found >= 0) return Pattern::Outcome::kMatch;  // 0: there are more groups than room for them
  return found == PCRE2_ERROR_NOMATCH ? Pattern::Outcome::kNoMatch : Pattern::Outcome::kLimit;
}

}  // namespace

void Pattern::Free::operator()(pcre2_real_match_data_8* data) const { pcre2_match_data_free(data); }
void Pattern::Free::operator()(pcre2_real_match_context_8* context) const {
  pcre2_match_context_free(context);
}
void Pattern::Free::operator()(pcre2_real_jit_stack_8* stack) const { pcre2_jit_stack_free(stack); }

Result<Pattern> Pattern::compile(std::string_view expression) {
  int problem = 0;
  PCRE2_SIZE offset = 0;
  pcre2_code* const code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(expression.data()),
                                         expression.size(),
                                         kOptions,
                                         &problem,
                                         &offset,
                                         nullptr);
  if (code == nullptr) {
    return fail(ErrorCode::kInvalidArgument, compile_problem(expression, problem, offset));
  }
  // Where the just-in-time compiler is refused its memory, PCRE2 interprets: slower, the same
  // matches.
  pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
  return Pattern(Code(code, pcre2_code_free), group_names_of(code));
}

Pattern::Pattern(Code code, std::vector<std::string> group_names)
    : code_(std::move(code)),
      data_(pcre2_match_data_create_from_pattern(code_.get(), nullptr)),
      stack_(pcre2_jit_stack_create(kJitStackStart, kJitStackMax, nullptr)),
      context_(pcre2_match_context_create(nullptr)),
      group_names_(std::move(group_names)) {
  TUNER_CHECK(data_ && context_, "out of memory");
  set_limits(context_.get());
  pcre2_jit_stack_assign(context_.get(), nullptr, stack_.get());
}

Pattern::Outcome Pattern::search(std::string_view text) {
  text_ = text;
  const int found = match(code_.get(), text, data_.get(), context_.get());
  groups_set_ = found > 0 ? static_cast<std::size_t>(found) : 0;
  return outcome_of(found);
}

Pattern::Outcome Pattern::test(std::string_view text) const {
  const std::unique_ptr<pcre2_match_data, Free> data(pcre2_match_data_create(1, nullptr));
  const std::unique_ptr<pcre2_match_context, Free> context(pcre2_match_context_create(nullptr));
  TUNER_CHECK(data && context, "out of memory");
  set_limits(context.get());
  return outcome_of(match(code_.get(), text, data.get(), context.get()));
}

std::optional<std::string_view> Pattern::group(std::size_t number) const {
  if (number >= groups_set_) return std::nullopt;
  const PCRE2_SIZE* const bounds = pcre2_get_ovector_pointer(data_.get()) + 2 * number;
  if (bounds[0] == PCRE2_UNSET || bounds[0] > bounds[1]) return std::nullopt;
  return text_.substr(bounds[0], bounds[1] - bounds[0]);
}

}  // namespace tuner
