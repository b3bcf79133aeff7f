// Signature Version 4, for any service but S3: verifying a request that an AWS client has signed, and signing one. Pure functions.
//
// The signed headers are those that the request names. `host` and `x-amz-date` must be among them, and every
// x-amz-* header (but x-amz-user-agent) and Content-Type that was sent: nothing that we act upon may be added on the way. Signatures in the query
// (presigned addresses) are refused.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "service/http/message.h"
#include "tuner/base/clock.h"
#include "tuner/base/result.h"

namespace tuner::aws {

// What a valid signature says.
struct Scope {
  std::string key_id, date, region, service;  // date: "20261126"
};

struct Refusal {
  std::string code;  // "InvalidSignatureException", …
  std::string message;
};

// The secret of a key id; nullopt for one that nobody has.
using SecretLookup = std::function<std::optional<std::string>(std::string_view key_id)>;

// Who signed `request`. `services`: the names that may stand in the scope ("sagemaker", "logs"). The clocks may differ by 15
// minutes. X-Amz-Content-Sha256, where sent, must be the body's hash.
tl::expected<Scope, Refusal> verify(const http::Request& request,
                                    const SecretLookup& secret_of,
                                    const std::vector<std::string>& services,
                                    TimePoint now);

// Why verify() refuses a request of this head, whatever its body; nullopt: the body decides.
std::optional<Refusal> head_refusal(const http::RequestHead& head,
                                    const SecretLookup& secret_of,
                                    const std::vector<std::string>& services,
                                    TimePoint now);

struct Credentials {
  std::string key_id, secret;
  std::string session_token = {};  // of temporary credentials
};

// Adds X-Amz-Date, X-Amz-Security-Token where there is one, and Authorization. Every header that is there is signed; Host must be
// among them, Authorization not.
void sign(http::Request& request,
          const Credentials& credentials,
          const std::string& region,
          const std::string& service,
          TimePoint now);

// SHA-256 in small hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

// The query in the order and the encoding in which it is signed.
std::string canonical_query(std::string_view query);

// The raw path as it is signed: "." and ".." resolved, double slashes made one, every segment encoded once more.
std::string canonical_path(std::string_view raw_path);

}  // namespace tuner::aws
