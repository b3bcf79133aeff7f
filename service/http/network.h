// The listening socket and the threads that serve what it accepts.
#pragma once

#include <functional>
#include <memory>

#include "service/http/server.h"
#include "service/http/transport.h"

namespace tuner::http {

class Network {
 public:
  // As Server::listen().
  static Result<std::unique_ptr<Network>> listen(const ServerOptions& options);
  ~Network();  // after stop_accepting(), and when every transport is closed; joins the threads

  std::uint16_t port() const;

  // `accepted` is called on the io threads, one at a time.
  void start(std::function<void(std::shared_ptr<Transport>)> accepted);

  // After it returns `accepted` is not called any more; also where it never was.
  void stop_accepting();

 private:
  struct Parts;
  explicit Network(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace tuner::http
