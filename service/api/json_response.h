// An answer of the native API: one JSON document, in the form that the command line prints.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "service/http/message.h"

namespace tuner::api {

http::Response json_response(const nlohmann::ordered_json& json, int status = 200);

// Text that is JSON already.
http::Response json_text_response(std::string text, int status = 200);

}  // namespace tuner::api
