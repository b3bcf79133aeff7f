// How somebody outside (a signal, an API call) asks a running job to change course. Thread-safe.
#pragma once

#include <mutex>
#include <stop_token>
#include <utility>

namespace tuner {

class RunControl {
 public:
  // Ordered: a later, stronger wish replaces a weaker one.
  enum class Wish {
    kGoOn,
    kDrain,  // ask no more, let the running trials end
    kStop,   // stop the running trials too; the job stays resumable
    kLeave,  // return at once; the trainings go on, and a later process adopts them
  };

  void request(Wish wish) {
    std::stop_source waker;
    {
      const std::lock_guard lock(mutex_);
      if (wish <= wish_) return;
      wish_ = wish;
      waker = waker_;
    }
    waker.request_stop();
  }

  // Wakes the loop once, without a new wish: something else is there for it.
  void nudge() {
    std::stop_source waker;
    {
      const std::lock_guard lock(mutex_);
      nudged_ = true;
      waker = waker_;
    }
    waker.request_stop();
  }

  Wish wish() const {
    const std::lock_guard lock(mutex_);
    return wish_;
  }

  // Requested as soon as a wish arrives that is stronger than `seen`, or a nudge, even if it came before the
  // call.
  std::stop_token changed_since(Wish seen) {
    const std::lock_guard lock(mutex_);
    const bool nudged = std::exchange(nudged_, false);
    if (wish_ == seen && !nudged) waker_ = std::stop_source();
    return waker_.get_token();
  }

 private:
  mutable std::mutex mutex_;
  Wish wish_ = Wish::kGoOn;
  bool nudged_ = false;  // since changed_since() was last called
  std::stop_source waker_;
};

}  // namespace tuner
