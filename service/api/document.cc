#include "service/api/document.h"

#include "service/api/json_response.h"

namespace tuner::api {

Reply<http::Response> get_document(const Site&, Call& call) {
  if (const auto checked = call.query.check(); !checked) return tl::unexpected(checked.error());
  return json_text_response(std::string(embedded::openapi_document));
}

}  // namespace tuner::api
