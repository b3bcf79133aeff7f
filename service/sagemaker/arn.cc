#include "service/sagemaker/arn.h"

#include <array>

#include "tuner/base/text.h"

namespace tuner::sagemaker {

std::string arn_prefix(const Caller& caller) {
  return "arn:" + caller.partition + ":sagemaker:" + caller.region + ":" + caller.account;
}

std::string arn_of(const Caller& caller, std::string_view kind, std::string_view name) {
  return arn_prefix(caller) + ":" + std::string(kind) + "/" + lower_case(name);
}

std::optional<Arn> parse_arn(std::string_view text) {
  std::array<std::string_view, 5> parts;
  for (std::string_view& part : parts) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    part = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  const std::size_t slash = text.find('/');
  const bool known = parts[0] == "arn" && parts[1].starts_with("aws") && parts[2] == "sagemaker";
  if (!known || slash == std::string_view::npos) return std::nullopt;
  return Arn{std::string(text.substr(0, slash)), lower_case(text.substr(slash + 1))};
}

}  // namespace tuner::sagemaker
