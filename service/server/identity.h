// From a request to who sends it: by its signature, or by its token.
#pragma once

#include <string>

#include "service/aws/fault.h"
#include "service/http/message.h"
#include "service/server/server_keys.h"
#include "tuner/base/clock.h"

namespace tuner {

struct Identity {
  std::string name = {};    // of the key or token; empty: a server without keys
  std::string region = {};  // of the signature; empty: it was not signed
  Role role = Role::kAdmin;
};

// `keys` nullptr: a server without keys, where everybody may do everything; a signature then only says the region. Faults: none or
// a bad signature, a key that nobody has.
aws::Reply<Identity> identify_signer(const http::Request& request,
                                     const ServerKeys* keys,
                                     TimePoint now);

// Whether the head alone leaves it open who signed it: false where identify_signer() refuses it with any body.
bool claims_known_key(const http::RequestHead& head, const ServerKeys* keys, TimePoint now);

// "Authorization: Bearer …", for what is not signed.
aws::Reply<Identity> identify_bearer(const http::RequestHead& head, const ServerKeys* keys);

}  // namespace tuner
