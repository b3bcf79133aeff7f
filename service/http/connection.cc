#include "service/http/connection.h"

#include <exception>
#include <utility>

#include "tuner/base/log.h"

namespace tuner::http {
namespace {

// What `call` returns, or 500 where it throws.
template <class Call>
std::invoke_result_t<Call> guarded(Call call, Counters& counters) {
  std::string what = "unknown exception";
  try {
    return call();
  } catch (const std::exception& error) {
    what = error.what();
  } catch (...) {
  }
  ++counters.handler_failures;
  log::error("http", "a handler failed: " + what);
  return text_response(500, "internal error");
}

}  // namespace

Connection::Connection(std::shared_ptr<Transport> transport, ConnectionContext& context)
    : transport_(std::move(transport)),
      context_(context),
      reader_(context.limits, transport_->peer(), transport_->over_tls()) {}

template <class Work>
auto Connection::then(Work work) {
  return [self = shared_from_this(), work = std::move(work)](auto... arguments) {
    if (self->phase_ != Phase::kClosed) work(arguments...);
  };
}

void Connection::start(std::function<void()> closed) {
  closed_ = std::move(closed);
  transport_->post(then([this] {
    enter(Phase::kHeader);  // a handshake takes no longer than headers may
    transport_->begin(then([this](bool done) {
      if (!done) return close_now();
      enter(Phase::kIdle);
      read();
    }));
  }));
}

void Connection::drain() {
  transport_->post(then([this] {
    draining_ = true;
    if (phase_ == Phase::kIdle || phase_ == Phase::kLingering) return close_now();
    if (events_) events_->finish();
  }));
}

void Connection::close() {
  transport_->post(then([this] { close_now(); }));
}

void Connection::enter(Phase phase) {
  phase_ = phase;
  const TimeOuts& limits = context_.time_outs;
  const auto expire_after = [&](TimeOuts::Time time) {
    transport_->set_timer(time, then([this] { time_is_up(); }));
  };
  switch (phase) {
    case Phase::kIdle:
      return expire_after(limits.idle);
    case Phase::kHeader:
      return expire_after(limits.header);
    case Phase::kBody:
      return expire_after(limits.body);
    case Phase::kWriting:
      return expire_after(limits.write);
    case Phase::kStreaming:
      return expire_after(writing_ ? limits.write : limits.heartbeat);
    case Phase::kLingering:
      return expire_after(limits.linger);
    case Phase::kHandling:
    case Phase::kClosed:
      return transport_->cancel_timer();
  }
}

void Connection::time_is_up() {
  if (phase_ == Phase::kIdle || phase_ == Phase::kLingering) return close_now();
  if (phase_ == Phase::kStreaming && !writing_) {
    events_->push(":\n\n");  // a comment, which finds out whether the client is still there
    return enter(Phase::kStreaming);
  }
  ++context_.counters.timed_out;
  if (writing_ || reader_.between_requests()) return close_now();
  refuse(text_response(408, "the request did not come in time"));
}

void Connection::read() {
  if (reading_) return;
  reading_ = true;
  transport_->read(incoming_.data(), incoming_.size(), then([this](std::size_t count) {
                     reading_ = false;
                     take_in(count);
                   }));
}

void Connection::take_in(std::size_t count) {
  if (phase_ == Phase::kWriting) return;  // refused in the meantime
  if (count == 0) return close_now();
  if (phase_ == Phase::kStreaming || phase_ == Phase::kLingering) return read();
  reader_.add({incoming_.data(), count});
  advance();
}

void Connection::advance() {
  switch (reader_.next()) {
    case RequestReader::Step::kMore:
      if (reader_.between_requests()) {
        if (draining_) return close_now();
        if (phase_ != Phase::kIdle) enter(Phase::kIdle);
      } else if (phase_ != Phase::kHeader && phase_ != Phase::kBody) {
        enter(Phase::kHeader);
      }
      return read();
    case RequestReader::Step::kHead:
      return check_head();
    case RequestReader::Step::kRequest:
      return handle();
    case RequestReader::Step::kRefused:
      return refuse(reader_.refusal());
  }
}

void Connection::check_head() {
  const auto refusal =
      guarded([this] { return context_.handler.check_head(reader_.head()); }, context_.counters);
  if (refusal) return refuse(*refusal);
  enter(Phase::kBody);
  if (!reader_.expects_continue()) return advance();
  write("HTTP/1.1 100 Continue\r\n\r\n", [this] { advance(); });
}

void Connection::handle() {
  form_.keep_alive = reader_.keep_alive();
  form_.http_1_0 = reader_.head().http_1_0;
  form_.without_body = reader_.head().method == "HEAD";
  ++context_.counters.requests;
  enter(Phase::kHandling);
  const bool takes_long = context_.handler.takes_long(reader_.head());
  const auto request = std::make_shared<Request>(reader_.take());
  context_.run_on_worker(takes_long, [self = shared_from_this(), request] {
    ConnectionContext& context = self->context_;
    const auto response = std::make_shared<Response>(
        guarded([&] { return context.handler.handle(std::move(*request)); }, context.counters));
    self->transport_->post([self, response] {
      if (self->phase_ != Phase::kClosed) return self->respond(std::move(*response));
      if (response->events) response->events->release();
    });
  });
}

// What has not been read of the request can be told from no other: the connection ends here.
void Connection::refuse(const Response& response) {
  ++context_.counters.requests_refused;
  form_ = {false, reader_.head().method == "HEAD", reader_.head().http_1_0};
  respond(response);
}

void Connection::respond(Response response) {
  form_.keep_alive &= !draining_ && !response.events;
  events_ = response.events;  // from now on it hears of the connection's end
  enter(Phase::kWriting);
  write(to_text(response, form_, context_.clock.wall()),
        [this] { events_ ? begin_streaming() : go_on(); });
}

void Connection::write(std::string text, std::function<void()> next) {
  outgoing_ = std::move(text);
  writing_ = true;
  transport_->write(outgoing_, then([this, next = std::move(next)](bool done) {
                      writing_ = false;
                      done ? next() : close_now();
                    }));
}

void Connection::go_on() { form_.keep_alive ? advance() : linger(); }

void Connection::begin_streaming() {
  enter(Phase::kStreaming);
  if (draining_ || form_.without_body) events_->finish();
  // Weak: the handler may keep the stream longer than the connection lasts.
  events_->attach([weak = weak_from_this(), transport = transport_] {
    transport->post([weak] {
      const auto self = weak.lock();
      if (self && self->phase_ == Phase::kStreaming) self->send_events();
    });
  });
  read();  // tells when the client leaves
}

void Connection::send_events() {
  if (writing_) return;
  EventStream::Piece piece = events_->take();
  if (piece.text.empty() && !piece.last) return;
  std::string text = form_.without_body ? "" : chunk(piece.text, form_.http_1_0);
  if (piece.last && !form_.without_body) text += last_chunk(form_.http_1_0);
  write(std::move(text), [this, last = piece.last] {
    if (last) return linger();
    enter(Phase::kStreaming);
    send_events();
  });
  enter(Phase::kStreaming);
}

void Connection::linger() {
  enter(Phase::kLingering);
  transport_->end_writing();
  read();
}

void Connection::close_now() {
  enter(Phase::kClosed);
  transport_->close();
  if (events_) events_->release();
  if (const auto closed = std::exchange(closed_, nullptr)) closed();
}

}  // namespace tuner::http
