// A response that goes on: text that any thread pushes, and that the server sends as it comes (server-sent events).
//
// The handler keeps one shared_ptr and gives the other to the server in Response::events.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace tuner::http {

// Every function may be called from any thread, and none of them blocks.
class EventStream {
 public:
  // A client that leaves more than this unread has fallen behind, and is let go: it may come back with Last-Event-ID.
  static constexpr std::size_t kMaxBuffered = 1 << 20;
  explicit EventStream(std::size_t max_buffered = kMaxBuffered) : max_buffered_(max_buffered) {}

  // ---- the handler's side

  // False where nobody listens any more: the client left or fell behind, the server drains, or finish() was called.
  bool push(std::string_view text);

  // The response ends after what has been pushed.
  void finish();

  bool open() const;

  // Bytes that have been pushed and that the server has not taken yet: a handler with much to say waits until there are none.
  std::size_t buffered() const;

  // Called by the server's threads, without a lock, whenever what had been pushed was taken. Must not block. Set it before the
  // stream is given to the server.
  void when_taken(std::function<void()> taken);

  // Called once, as soon as the stream is no longer open; at once where it is not. Not from within push() or finish() of
  // the thread that holds a lock which `closed` needs.
  void when_closed(std::function<void()> closed);

  // ---- the server's side

  // `wake` is called, under a lock and without blocking, whenever take() has something new, until release().
  void attach(std::function<void()> wake);

  struct Piece {
    std::string text;
    bool last = false;  // nothing follows
  };
  Piece take();

  // The client has gone: closes, drops what is buffered, and forgets `wake`.
  void release();

 private:
  void close_and_tell(std::unique_lock<std::mutex>& lock);

  const std::size_t max_buffered_;
  mutable std::mutex mutex_;
  std::string buffered_;
  bool open_ = true;
  std::function<void()> wake_, closed_, taken_;
};

}  // namespace tuner::http
