#include "service/server/server_keys.h"

#include <openssl/crypto.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <set>

#include "service/aws/signature.h"
#include "tuner/job/field.h"

namespace tuner {
namespace {

std::optional<Error> permission_problem(const std::filesystem::path& file) {
  struct stat status {};
  const std::string place = file.string();
  if (::stat(file.c_str(), &status) != 0)
    return Error{ErrorCode::kNotFound, "there is no such file of keys", place};
  if (status.st_uid != ::geteuid())
    return Error{ErrorCode::kFailedPrecondition, "the file of keys belongs to another user", place};
  if ((status.st_mode & 077) != 0)
    return Error{ErrorCode::kFailedPrecondition,
                 "others may read the file of keys: chmod 600 makes it yours alone",
                 place};
  return std::nullopt;
}

std::optional<Role> read_role(const Field& field) {
  return field.one_of<Role>(
      {{"read", Role::kRead}, {"submit", Role::kSubmit}, {"admin", Role::kAdmin}});
}

void read_text(const Field& field, std::string& target) {
  assign(target, field.text());
  if (field.is(Node::Kind::kScalar) && target.empty()) field.complain("it must not be empty");
}

AccessKey read_key(const Field& field) {
  AccessKey key;
  field.read_members({{"id", [&](const Field& each) { read_text(each, key.id); }},
                      {"secret", [&](const Field& each) { read_text(each, key.secret); }},
                      {"role", [&](const Field& each) { assign(key.role, read_role(each)); }}},
                     {"id", "secret", "role"});
  return key;
}

AccessToken read_token(const Field& field) {
  AccessToken token;
  const auto read_hash = [&](const Field& each) {
    const auto text = each.text();
    if (!text) return;
    const bool is_hash =
        text->size() == 64 && text->find_first_not_of("0123456789abcdef") == std::string::npos;
    if (!is_hash) return each.expected("the SHA-256 of the token, 64 small hexadecimal digits");
    token.sha256 = *text;
  };
  field.read_members({{"name", [&](const Field& each) { read_text(each, token.name); }},
                      {"sha256", read_hash},
                      {"role", [&](const Field& each) { assign(token.role, read_role(each)); }}},
                     {"name", "sha256", "role"});
  return token;
}

}  // namespace

ServerKeys::ServerKeys(std::vector<AccessKey> keys, std::vector<AccessToken> tokens)
    : keys_(std::move(keys)), tokens_(std::move(tokens)) {}

const AccessKey* ServerKeys::find_key(std::string_view id) const {
  const auto found = std::ranges::find(keys_, id, &AccessKey::id);
  return found == keys_.end() ? nullptr : &*found;
}

const AccessToken* ServerKeys::find_token(std::string_view token) const {
  const std::string hash = aws::sha256_hex(token);
  const AccessToken* found = nullptr;
  for (const AccessToken& each : tokens_) {
    if (each.sha256.size() == hash.size() &&
        CRYPTO_memcmp(each.sha256.data(), hash.data(), hash.size()) == 0)
      found = &each;
  }
  return found;
}

ReadResult<ServerKeys> read_server_keys(const std::filesystem::path& file) {
  if (const auto problem = permission_problem(file))
    return tl::unexpected(std::vector<Error>{*problem});
  const auto document = read_document(file);
  if (!document) return tl::unexpected(document.error());
  Complaints complaints(file.string());
  std::vector<AccessKey> keys;
  std::vector<AccessToken> tokens;
  std::set<std::string> ids;
  const auto read_keys = [&](const Field& field) {
    for (const Field& each : field.items()) {
      keys.push_back(read_key(each));
      if (!ids.insert(keys.back().id).second) each.complain("there are two keys of this id");
    }
  };
  const auto read_tokens = [&](const Field& field) {
    for (const Field& each : field.items()) tokens.push_back(read_token(each));
  };
  Field(*document, "", complaints)
      .read_members({{"access_keys", read_keys}, {"tokens", read_tokens}});
  auto errors = complaints.errors();
  if (!errors.empty()) return tl::unexpected(std::move(errors));
  return ServerKeys(std::move(keys), std::move(tokens));
}

}  // namespace tuner
