// The life of one connection: reads a request, has it answered, writes the response, and so on; time-outs and refusals.
//
//   idle ─► header ─► body ─► handling ─► writing ─► idle …            a broken rule, a time-out: ─► writing ─► lingering ─► closed
//                                └──────► streaming ─► closed
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "service/http/request_reader.h"
#include "service/http/response_text.h"
#include "service/http/server.h"
#include "service/http/transport.h"

namespace tuner::http {

// Statistics, as threads count them.
struct Counters {
  std::atomic<std::uint64_t> connections{0}, connections_refused{0}, requests{0},
      requests_refused{0}, timed_out{0}, handler_failures{0};
};

// What all connections of a server share; outlives them.
struct ConnectionContext {
  Handler& handler;
  const Limits limits;
  const TimeOuts time_outs;
  const Clock& clock;
  Counters& counters;
  std::function<void(bool takes_long, std::function<void()>)> run_on_worker;
};

// Everything but drain() and close() happens in callbacks of the transport, one at a time.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::shared_ptr<Transport> transport, ConnectionContext& context);

  // `closed` is called once, at the very end.
  void start(std::function<void()> closed);

  // Answers only what has begun. From any thread.
  void drain();
  // From any thread.
  void close();

 private:
  enum class Phase { kIdle, kHeader, kBody, kHandling, kWriting, kStreaming, kLingering, kClosed };

  template <class Work>
  auto then(
      Work
          work);  // a callback that keeps the connection alive, and does nothing once that is closed

  void enter(Phase phase);  // and start its time-out anew
  void time_is_up();
  void read();
  void take_in(std::size_t count);
  void advance();
  void check_head();
  void handle();
  void refuse(const Response& response);
  void respond(Response response);
  void write(std::string text, std::function<void()> next);
  void go_on();
  void begin_streaming();
  void send_events();
  void linger();
  void close_now();

  const std::shared_ptr<Transport> transport_;
  ConnectionContext& context_;
  RequestReader reader_;
  std::function<void()> closed_;
  Phase phase_ = Phase::kIdle;
  ResponseForm form_;  // of the request under way
  bool draining_ = false, reading_ = false, writing_ = false;
  std::shared_ptr<EventStream> events_;
  std::string outgoing_;
  std::array<char, 16 << 10> incoming_;
};

}  // namespace tuner::http
