// A client that sends exactly the bytes it is told, and hears exactly what comes back.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tuner::http {

struct RawResponse {
  int status = 0;  // 0: the connection ended before a whole response came
  std::string head, body;

  // The value of a header, "" where it is absent.
  std::string header(std::string_view name) const;
};

// Blocks; gives up after half a minute without a byte, which a test sees as the end of the connection.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port);
  RawClient(RawClient&& other) noexcept;
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  RawClient& operator=(RawClient&&) = delete;
  ~RawClient();

  bool connected() const { return descriptor_ >= 0; }
  // False where the other side takes nothing more.
  bool send(std::string_view bytes);
  // `has_body` is false for the response to HEAD.
  RawResponse read_response(bool has_body = true);
  // Up to and including `mark`, or what there is up to the end.
  std::string read_until(std::string_view mark);
  // Whether the server has closed, after it said nothing more.
  bool at_end();
  void leave();  // closes

 private:
  bool receive();

  int descriptor_ = -1;
  std::string received_;
};

}  // namespace tuner::http
