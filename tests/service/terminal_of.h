// Standard output as a terminal, for what is shown to a person alone.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace tuner::testing {

// Standard output is a terminal of this kind and width while it lives.
class TerminalOf {
 public:
  explicit TerminalOf(const char* kind, const char* columns = "200") {
    std::fflush(stdout);
    output_ = dup(STDOUT_FILENO);
    mine_ = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
    EXPECT_EQ(grantpt(mine_) + unlockpt(mine_), 0);
    theirs_ = open(ptsname(mine_), O_RDWR | O_NOCTTY);
    dup2(theirs_, STDOUT_FILENO);
    setenv("TERM", kind, 1);
    setenv("COLUMNS", columns, 1);
    setenv("NO_COLOR", "1", 1);
  }
  ~TerminalOf() {
    std::fflush(stdout);
    dup2(output_, STDOUT_FILENO);
    for (const int descriptor : {output_, mine_, theirs_}) close(descriptor);
    for (const char* variable : {"TERM", "COLUMNS", "NO_COLOR"}) unsetenv(variable);
  }
  TerminalOf(const TerminalOf&) = delete;
  TerminalOf& operator=(const TerminalOf&) = delete;

  // What has been written so far.
  std::string text() const {
    std::fflush(stdout);
    std::string all;
    std::array<char, 4096> piece;
    for (ssize_t n; (n = read(mine_, piece.data(), piece.size())) > 0;)
      all.append(piece.data(), static_cast<std::size_t>(n));
    std::erase(all, '\r');
    return all;
  }

 private:
  int output_ = -1, mine_ = -1, theirs_ = -1;
};

}  // namespace tuner::testing
