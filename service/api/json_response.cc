#include "service/api/json_response.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "service/job_json.h"

namespace tuner::api {

http::Response json_text_response(std::string text, int status) {
  return {.status = status,
          .headers = {{"Content-Type", "application/json"},
                      {"Cache-Control", "no-store"},
                      {"X-Content-Type-Options", "nosniff"}},
          .body = std::move(text)};
}

http::Response json_response(const nlohmann::ordered_json& json, int status) {
  return json_text_response(json_text(json), status);
}

}  // namespace tuner::api
