// Any bytes as the body of a request; the first two choose operation and strictness. Whatever is said of it must be text that
// fits into an answer, and a request without fault must be one of which nothing is said as an answer either, apart from members
// that are null or unknown.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>

#include "service/aws/json_protocol.h"
#include "service/aws/validation.h"
#include "tuner/base/check.h"
#include "tuner/base/utf8.h"

using namespace tuner::aws;

namespace {

void check_answer(const Fault& fault, const Operation& operation) {
  TUNER_CHECK(fault.http_status == 400 && !fault.message.empty(), "a refusal without a reason");
  TUNER_CHECK(tuner::valid_utf8_prefix(fault.message) == fault.message.size(),
              "a message that is no text");
  TUNER_CHECK(fault.message.size() < 2'000'000, "a message that nobody will read");
  const HttpAnswer answer = http_answer(tl::unexpected<Fault>(fault), &operation, "id");
  TUNER_CHECK(nlohmann::json::parse(answer.body)["Message"] == fault.message, "another message");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const Shapes& shapes = Shapes::of(data[1] % 2 == 0 ? Strictness::kStrict : Strictness::kRelaxed);
  const Operation& operation = shapes.operations()[data[0] % shapes.operations().size()];
  const auto body = read_body({reinterpret_cast<const char*>(data) + 2, size - 2});
  if (!body) return check_answer(body.error(), operation), 0;
  const Findings findings = check(*body, *operation.input);
  if (const auto fault = refusal(findings)) return check_answer(*fault, operation), 0;
  const auto problems = answer_problems(*body, operation.input);
  TUNER_CHECK(std::all_of(problems.begin(),
                          problems.end(),
                          [](const std::string& problem) {
                            return problem.find("Value null") == 0 ||
                                   problem.find("The shape has no member") == 0;
                          }),
              "a request that its shape does not allow");
  return 0;
}
