// Prior ⇄ JSON: what the store keeps of the results that a job began with.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "tuner/base/result.h"
#include "tuner/job/prior.h"

namespace tuner {

// {"start": […], "earlier": [{"configuration": {…}, "losses": [0.1]}, …], "related": [[…], …]}; `status` and `failure` where they
// are not those of a success.
nlohmann::json to_json(const Prior& prior);
Result<Prior> prior_from_json(const nlohmann::json& json);

}  // namespace tuner
