// How `tuner serve` is set up: defaults, then its file, then the environment, then the command line.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tuner/job/document.h"

namespace tuner {

struct ServerConfig {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8471;  // 0: a free one, which is printed
  std::optional<std::filesystem::path> certificate = {}, certificate_key = {};  // PEM; both or none
  std::optional<std::filesystem::path> keys =
      {};  // who may call; unset: everybody who reaches the port
  std::optional<std::filesystem::path> catalogue = {};
  std::vector<std::string> host_names = {};  // besides the address and localhost
  std::vector<std::string> origins =
      {};  // whose pages may call, besides the server's own: "https://tuner.example"
  std::string account = "123456789012";  // in ARNs
  bool strict_limits = false;            // SageMaker's own, also where this server needs none
  bool allow_plaintext = false;          // of an address that others reach, without TLS or keys
  std::size_t slots = 0;           // local trainings at once; 0: as many as there are processors
  std::size_t slots_per_user = 0;  // 0: all of them
};

// Relative paths are relative to the file's folder. Every problem with its line.
ReadResult<ServerConfig> read_server_config(const std::filesystem::path& file);

// TUNER_SERVE_ADDRESS, _PORT, _KEYS, _CATALOGUE, _ACCOUNT, _SLOTS: what is set replaces what the file says. `variable` gives a
// variable's value, nullptr where it is not set.
using Variable = const char* (*)(const char* name);
std::vector<Error> apply_environment(ServerConfig& config, Variable variable);

// What may not be: an address that others reach without TLS and keys, half of a certificate.
std::vector<Error> config_problems(const ServerConfig& config);

// Files that the configuration names and that are not there.
std::vector<Error> missing_files(const ServerConfig& config);

// Local trainings at once.
std::size_t slots_of(const ServerConfig& config);

bool is_loopback(const std::string& address);

// As a file that says the same.
std::string to_yaml(const ServerConfig& config);

}  // namespace tuner
