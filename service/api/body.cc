#include "service/api/body.h"

#include <string>

#include "service/known_members.h"

namespace tuner::api {

Reply<Node> read_body(std::string_view body,
                      std::size_t most,
                      std::initializer_list<std::string_view> members,
                      std::initializer_list<std::string_view> required) {
  if (body.size() > most) {
    return refuse(413,
                  "too_large",
                  "the body has " + std::to_string(body.size()) + " bytes; at most " +
                      std::to_string(most) + " are allowed here");
  }
  if (body.starts_with("\xef\xbb\xbf"))
    return refuse(
        400, "invalid_argument", "the body begins with a byte order mark, which is not JSON");
  auto node = parse_document(body.empty() ? "{}" : body, DocumentFormat::kJson, "");
  Refusal refusal;
  if (!node) {
    for (const Error& each : node.error()) refusal.problems.push_back({each.message});
    return tl::unexpected(std::move(refusal));
  }
  if (node->kind != Node::Kind::kMapping)
    return refuse(400, "invalid_argument", "the body must be a JSON object");
  for (const UnknownMember& each : unknown_members(*node, members))
    refusal.problems.push_back({each.problem.message, each.problem.at});
  for (const std::string_view name : required) {
    if (node->find(name) == nullptr)
      refusal.problems.push_back(
          {"'" + std::string(name) + "' is missing", "/" + std::string(name)});
  }
  if (!refusal.problems.empty()) return tl::unexpected(std::move(refusal));
  return *std::move(node);
}

}  // namespace tuner::api
