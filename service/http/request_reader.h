// Cuts the bytes of one connection into requests: bytes in, requests or a refusal out. No socket, thread or time.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "service/http/message.h"
#include "service/http/server.h"

namespace tuner::http {

class RequestReader {
 public:
  RequestReader(const Limits& limits, std::string peer, bool over_tls);
  ~RequestReader();

  enum class Step {
    kMore,     // bytes are missing
    kHead,     // head() is there, and keeps every rule
    kRequest,  // the request is there: take() it
    kRefused,  // refusal() says why; nothing more can be read from this connection
  };

  void add(std::string_view bytes);
  Step next();

  const RequestHead& head() const;  // from kHead to take()
  bool keep_alive() const;          // from kHead to take()
  bool expects_continue()
      const;  // from kHead on: the client waits for 100 before it sends the body
  Request take();
  const Response& refusal() const;

  // Nothing of the next request has come.
  bool between_requests() const;

 private:
  class Parser;
  const Limits limits_;
  const std::string peer_;
  const bool over_tls_;
  std::string bytes_;  // not yet consumed
  std::unique_ptr<Parser> parser_;
};

}  // namespace tuner::http
