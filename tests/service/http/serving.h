// A server on a free port with a handler of lambdas, for tests.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>

#include "service/http/server.h"
#include "tests/service/http/raw_client.h"

namespace tuner::http {

class LambdaHandler final : public Handler {
 public:
  std::function<std::optional<Response>(const RequestHead&)> on_head = [](const RequestHead&) {
    return std::optional<Response>();
  };
  // Says what it was asked: "POST /path?query body".
  std::function<Response(Request)> on_request = [](const Request& request) {
    const RequestHead& head = request.head;
    return text_response(200,
                         head.method + " " + head.path + (head.query.empty() ? "" : "?") +
                             head.query + (request.body.empty() ? "" : " ") + request.body);
  };

  std::function<bool(const RequestHead&)> on_takes_long = [](const RequestHead&) { return false; };

  std::optional<Response> check_head(const RequestHead& head) override { return on_head(head); }
  bool takes_long(const RequestHead& head) const override { return on_takes_long(head); }
  Response handle(Request request) override { return on_request(std::move(request)); }
};

struct Serving {
  LambdaHandler handler;
  ServerOptions options;
  std::unique_ptr<Server> server;

  RawClient client() {
    if (!server) start();
    return RawClient(server->port());
  }

  void start() {
    auto made = Server::listen(options, handler);
    ASSERT_TRUE(made) << to_string(made.error());
    server = std::move(*made);
    server->serve();
  }
};

inline std::string get(std::string_view target = "/") {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: here\r\n\r\n";
}
inline std::string post(std::string_view body, std::string_view more_headers = "") {
  return "POST / HTTP/1.1\r\nHost: here\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n" + std::string(more_headers) + "\r\n" + std::string(body);
}

}  // namespace tuner::http
