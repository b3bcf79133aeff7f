// Every operation that is served, by its name.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "service/sagemaker/site.h"

namespace tuner::sagemaker {

struct ServedOperation {
  std::function<Operation> call;
  bool changes =
      false;  // something: it needs more than the right to read, and is written to the audit log
  bool takes_long = false;  // it reads all jobs of the home, or waits for one to end
};

// nullptr: it is not served here.
const ServedOperation* find_served_operation(std::string_view name);

}  // namespace tuner::sagemaker
