// Any bytes as a job file: JSON where they begin with a brace, else YAML. What is accepted must break no rule and
// survive the way into the store and back.
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>

#include "tuner/base/check.h"
#include "tuner/base/utf8.h"
#include "tuner/job/job_file.h"
#include "tuner/job/spec_json.h"

using namespace tuner;

namespace {

void check_messages(const std::vector<Error>& errors) {
  TUNER_CHECK(!errors.empty(), "a refusal without a reason");
  for (const Error& error : errors) {
    const std::string text = to_string(error);
    TUNER_CHECK(valid_utf8_prefix(text) == text.size(), "a message that is no text");
    TUNER_CHECK(text.size() < 20'000, "a message that nobody will read");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto format = data[0] == '{' ? DocumentFormat::kJson : DocumentFormat::kYaml;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto document = parse_document(text, format, "job");
  if (!document) return check_messages(document.error()), 0;
  const JobFile job = read_job(*document, "job", "/jobs");
  const auto problems = job.problems();
  if (!problems.empty()) return check_messages(problems), 0;
  TUNER_CHECK(job.spec.problems().empty(), "accepted in spite of a broken rule");
  const auto back = spec_from_json(nlohmann::json::parse(to_json(job.spec).dump()));
  TUNER_CHECK(back && *back == job.spec, "changed on the way through the store");
  return 0;
}
