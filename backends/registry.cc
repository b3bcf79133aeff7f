#include "backends/registry.h"

#include "backends/local_process.h"
#include "tuner/base/text.h"

namespace tuner {

std::vector<std::string> backend_names() { return {"local"}; }

Result<std::unique_ptr<Backend>> make_backend(std::string_view name,
                                              const BackendContext& context) {
  if (name == "local") {
    TUNER_ASSIGN_OR_RETURN(std::unique_ptr<Backend> backend,
                           LocalProcess::create({.slots_folder = context.slots_folder,
                                                 .jobs_folder = context.jobs_folder}));
    return backend;
  }
  const auto known = backend_names();
  return fail(ErrorCode::kInvalidArgument,
              "unknown backend '" + std::string(name) + "'; known are " + quoted_list(known) +
                  did_you_mean(name, known),
              "/backend");
}

}  // namespace tuner
