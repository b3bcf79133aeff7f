#include "service/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <system_error>

namespace tuner {
namespace {

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view{} : std::string_view{value};
}

std::optional<std::size_t> width_from(std::string_view text) {
  std::size_t width = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), width);
  if (problem != std::errc{} || end != text.data() + text.size() || width == 0) return std::nullopt;
  return width;
}

std::optional<std::size_t> width_of_terminal() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return std::nullopt;
  return size.ws_col;
}

std::atomic<int> output_error{0};  // of the first write to standard output that failed

void note_output_error() {
  int none = 0;
  output_error.compare_exchange_strong(none, errno);
}

const char* sequence_of(Style style) {
  switch (style) {
    case Style::kPlain:
      return "";
    case Style::kStrong:
      return "\033[1m";
    case Style::kDim:
      return "\033[2m";
    case Style::kGood:
      return "\033[32m";
    case Style::kBusy:
      return "\033[36m";
    case Style::kWarn:
      return "\033[33m";
    case Style::kBad:
      return "\033[31m";
  }
  return "";
}

}  // namespace

Terminal standard_output() {
  Terminal terminal;
  const bool is_terminal = isatty(STDOUT_FILENO) == 1;
  terminal.interactive = is_terminal && environment("TERM") != "dumb";
  terminal.colours = terminal.interactive && environment("NO_COLOR").empty();
  if (is_terminal) terminal.width = width_from(environment("COLUMNS"));
  if (is_terminal && !terminal.width) terminal.width = width_of_terminal();
  return terminal;
}

std::string styled(std::string_view text, Style style, const Terminal& terminal) {
  if (!terminal.colours || style == Style::kPlain || text.empty()) return std::string(text);
  return sequence_of(style) + std::string(text) + "\033[0m";
}

void print(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) note_output_error();
}

void print_at_once(std::string_view text) {
  print(text);
  if (std::fflush(stdout) != 0) note_output_error();
}

Result<void> finish_output() {
  if (std::fflush(stdout) != 0) note_output_error();
  if (output_error == 0) return {};
  return fail(ErrorCode::kUnavailable,
              "not everything could be written: " + std::generic_category().message(output_error),
              "standard output");
}

}  // namespace tuner
