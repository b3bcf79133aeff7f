// Where the rows of a bench go, and what it says when it cannot go on.
#pragma once

#include <fstream>
#include <iostream>
#include <string>

#include "tuner/base/result.h"

namespace tuner {

// Calls work(std::ostream&) with file `path`, or with standard output for "-". The exit code: 0, or 1 after one line on standard
// error that begins with the bench's name.
template <typename Work>
int write_rows(const std::string& bench, const std::string& path, const Work& work) {
  std::ofstream file;
  if (path != "-") file.open(path);
  const Result<void> done = path != "-" && !file
                                ? fail(ErrorCode::kUnavailable, "cannot be written", path)
                                : work(path == "-" ? std::cout : static_cast<std::ostream&>(file));
  if (!done) std::cerr << bench << ": " << to_string(done.error()) << "\n";
  return done ? 0 : 1;
}

}  // namespace tuner
