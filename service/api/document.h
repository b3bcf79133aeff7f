// The document that describes this API to programs: openapi.json, as it is in the source.
#pragma once

#include <string_view>

#include "service/api/call.h"

namespace tuner::embedded {
extern const std::string_view openapi_document;
}

namespace tuner::api {

Handler get_document;

}  // namespace tuner::api
