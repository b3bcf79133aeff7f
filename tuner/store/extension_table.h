// The table of extensions: what jobs were made of after they had been created.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "tuner/experiment_store.h"
#include "tuner/store/sqlite.h"

namespace tuner {

// JSON as a column holds it. kInvalidArgument, with the job's name, when it holds text that is not UTF-8.
Result<std::string> column_text(const nlohmann::json& json, const JobName& name);
// kInvalidArgument: the text is no specification of a job of that name.
Result<TuningJobSpec> spec_of(const std::string& text, const JobName& name);

// The specifications of job `id`, in order.
Result<std::vector<TuningJobSpec>> read_extensions(Database& database,
                                                   std::int64_t id,
                                                   const JobName& name,
                                                   JobIdentity identity);
// The next one. kInvalidArgument when the specification holds text that is not UTF-8.
Result<void> insert_extension(Database& database,
                              std::int64_t id,
                              JobIdentity identity,
                              const TuningJobSpec& spec);

}  // namespace tuner
