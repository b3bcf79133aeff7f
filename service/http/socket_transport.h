// A Transport over a socket, with TLS or without.
#pragma once

#include <memory>

#include "service/http/server.h"
#include "service/http/transport.h"

namespace boost::asio {
class io_context;
}

namespace tuner::http {

// A certificate with its key, loaded.
class TlsContext {
 public:
  // kInvalidArgument, with the file, where one cannot be read or the two do not belong together.
  static Result<std::shared_ptr<TlsContext>> load(const TlsFiles& files);
  ~TlsContext();

 private:
  friend std::shared_ptr<Transport> make_socket_transport(boost::asio::io_context&,
                                                          int,
                                                          std::shared_ptr<TlsContext>);
  struct Inner;
  explicit TlsContext(std::unique_ptr<Inner> inner);
  std::unique_ptr<Inner> inner_;
};

// `descriptor` is a connected TCP socket, now the transport's. `tls` may be null. nullptr where the socket is dead already.
std::shared_ptr<Transport> make_socket_transport(boost::asio::io_context& io,
                                                 int descriptor,
                                                 std::shared_ptr<TlsContext> tls);

}  // namespace tuner::http
