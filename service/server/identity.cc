#include "service/server/identity.h"

#include "service/aws/signature.h"

namespace tuner {
namespace {

// The region of a signature that is not checked: Credential=ID/date/region/service/aws4_request.
std::string claimed_region(const http::RequestHead& head) {
  std::string_view field = head.headers.find("Authorization").value_or("");
  const std::size_t credential = field.find("Credential=");
  if (credential == std::string_view::npos) return "";
  field.remove_prefix(credential);
  for (int part = 0; part < 2; ++part) {
    const std::size_t slash = field.find('/');
    if (slash == std::string_view::npos) return "";
    field.remove_prefix(slash + 1);
  }
  const std::string_view region = field.substr(0, field.find('/'));
  constexpr std::string_view kLegal = "abcdefghijklmnopqrstuvwxyz0123456789-";
  const bool legal =
      region.size() <= 32 && region.find_first_not_of(kLegal) == std::string_view::npos;
  return legal ? std::string(region) : "";
}

const std::vector<std::string> kServices{"sagemaker", "logs"};

aws::SecretLookup secrets_of(const ServerKeys& keys) {
  return [&keys](std::string_view id) -> std::optional<std::string> {
    const AccessKey* key = keys.find_key(id);
    if (key == nullptr) return std::nullopt;
    return key->secret;
  };
}

}  // namespace

aws::Reply<Identity> identify_signer(const http::Request& request,
                                     const ServerKeys* keys,
                                     TimePoint now) {
  if (keys == nullptr) return Identity{.region = claimed_region(request.head)};
  const auto scope = aws::verify(request, secrets_of(*keys), kServices, now);
  if (!scope) return aws::refuse(scope.error().code, scope.error().message);
  return Identity{scope->key_id, scope->region, keys->find_key(scope->key_id)->role};
}

bool claims_known_key(const http::RequestHead& head, const ServerKeys* keys, TimePoint now) {
  if (keys == nullptr) return true;
  return !aws::head_refusal(head, secrets_of(*keys), kServices, now);
}

aws::Reply<Identity> identify_bearer(const http::RequestHead& head, const ServerKeys* keys) {
  if (keys == nullptr) return Identity{};
  constexpr std::string_view kScheme = "Bearer ";
  const std::string_view field = head.headers.find("Authorization").value_or("");
  const AccessToken* token =
      field.starts_with(kScheme) ? keys->find_token(field.substr(kScheme.size())) : nullptr;
  if (token == nullptr) {
    return tl::unexpected(
        aws::Fault{"AccessDeniedException", "A bearer token of this server is needed.", 401});
  }
  return Identity{.name = token->name, .role = token->role};
}

}  // namespace tuner
