// Any bytes on a connection. However they are cut into pieces, the same requests come out before the end or a refusal; what comes out keeps the
// limits; and a signature on it is never believed. When and why bytes are refused may differ: Beast looks at a head or a chunk at once where it
// comes whole, and at its end where it comes in pieces.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "service/aws/signature.h"
#include "service/http/request_reader.h"
#include "tuner/base/check.h"

using namespace tuner;
using namespace tuner::http;

namespace {

constexpr Limits kLimits{.max_body = 512, .max_header = 1024, .max_header_fields = 12};

void check_request(const Request& request) {
  TUNER_CHECK(request.body.size() <= kLimits.max_body, "a body beyond its limit");
  TUNER_CHECK(request.head.headers.size() <= kLimits.max_header_fields, "too many fields");
  const auto secret = [](std::string_view) { return std::optional<std::string>("secret"); };
  TUNER_CHECK(!aws::verify(request, secret, {"sagemaker"}, TimePoint{}), "a forged signature");
}

std::string text_of(const Request& request) {
  std::string text = request.head.method + " " + request.head.target + " " + request.head.path;
  for (const auto& [name, value] : request.head.headers) text += "\n" + name + ": " + value;
  return text + "\n\n" + request.body;
}

// What comes out when the bytes arrive in pieces of `size`, in words.
std::vector<std::string> read(std::string_view bytes, std::size_t size) {
  RequestReader reader(kLimits, "peer", false);
  std::vector<std::string> out;
  while (true) {
    switch (reader.next()) {
      case RequestReader::Step::kMore:
        if (bytes.empty()) return out;
        reader.add(bytes.substr(0, size));
        bytes.remove_prefix(std::min(size, bytes.size()));
        break;
      case RequestReader::Step::kHead:
        break;
      case RequestReader::Step::kRequest: {
        const bool goes_on = reader.keep_alive();
        const Request request = reader.take();
        check_request(request);
        out.push_back(text_of(request));
        if (!goes_on) return out;
        break;
      }
      case RequestReader::Step::kRefused:
        TUNER_CHECK(reader.refusal().status >= 400, "a refusal that sounds like success");
        return out;
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t piece = data[0] % 16 + 1U;
  TUNER_CHECK(read(bytes, bytes.size() + 1) == read(bytes, piece), "pieces matter");
  return 0;
}
