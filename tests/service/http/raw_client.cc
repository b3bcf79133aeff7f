#include "tests/service/http/raw_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <utility>

#include "service/http/message.h"

namespace tuner::http {

std::string RawResponse::header(std::string_view name) const {
  std::string_view rest = head;
  while (!rest.empty()) {
    const auto end = rest.find("\r\n");
    const std::string_view line = rest.substr(0, end);
    const auto colon = line.find(": ");
    if (colon != std::string_view::npos && same_name(line.substr(0, colon), name)) {
      return std::string(line.substr(colon + 2));
    }
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 2);
  }
  return {};
}

RawClient::RawClient(std::uint16_t port) : descriptor_(socket(AF_INET, SOCK_STREAM, 0)) {
  const timeval patience{.tv_sec = 30, .tv_usec = 0};
  setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) leave();
}

RawClient::RawClient(RawClient&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), received_(std::move(other.received_)) {}

RawClient::~RawClient() { leave(); }

void RawClient::leave() {
  if (descriptor_ >= 0) close(std::exchange(descriptor_, -1));
}

bool RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool RawClient::receive() {
  std::array<char, 65536> buffer{};
  const auto count = recv(descriptor_, buffer.data(), buffer.size(), 0);
  if (count <= 0) return false;
  received_.append(buffer.data(), static_cast<std::size_t>(count));
  return true;
}

std::string RawClient::read_until(std::string_view mark) {
  while (received_.find(mark) == std::string::npos) {
    if (!receive()) return std::exchange(received_, {});
  }
  const auto end = received_.find(mark) + mark.size();
  std::string text = received_.substr(0, end);
  received_.erase(0, end);
  return text;
}

RawResponse RawClient::read_response(bool has_body) {
  RawResponse response;
  response.head = read_until("\r\n\r\n");
  if (!response.head.ends_with("\r\n\r\n") || response.head.size() < 12) return {};
  const std::string length = response.header("Content-Length");
  std::size_t size = 0;
  std::from_chars(length.data(), length.data() + length.size(), size);
  while (has_body && received_.size() < size) {
    if (!receive()) return {};
  }
  if (has_body) {
    response.body = received_.substr(0, size);
    received_.erase(0, size);
  }
  std::from_chars(response.head.data() + 9, response.head.data() + 12, response.status);
  return response;
}

bool RawClient::at_end() {
  if (!received_.empty()) return false;
  char byte = 0;
  const auto count = recv(descriptor_, &byte, 1, 0);
  return count == 0 || (count < 0 && errno == ECONNRESET);
}

}  // namespace tuner::http
