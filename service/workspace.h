// What a command works in: the home folder and its database, opened for reading or for writing.
#pragma once

#include <memory>

#include "service/commands.h"
#include "tuner/base/result.h"
#include "tuner/experiment_store.h"
#include "tuner/store/home.h"

namespace tuner {

// The home that the options, TUNER_HOME and the current folder point to; created when it is not there.
Result<Home> open_home(const CommandContext& context);

Result<std::unique_ptr<ExperimentStore>> open_store(const Home& home);
// Never creates anything: a home without a database is an empty reader.
Result<std::unique_ptr<ExperimentReader>> open_reader(const Home& home);

}  // namespace tuner
