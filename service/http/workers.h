// The threads on which handlers run.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace tuner::http {

class Workers {
 public:
  explicit Workers(std::size_t threads);
  ~Workers();  // waits for everything that was given

  void run(std::function<void()> work);

 private:
  struct Pool;
  std::unique_ptr<Pool> pool_;
};

}  // namespace tuner::http
