// What can be wrong with a machine, a home or its database, each looked at and said in one line: the work behind `tuner doctor`.
#pragma once

#include <string>
#include <vector>

#include "tuner/store/home.h"

namespace tuner {

enum class Health { kOk, kWarn, kFail };

struct Check {
  std::string what;
  Health health = Health::kOk;
  std::string finding;  // and, unless all is well, what to do
};

// Changes nothing. `search_path` is the PATH of this process.
std::vector<Check> examine(const Home& home, const std::string& search_path);

}  // namespace tuner
