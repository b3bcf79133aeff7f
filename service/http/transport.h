// One connection's bytes and timer, without a word of HTTP. Implemented over TCP and TLS by socket_transport.cc, and by tests and
// the fuzzer in memory.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

namespace tuner::http {

// Callbacks come one at a time, never from within the call that asks for them. Every function except post() must be called
// from a callback, or before the first.
class Transport {
 public:
  virtual ~Transport() = default;

  virtual std::string peer() const = 0;
  virtual bool over_tls() const = 0;

  // The TLS handshake; nothing to do without TLS.
  virtual void begin(std::function<void(bool done)> next) = 0;

  // `count` bytes came into `buffer`, 0 at the end of the connection or when it broke.
  virtual void read(char* buffer,
                    std::size_t size,
                    std::function<void(std::size_t count)> next) = 0;

  // All of `text`, which must live until then.
  virtual void write(const std::string& text, std::function<void(bool done)> next) = 0;

  // One at a time: a new one replaces the last.
  virtual void set_timer(std::chrono::milliseconds after, std::function<void()> expired) = 0;
  virtual void cancel_timer() = 0;

  // Nothing more will be written; reading goes on.
  virtual void end_writing() = 0;

  // Ends the connection; outstanding callbacks come with failure, the timer's does not come.
  virtual void close() = 0;

  // `work` becomes a callback. From any thread.
  virtual void post(std::function<void()> work) = 0;
};

}  // namespace tuner::http
