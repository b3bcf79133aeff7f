#include "service/http/event_stream.h"

#include <utility>

namespace tuner::http {

// `closed_` is the handler's, and is called without the lock: it may call back.
void EventStream::close_and_tell(std::unique_lock<std::mutex>& lock) {
  open_ = false;
  if (wake_) wake_();
  const auto closed = std::exchange(closed_, nullptr);
  lock.unlock();
  if (closed) closed();
}

bool EventStream::push(std::string_view text) {
  std::unique_lock lock(mutex_);
  if (!open_) return false;
  if (text.size() > max_buffered_ - buffered_.size()) {
    close_and_tell(lock);
    return false;
  }
  buffered_ += text;
  if (wake_) wake_();
  return true;
}

void EventStream::finish() {
  std::unique_lock lock(mutex_);
  if (open_) close_and_tell(lock);
}

bool EventStream::open() const {
  const std::lock_guard lock(mutex_);
  return open_;
}

std::size_t EventStream::buffered() const {
  const std::lock_guard lock(mutex_);
  return buffered_.size();
}

void EventStream::when_taken(std::function<void()> taken) {
  const std::lock_guard lock(mutex_);
  taken_ = std::move(taken);
}

void EventStream::when_closed(std::function<void()> closed) {
  {
    const std::lock_guard lock(mutex_);
    if (open_) {
      closed_ = std::move(closed);
      return;
    }
  }
  closed();
}

void EventStream::attach(std::function<void()> wake) {
  const std::lock_guard lock(mutex_);
  wake_ = std::move(wake);
  wake_();
}

EventStream::Piece EventStream::take() {
  std::unique_lock lock(mutex_);
  Piece piece{std::exchange(buffered_, {}), !open_};
  const auto taken = piece.text.empty() ? nullptr : taken_;
  lock.unlock();
  if (taken) taken();
  return piece;
}

void EventStream::release() {
  std::unique_lock lock(mutex_);
  wake_ = nullptr;
  buffered_.clear();
  if (open_) close_and_tell(lock);
}

}  // namespace tuner::http
