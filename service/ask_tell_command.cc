// `tuner ask-tell`: a session over standard input and output, for programs in any language.
#include <algorithm>
#include <cstdio>
#include <optional>

#include "service/ask_tell_session.h"
#include "service/commands.h"
#include "service/conclude.h"
#include "service/terminal.h"
#include "strategies/registry.h"
#include "tuner/base/text.h"

namespace tuner {
namespace {

// The next line without its newline; nullopt at the end of the input. Of a line that is longer than what a session reads
// only as much is kept as makes it refuse the line.
std::optional<std::string> next_line(std::FILE* input) {
  std::string line;
  int c = std::getc(input);
  if (c == EOF) return std::nullopt;
  for (; c != EOF && c != '\n'; c = std::getc(input)) {
    if (line.size() <= kMaxDocumentBytes) line.push_back(static_cast<char>(c));
  }
  return line;
}

Result<ExitCode> converse(const AskTellOptions& options) {
  const auto names = strategy_names();
  if (std::find(names.begin(), names.end(), options.strategy) == names.end()) {
    return fail(ErrorCode::kInvalidArgument,
                "there is no strategy '" + options.strategy + "': choose one of " +
                    quoted_list(names) + did_you_mean(options.strategy, names),
                "--strategy");
  }
  AskTellSession session(options.strategy);
  while (!session.ended()) {
    const auto line = next_line(stdin);
    if (!line) break;
    print(session.reply(*line) + "\n");
    if (!finish_output()) break;
  }
  return kExitOk;
}

}  // namespace

int ask_tell_command(const CommandContext&, const AskTellOptions& options) {
  return conclude(converse(options));
}

}  // namespace tuner
