#include "service/sagemaker/paging.h"

#include <array>
#include <bit>
#include <nlohmann/json.hpp>

#include "tuner/base/hex.h"
#include "tuner/base/ids.h"

namespace tuner::sagemaker {
namespace {

std::string hex(std::uint64_t value) {
  std::array<char, 8> bytes{};
  for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<char>(value >> (56 - 8 * i));
  return to_hex(std::string_view(bytes.data(), bytes.size()));
}

// So that a token that was cut or changed is no other one.
std::uint64_t seal_of(std::uint64_t scope, const Position& position) {
  return stable_hash(position.name, stable_hash(position.key, scope));
}

std::optional<Position> read_token(std::string_view token, std::uint64_t scope) {
  constexpr std::size_t kSeal = 16;  // digits
  const std::size_t dot = token.find('.');
  if (token.size() < kSeal || dot == std::string_view::npos || dot < kSeal) return std::nullopt;
  auto key = from_hex(token.substr(kSeal, dot - kSeal)), name = from_hex(token.substr(dot + 1));
  if (!key || !name) return std::nullopt;
  Position position{std::move(*key), std::move(*name)};
  if (token.substr(0, kSeal) != hex(seal_of(scope, position))) return std::nullopt;
  return position;
}

}  // namespace

std::string sortable(std::int64_t value) {
  return hex(std::bit_cast<std::uint64_t>(value) ^ (std::uint64_t{1} << 63));
}

std::string sortable(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value + 0.0);  // −0 is 0
  constexpr std::uint64_t kSign = std::uint64_t{1} << 63;
  return hex((bits & kSign) != 0 ? ~bits : bits | kSign);
}

std::string sortable(TimePoint time) {
  return sortable(std::int64_t{time.time_since_epoch().count()});
}

Reply<PageRequest> read_page_request(std::string_view operation,
                                     const nlohmann::json& input,
                                     bool descending_by_default) {
  nlohmann::json filters = input;
  filters.erase("NextToken");
  filters.erase("MaxResults");
  PageRequest request{.size = input.value("MaxResults", std::size_t{10}),
                      .descending = descending_by_default,
                      .scope = stable_hash(filters.dump(), stable_hash(operation))};
  if (const auto order = input.find("SortOrder"); order != input.end())
    request.descending = *order == "Descending";
  const auto token = input.find("NextToken");
  if (token == input.end()) return request;
  request.after = read_token(token->get<std::string>(), request.scope);
  if (!request.after)
    return refuse("The NextToken is not one that " + std::string(operation) +
                  " returned for these filters and this order.");
  return request;
}

std::string token_for(const PageRequest& request, const Position& last) {
  return hex(seal_of(request.scope, last)) + to_hex(last.key) + "." + to_hex(last.name);
}

}  // namespace tuner::sagemaker
