#include "service/server/server_config.h"

#include <algorithm>
#include <system_error>
#include <thread>

#include "tuner/job/field.h"
#include "tuner/job/field_readers.h"
#include "tuner/job/scalars.h"

namespace tuner {
namespace {

using std::filesystem::path;

// A string in double quotes, as YAML and JSON write it.
std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

bool is_account(const std::string& text) {
  return text.size() == 12 &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// "https://tuner.example:8443".
bool is_origin(std::string_view text) {
  const std::size_t scheme = text.find("://");
  if (scheme == std::string_view::npos) return false;
  const std::string_view host = text.substr(scheme + 3);
  return (text.starts_with("http:") || text.starts_with("https:")) && !host.empty() &&
         host.find_first_of("/?#@ ") == std::string_view::npos;
}

class ConfigReader {
 public:
  ConfigReader(path base, ServerConfig& config) : base_(std::move(base)), config_(config) {}

  void read(const Field& root) {
    root.read_members(
        {{"address", [&](const Field& each) { assign(config_.address, each.text()); }},
         {"port", [&](const Field& each) { assign(config_.port, each.whole<std::uint16_t>()); }},
         {"tls", [&](const Field& each) { read_tls(each); }},
         {"keys", [&](const Field& each) { read_path(each, config_.keys); }},
         {"catalogue", [&](const Field& each) { read_path(each, config_.catalogue); }},
         {"host_names", [&](const Field& each) { read_names(each, config_.host_names); }},
         {"origins", [&](const Field& each) { read_origins(each); }},
         {"account", [&](const Field& each) { read_account(each); }},
         {"strict_limits", [&](const Field& each) { read_flag(each, config_.strict_limits); }},
         {"allow_plaintext", [&](const Field& each) { read_flag(each, config_.allow_plaintext); }},
         {"slots", [&](const Field& each) { read_slots(each, config_.slots); }},
         {"slots_per_user", [&](const Field& each) { read_slots(each, config_.slots_per_user); }}});
  }

 private:
  void read_tls(const Field& field) {
    field.read_members(
        {{"certificate", [&](const Field& each) { read_path(each, config_.certificate); }},
         {"key", [&](const Field& each) { read_path(each, config_.certificate_key); }}},
        {"certificate", "key"});
  }
  void read_path(const Field& field, std::optional<path>& target) {
    if (const auto text = field.text()) target = absolute_path(base_, *text);
  }
  void read_names(const Field& field, std::vector<std::string>& target) {
    for (const Field& each : field.items()) {
      if (const auto name = each.text()) target.push_back(*name);
    }
  }
  void read_origins(const Field& field) {
    read_names(field, config_.origins);
    if (!std::ranges::all_of(config_.origins, is_origin))
      field.expected("origins as browsers send them: https://tuner.example:8443, without a path");
  }
  void read_account(const Field& field) {
    const auto text = field.text();
    if (!text) return;
    if (!is_account(*text)) return field.expected("twelve digits");
    config_.account = *text;
  }
  void read_flag(const Field& field, bool& target) {
    assign(target, field.one_of<bool>({{"true", true}, {"false", false}}));
  }
  void read_slots(const Field& field, std::size_t& target) {
    const auto count = field.whole<std::uint32_t>();
    if (count && *count == 0) return field.expected("a whole number from 1 on");
    assign(target, count);
  }

  path base_;
  ServerConfig& config_;
};

Error problem(std::string message, std::string at) {
  return {ErrorCode::kInvalidArgument, std::move(message), std::move(at)};
}

// Keys of a file that have no value for what they are without it.
std::string unset_of(const ServerConfig& config) {
  std::string names;
  const auto add = [&](const char* name, const std::optional<path>& value) {
    if (!value) names += (names.empty() ? "" : ", ") + std::string(name);
  };
  add("tls", config.certificate);
  add("keys", config.keys);
  add("catalogue", config.catalogue);
  return names;
}

template <class Integer>
void read_variable(Variable variable,
                   const char* name,
                   Integer& target,
                   std::vector<Error>& problems) {
  const char* text = variable(name);
  if (text == nullptr) return;
  if (const auto value = parse_whole<Integer>(text)) {
    target = *value;
  } else {
    problems.push_back(problem("'" + std::string(text) + "' is no number that fits", name));
  }
}

}  // namespace

ReadResult<ServerConfig> read_server_config(const path& file) {
  const auto document = read_document(file);
  if (!document) return tl::unexpected(document.error());
  ServerConfig config;
  Complaints complaints(file.string());
  ConfigReader(std::filesystem::absolute(file).parent_path(), config)
      .read(Field(*document, "", complaints));
  auto errors = complaints.errors();
  if (!errors.empty()) return tl::unexpected(std::move(errors));
  return config;
}

std::vector<Error> apply_environment(ServerConfig& config, Variable variable) {
  std::vector<Error> problems;
  if (const char* address = variable("TUNER_SERVE_ADDRESS")) config.address = address;
  if (const char* keys = variable("TUNER_SERVE_KEYS"))
    config.keys = std::filesystem::absolute(keys);
  if (const char* catalogue = variable("TUNER_SERVE_CATALOGUE"))
    config.catalogue = std::filesystem::absolute(catalogue);
  if (const char* account = variable("TUNER_SERVE_ACCOUNT")) {
    config.account = account;
    if (!is_account(config.account))
      problems.push_back(
          problem("'" + config.account + "' is not twelve digits", "TUNER_SERVE_ACCOUNT"));
  }
  read_variable(variable, "TUNER_SERVE_PORT", config.port, problems);
  read_variable(variable, "TUNER_SERVE_SLOTS", config.slots, problems);
  const char* slots = variable("TUNER_SERVE_SLOTS");
  if (slots != nullptr && std::string_view(slots) == "0")
    problems.push_back(problem("a server needs 1 slot or more", "TUNER_SERVE_SLOTS"));
  return problems;
}

std::vector<Error> missing_files(const ServerConfig& config) {
  std::vector<Error> problems;
  const auto look = [&](const std::optional<path>& file, const char* at) {
    std::error_code ignored;
    if (file && !std::filesystem::exists(*file, ignored))
      problems.push_back(problem("there is no file " + file->string(), at));
  };
  look(config.certificate, "/tls/certificate");
  look(config.certificate_key, "/tls/key");
  look(config.keys, "/keys");
  look(config.catalogue, "/catalogue");
  return problems;
}

std::size_t slots_of(const ServerConfig& config) {
  return config.slots > 0 ? config.slots : std::max(1U, std::thread::hardware_concurrency());
}

bool is_loopback(const std::string& address) {
  return address.starts_with("127.") || address == "::1";
}

std::vector<Error> config_problems(const ServerConfig& config) {
  std::vector<Error> problems;
  if (config.certificate.has_value() != config.certificate_key.has_value())
    problems.push_back(problem("a certificate needs its key, and a key its certificate", "/tls"));
  if (is_loopback(config.address) || config.allow_plaintext) return problems;
  if (!config.keys)
    problems.push_back(problem("others reach the address " + config.address +
                                   ": name a file of keys, or say allow_plaintext: true",
                               "/keys"));
  if (!config.certificate)
    problems.push_back(problem("others reach the address " + config.address +
                                   ": name a certificate, or say allow_plaintext: true",
                               "/tls"));
  return problems;
}

std::string to_yaml(const ServerConfig& config) {
  std::string text =
      "address: " + quoted(config.address) + "\nport: " + std::to_string(config.port) + "\n";
  const auto put = [&](const char* key, const std::optional<path>& value) {
    if (value) text += std::string(key) + ": " + quoted(value->string()) + "\n";
  };
  const auto flag = [&](const char* key, bool value) {
    text += std::string(key) + ": " + (value ? "true" : "false") + "\n";
  };
  const auto list = [&](const char* key, const std::vector<std::string>& names) {
    text += std::string(key) + ": [";
    for (std::size_t i = 0; i < names.size(); ++i) text += (i == 0 ? "" : ", ") + quoted(names[i]);
    text += "]\n";
  };
  if (config.certificate && config.certificate_key)
    text += "tls: {certificate: " + quoted(config.certificate->string()) +
            ", key: " + quoted(config.certificate_key->string()) + "}\n";
  put("keys", config.keys);
  put("catalogue", config.catalogue);
  if (const std::string unset = unset_of(config); !unset.empty()) text += "# none: " + unset + "\n";
  list("host_names", config.host_names);
  list("origins", config.origins);
  text += "account: " + quoted(config.account) + "\n";
  flag("strict_limits", config.strict_limits);
  flag("allow_plaintext", config.allow_plaintext);
  text += "slots: " + std::to_string(slots_of(config)) + "\n";
  return text + "slots_per_user: " +
         std::to_string(config.slots_per_user > 0 ? config.slots_per_user : slots_of(config)) +
         "\n";
}

}  // namespace tuner
