// Who may call the server, and what: a file of access keys for signed requests and of tokens for all others.
//
//   access_keys:
//     - {id: AKIDANN, secret: "…", role: submit}
//   tokens:
//     - {name: dashboard, sha256: "…", role: read}
//
// The file is readable by its owner alone. A token itself is not in it, only its SHA-256 in hexadecimal digits.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tuner/job/document.h"

namespace tuner {

// Each may what those before it may.
enum class Role {
  kRead,    // ask
  kSubmit,  // create jobs, and stop and delete its own
  kAdmin,   // also those of others
};

struct AccessKey {
  std::string id, secret;
  Role role = Role::kRead;
};

struct AccessToken {
  std::string name, sha256;
  Role role = Role::kRead;
};

class ServerKeys {
 public:
  ServerKeys() = default;  // nobody
  ServerKeys(std::vector<AccessKey> keys, std::vector<AccessToken> tokens);

  const AccessKey* find_key(std::string_view id) const;  // nullptr: there is none
  // By the token itself. Every token of the file is compared, in constant time.
  const AccessToken* find_token(std::string_view token) const;

 private:
  std::vector<AccessKey> keys_;
  std::vector<AccessToken> tokens_;
};

// Every problem with its line; one where others may read the file, or it belongs to another user.
ReadResult<ServerKeys> read_server_keys(const std::filesystem::path& file);

}  // namespace tuner
