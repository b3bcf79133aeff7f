// tuner serve: the API of Amazon SageMaker's tuning on this machine, until a signal comes.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <condition_variable>
#include <cstdlib>
#include <mutex>

#include "backends/registry.h"
#include "service/commands.h"
#include "service/conclude.h"
#include "service/server/server.h"
#include "service/signals.h"
#include "service/terminal.h"
#include "service/wording.h"
#include "service/workspace.h"
#include "tuner/base/log.h"

namespace tuner {
namespace {

constexpr int kFirstPassedDescriptor = 3;  // sd_listen_fds(3)

// The socket that systemd opened for us, if it did.
std::optional<int> passed_descriptor() {
  const char* process = std::getenv("LISTEN_PID");
  const char* count = std::getenv("LISTEN_FDS");
  if (process == nullptr || count == nullptr) return std::nullopt;
  if (std::to_string(::getpid()) != process || std::string(count) == "0") return std::nullopt;
  return kFirstPassedDescriptor;
}

// Where a socket that was passed listens: the rules for addresses hold for it, too.
Result<std::string> address_of(int descriptor) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  char text[INET6_ADDRSTRLEN] = "";
  if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) == 0) {
    if (address.ss_family == AF_INET)
      ::inet_ntop(AF_INET, &reinterpret_cast<sockaddr_in*>(&address)->sin_addr, text, sizeof text);
    if (address.ss_family == AF_INET6)
      ::inet_ntop(
          AF_INET6, &reinterpret_cast<sockaddr_in6*>(&address)->sin6_addr, text, sizeof text);
  }
  if (text[0] != '\0') return std::string(text);
  return fail(
      ErrorCode::kFailedPrecondition,
      "descriptor 3 is no TCP socket that listens; pass one, or start without socket activation");
}

// Every job watches its supervisors, and every client has a connection.
void allow_many_files() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

void wait_for_wish(RunControl& control) {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::unique_lock lock(mutex);
  changed.wait(lock, control.changed_since(RunControl::Wish::kGoOn), [] { return false; });
}

std::vector<Error> set_up(ServerConfig& config, const ServeOptions& options) {
  if (options.config) {
    auto read = read_server_config(*options.config);
    if (!read) return read.error();
    config = *std::move(read);
  }
  std::vector<Error> problems =
      apply_environment(config, [](const char* name) -> const char* { return std::getenv(name); });
  if (options.address) config.address = *options.address;
  if (options.port) config.port = *options.port;
  if (options.catalogue) config.catalogue = std::filesystem::absolute(*options.catalogue);
  if (options.keys) config.keys = std::filesystem::absolute(*options.keys);
  if (options.strict_limits) config.strict_limits = true;
  if (options.slots) config.slots = *options.slots;
  if (const auto descriptor = passed_descriptor()) {
    const auto address = address_of(*descriptor);
    if (!address) problems.push_back(address.error());
    config.address = address.value_or(config.address);
  }
  for (auto* check : {config_problems, missing_files}) {
    for (Error& error : check(config)) problems.push_back(std::move(error));
  }
  return problems;
}

Result<ExitCode> serve(const CommandContext& context, const ServerConfig& config) {
  TUNER_RETURN_IF_ERROR(make_backend("local", {}));  // without it no training would ever start
  TUNER_ASSIGN_OR_RETURN(Home home, open_home(context));
  log::set_level(log::Level::kInfo);  // the audit log among it
  allow_many_files();
  RunControl control;
  const SignalWatch signals(control, [](const std::string&) {});
  const std::string folder = home.folder().string();
  TUNER_ASSIGN_OR_RETURN(const std::unique_ptr<TuningServer> server,
                         TuningServer::open(config, std::move(home), passed_descriptor()));
  const std::string address =
      config.address.find(':') == std::string::npos ? config.address : "[" + config.address + "]";
  print("serving " + folder + " at " + (config.certificate ? "https://" : "http://") + address +
        ":" + std::to_string(server->port()) +
        (server->adopted() == 0 ? "" : "; went on with " + counted(server->adopted(), "job")) +
        "\n");
  static_cast<void>(finish_output());  // it serves, whoever reads that
  wait_for_wish(control);
  print("leaving; trainings that still run, if any, go on, and the next tuner serve adopts them\n");
  server->close();
  return kExitOk;
}

}  // namespace

int serve_command(const CommandContext& context, const ServeOptions& options) {
  ServerConfig config;
  const std::vector<Error> problems = set_up(config, options);
  if (!problems.empty()) return report_errors(problems);
  if (options.print_config) {
    print(to_yaml(config));
    return kExitOk;
  }
  return conclude(serve(context, config));
}

}  // namespace tuner
