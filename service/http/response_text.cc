#include "service/http/response_text.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "tuner/base/calendar.h"

namespace tuner::http {
namespace {

void add_header(std::string& out, std::string_view name, std::string_view value) {
  const auto add = [&](std::string_view text) {
    for (const char c : text) out += c == '\r' || c == '\n' || c == '\0' ? ' ' : c;
  };
  add(name);
  out += ": ";
  add(value);
  out += "\r\n";
}

bool has_no_body(int status) { return status / 100 == 1 || status == 204 || status == 304; }

}  // namespace

std::string_view reason_of(int status) {
  static constexpr std::pair<int, std::string_view> kReasons[] = {
      {100, "Continue"},
      {200, "OK"},
      {201, "Created"},
      {202, "Accepted"},
      {204, "No Content"},
      {301, "Moved Permanently"},
      {302, "Found"},
      {303, "See Other"},
      {304, "Not Modified"},
      {307, "Temporary Redirect"},
      {308, "Permanent Redirect"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {406, "Not Acceptable"},
      {408, "Request Timeout"},
      {409, "Conflict"},
      {410, "Gone"},
      {412, "Precondition Failed"},
      {413, "Content Too Large"},
      {415, "Unsupported Media Type"},
      {417, "Expectation Failed"},
      {421, "Misdirected Request"},
      {422, "Unprocessable Content"},
      {429, "Too Many Requests"},
      {431, "Request Header Fields Too Large"},
      {500, "Internal Server Error"},
      {501, "Not Implemented"},
      {503, "Service Unavailable"},
  };
  const auto* found = std::find_if(std::begin(kReasons), std::end(kReasons), [&](const auto& each) {
    return each.first == status;
  });
  return found == std::end(kReasons) ? "Status" : found->second;
}

std::string http_date(TimePoint time) {
  static constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* kMonths[] = {
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const Calendar c = calendar(time);
  std::array<char, 64> text{};
  std::snprintf(text.data(),
                text.size(),
                "%s, %02u %s %04d %02ld:%02ld:%02ld GMT",
                kDays[c.weekday],
                c.day,
                kMonths[c.month - 1],
                c.year,
                c.hours,
                c.minutes,
                c.seconds);
  return text.data();
}

std::string to_text(const Response& response, const ResponseForm& form, TimePoint now) {
  std::string out = "HTTP/1.1 " + std::to_string(response.status) + " ";
  out += reason_of(response.status);
  out += "\r\n";
  add_header(out, "Date", http_date(now));
  for (const auto& [name, value] : response.headers) add_header(out, name, value);
  const bool streams = response.events != nullptr;
  if (streams && !form.http_1_0) {
    add_header(out, "Transfer-Encoding", "chunked");
  } else if (!streams && !has_no_body(response.status)) {
    add_header(out, "Content-Length", std::to_string(response.body.size()));
  }
  if (!form.keep_alive) {
    add_header(out, "Connection", "close");
  } else if (form.http_1_0) {
    add_header(out, "Connection", "keep-alive");
  }
  out += "\r\n";
  if (!streams && !form.without_body && !has_no_body(response.status)) out += response.body;
  return out;
}

std::string chunk(std::string_view text, bool http_1_0) {
  if (text.empty() || http_1_0) return std::string(text);
  std::array<char, 24> size{};
  std::snprintf(size.data(), size.size(), "%zx\r\n", text.size());
  return size.data() + std::string(text) + "\r\n";
}

std::string last_chunk(bool http_1_0) { return http_1_0 ? "" : "0\r\n\r\n"; }

}  // namespace tuner::http
