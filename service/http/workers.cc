#include "service/http/workers.h"

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <utility>

namespace tuner::http {

struct Workers::Pool {
  explicit Pool(std::size_t count) : threads(count) {}
  boost::asio::thread_pool threads;
};

Workers::Workers(std::size_t threads) : pool_(std::make_unique<Pool>(threads)) {}

Workers::~Workers() { pool_->threads.join(); }

void Workers::run(std::function<void()> work) {
  boost::asio::post(pool_->threads, std::move(work));
}

}  // namespace tuner::http
