// One trial of `tuner show JOB TRIAL`: its state and why, what it reached and printed, its configuration and what to do next.
#pragma once

#include "service/commands.h"
#include "service/exit_code.h"
#include "service/workspace.h"

namespace tuner {

// Prints it, as JSON with --json. kNotFound says which trials there are.
Result<ExitCode> show_trial(const CommandContext& context,
                            const Workspace& workspace,
                            const JobName& name,
                            std::uint32_t number);

}  // namespace tuner
