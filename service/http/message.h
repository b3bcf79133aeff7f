// What goes over the wire, as plain data: a request with its head and body, and its response.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "service/http/event_stream.h"

namespace tuner::http {

// Whether two names of headers are the same: ASCII, without regard to case.
bool same_name(std::string_view a, std::string_view b);

// The fields of a head in their order; one that was sent twice is here twice.
class Headers {
 public:
  Headers() = default;
  Headers(std::initializer_list<std::pair<std::string, std::string>> fields) : fields_(fields) {}

  void add(std::string name, std::string value) {
    fields_.emplace_back(std::move(name), std::move(value));
  }

  // The first value of that name, without white space at its ends; nullopt where there is none.
  std::optional<std::string_view> find(std::string_view name) const;
  std::vector<std::string_view> all(std::string_view name) const;

  std::size_t size() const { return fields_.size(); }
  auto begin() const { return fields_.begin(); }
  auto end() const { return fields_.end(); }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

struct RequestHead {
  std::string method;  // as sent: "GET", "POST", …
  std::string target;  // as sent: "/a%20b?x=1"
  std::string path;    // of the target, see decoded_path()
  std::string query;   // of the target, as sent, without '?'
  Headers headers;
  std::string peer;  // address of the other side: "127.0.0.1"
  bool over_tls = false;
  bool http_1_0 = false;
};

struct Request {
  RequestHead head;
  std::string body;  // chunks put together
};

// Content-Length, Date and Connection are the server's to add.
struct Response {
  int status = 200;
  Headers headers = {};
  std::string body = {};
  std::shared_ptr<EventStream> events = {};  // where set, its text is the body, as it comes
};

// A response of one line of plain text.
Response text_response(int status, std::string text);

// The path of a target with its percent-escapes decoded, except those that would change what the path means or could not be
// shown: '/', '\', '%', control characters and bytes that are not UTF-8 keep theirs, in capital digits. nullopt for an
// escape without two hexadecimal digits.
std::optional<std::string> decoded_path(std::string_view raw);

// Every percent-escape decoded, whatever it stands for: of one segment of a path, or of a part of a query. nullopt as above.
std::optional<std::string> percent_decoded(std::string_view text);

}  // namespace tuner::http
