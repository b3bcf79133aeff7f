#include "service/sagemaker/paging.h"

#include <array>
#include <bit>
#include <charconv>
#include <nlohmann/json.hpp>

#include "tuner/base/ids.h"

namespace tuner::sagemaker {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

std::string hex(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) {
    text += kDigits[static_cast<unsigned char>(byte) >> 4];
    text += kDigits[static_cast<unsigned char>(byte) & 15U];
  }
  return text;
}

std::optional<std::string> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const std::size_t high = kDigits.find(text[i]), low = kDigits.find(text[i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    bytes += static_cast<char>(high << 4 | low);
  }
  return bytes;
}

std::string hex(std::uint64_t value) {
  std::array<char, 8> bytes{};
  for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<char>(value >> (56 - 8 * i));
  return hex(std::string_view(bytes.data(), bytes.size()));
}

std::optional<Position> read_token(std::string_view token, std::uint64_t scope) {
  const std::string expected = hex(scope);
  if (!token.starts_with(expected)) return std::nullopt;
  token.remove_prefix(expected.size());
  const std::size_t dot = token.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  auto key = from_hex(token.substr(0, dot)), name = from_hex(token.substr(dot + 1));
  if (!key || !name) return std::nullopt;
  return Position{std::move(*key), std::move(*name)};
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
  return hex(request.scope) + hex(last.key) + "." + hex(last.name);
}

}  // namespace tuner::sagemaker
