// Sends one request to a server and waits for its answer, over libcurl.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "service/http/message.h"
#include "tuner/base/result.h"

namespace tuner::http {

struct ClientOptions {
  std::chrono::milliseconds patience{10'000};  // for everything together
  std::size_t most_bytes = 1'048'576;          // of the answer's body
};

// `base` is "http://host:port" or "https://…", without a path; method, target, headers (Host among them, if it is to be another
// than that of `base`) and body are the request's. Certificates are checked against those of SSL_CERT_FILE, else
// the system's; neither proxies of the environment nor redirections are followed. kUnavailable where no answer comes, in libcurl's words.
Result<Response> send(const std::string& base, const Request& request, ClientOptions options = {});

}  // namespace tuner::http
