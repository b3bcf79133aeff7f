// The HTTP server: sockets, limits and time-outs; what a request means is the handler's business.
//
//   bytes ─► Transport ─► RequestReader ─► Handler::check_head ─► body ─► Handler::handle ─► Response ─► bytes
//            (network.cc)                  on an io thread                on a worker
//
// A connection has one request in the works at a time; what a client sends ahead of its answers waits in its socket. A client that
// breaks a rule gets an answer that says which, and the connection is closed.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "service/http/message.h"
#include "tuner/base/result.h"

namespace tuner::http {

struct Limits {
  std::size_t max_body = 4 << 20;       // bytes; 413 beyond
  std::size_t max_header = 32 << 10;    // bytes of request line and headers; 431 beyond
  std::size_t max_header_fields = 100;  // 431 beyond
};

struct TimeOuts {
  using Time = std::chrono::milliseconds;
  Time idle{75'000};       // until the first byte of a request; closed without a word
  Time header{10'000};     // from the first byte to the end of the headers; 408
  Time body{60'000};       // from there to the end of the body; 408
  Time write{60'000};      // for a response, or a piece of an event stream, to be taken
  Time heartbeat{15'000};  // of an event stream on which nothing happens: a comment is sent
  Time linger{2'000};      // for a client that was refused to stop sending, so that it can read why
};

struct TlsFiles {
  std::filesystem::path certificate;  // PEM, with the chain
  std::filesystem::path key;          // PEM
};

struct ServerOptions {
  std::string address = "127.0.0.1";  // numeric, IPv4 or IPv6
  std::uint16_t port = 0;             // 0: a free one, see Server::port()
  std::optional<int> descriptor =
      {};  // a socket that listens already, now the server's; address and port are then unused
  std::optional<TlsFiles> tls = {};
  Limits limits = {};
  TimeOuts time_outs = {};
  std::size_t max_connections = 4096;  // 503 beyond
  std::size_t worker_threads = 4;
  std::size_t long_worker_threads = 8;  // for requests that take long
};

// Called from several threads at once.
class Handler {
 public:
  virtual ~Handler() = default;

  // Before the body is read, on a thread that serves many connections: must not block. A response refuses the request.
  virtual std::optional<Response> check_head(const RequestHead& head) = 0;

  // Whether it may take seconds to answer: such requests have workers of their own, so that the others do not wait for them.
  virtual bool takes_long(const RequestHead&) const { return false; }

  // May take its time. An exception is answered with 500.
  virtual Response handle(Request request) = 0;
};

// Since the server began, except `open_connections`.
struct Statistics {
  std::uint64_t open_connections = 0;
  std::uint64_t connections = 0;          // accepted, including those refused
  std::uint64_t connections_refused = 0;  // beyond max_connections
  std::uint64_t requests = 0;             // given to Handler::handle
  std::uint64_t requests_refused = 0;     // by a limit, a rule of HTTP, or check_head
  std::uint64_t timed_out = 0;            // connections closed by a time-out, except idle ones
  std::uint64_t handler_failures = 0;     // exceptions of the handler
};

class Server {
 public:
  // Listens: clients can connect, and wait for serve(). `handler` must outlive the server. kInvalidArgument for an address, a certificate, a key or a
  // descriptor that cannot be used; kUnavailable where the port is taken.
  static Result<std::unique_ptr<Server>> listen(ServerOptions options, Handler& handler);

  // Answers from here on. Once.
  void serve();

  // Closes what is open and waits for the handler's running calls. drain() first is the friendly way.
  ~Server();

  std::uint16_t port() const;
  Statistics statistics() const;

  // Accepts nothing more, closes what is idle, ends event streams, and waits until the requests under way are answered; after
  // `patience` the rest is closed. Whether all were answered.
  bool drain(std::chrono::milliseconds patience);

 private:
  struct Parts;
  explicit Server(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace tuner::http
