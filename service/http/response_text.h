// A response as the bytes that go out.
#pragma once

#include <string>
#include <string_view>

#include "service/http/message.h"
#include "tuner/base/clock.h"

namespace tuner::http {

struct ResponseForm {
  bool keep_alive = true;
  bool without_body = false;  // for HEAD: the length is told, the body is not sent
  bool http_1_0 = false;      // an event stream then ends with the connection, without chunks
};

// Head and body; of an event stream the head alone. What would break the form of a header (line ends, NUL) becomes a space.
std::string to_text(const Response& response, const ResponseForm& form, TimePoint now);

// One piece of an event stream; an empty one would end it, and is nothing.
std::string chunk(std::string_view text, bool http_1_0);
std::string last_chunk(bool http_1_0);

// "Thu, 26 Nov 2026 17:14:41 GMT".
std::string http_date(TimePoint time);

std::string_view reason_of(int status);

}  // namespace tuner::http
