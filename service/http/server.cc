#include "service/http/server.h"

#include <condition_variable>
#include <mutex>
#include <set>
#include <utility>

#include "service/http/connection.h"
#include "service/http/network.h"
#include "service/http/workers.h"

namespace tuner::http {

namespace {

const SystemClock kClock;

// The connections that are open, and a way to wait for their end.
class OpenConnections {
 public:
  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return open_.size();
  }

  void add(const std::shared_ptr<Connection>& connection) {
    {
      const std::lock_guard lock(mutex_);
      open_.insert(connection);
    }
    connection->start([this, key = connection.get()] { remove(key); });
  }

  template <class Work>
  void for_each(Work work) {
    const std::lock_guard lock(mutex_);
    for (const auto& connection : open_) work(*connection);
  }

  void wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return open_.empty(); });
  }
  bool wait_for(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] { return open_.empty(); });
  }

 private:
  void remove(Connection* connection) {
    const std::lock_guard lock(mutex_);
    open_.erase(connection->shared_from_this());
    changed_.notify_all();
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::set<std::shared_ptr<Connection>> open_;
};

// One that is too many: told so, as far as it listens, and closed.
void turn_away(const std::shared_ptr<Transport>& transport) {
  const auto text = std::make_shared<std::string>(
      to_text(text_response(503, "too many connections"), {.keep_alive = false}, kClock.wall()));
  transport->post([transport, text] {
    transport->set_timer(std::chrono::seconds(1), [transport] { transport->close(); });
    if (transport->over_tls())
      return transport->close();  // without a handshake there is no way to say it
    transport->write(*text, [transport, text](bool) { transport->close(); });
  });
}

}  // namespace

// Destroyed from the last to the first: the workers end while the threads of the network still run.
struct Server::Parts {
  Parts(const ServerOptions& options, Handler& handler)
      : max_connections(options.max_connections),
        context{handler,
                options.limits,
                options.time_outs,
                kClock,
                counters,
                [this](bool takes_long, std::function<void()> work) {
                  (takes_long ? long_workers : workers)->run(std::move(work));
                }} {}

  const std::size_t max_connections;
  Counters counters;
  ConnectionContext context;
  OpenConnections open;
  std::unique_ptr<Network> network;
  std::unique_ptr<Workers> workers, long_workers;
  std::uint16_t port = 0;

  void accepted(std::shared_ptr<Transport> transport) {
    ++counters.connections;
    if (open.size() >= max_connections) {
      ++counters.connections_refused;
      return turn_away(transport);
    }
    open.add(std::make_shared<Connection>(std::move(transport), context));
  }
};

Server::Server(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Result<std::unique_ptr<Server>> Server::listen(ServerOptions options, Handler& handler) {
  auto parts = std::make_unique<Parts>(options, handler);
  TUNER_ASSIGN_OR_RETURN(parts->network, Network::listen(options));
  parts->workers = std::make_unique<Workers>(options.worker_threads);
  parts->long_workers = std::make_unique<Workers>(options.long_worker_threads);
  parts->port = parts->network->port();
  return std::unique_ptr<Server>(new Server(std::move(parts)));
}

void Server::serve() {
  parts_->network->start([parts = parts_.get()](std::shared_ptr<Transport> transport) {
    parts->accepted(std::move(transport));
  });
}

Server::~Server() {
  parts_->network->stop_accepting();
  parts_->open.for_each([](Connection& each) { each.close(); });
  parts_->open.wait();
}

std::uint16_t Server::port() const { return parts_->port; }

Statistics Server::statistics() const {
  const Counters& counters = parts_->counters;
  return {.open_connections = parts_->open.size(),
          .connections = counters.connections,
          .connections_refused = counters.connections_refused,
          .requests = counters.requests,
          .requests_refused = counters.requests_refused,
          .timed_out = counters.timed_out,
          .handler_failures = counters.handler_failures};
}

bool Server::drain(std::chrono::milliseconds patience) {
  parts_->network->stop_accepting();
  parts_->open.for_each([](Connection& each) { each.drain(); });
  if (parts_->open.wait_for(patience)) return true;
  parts_->open.for_each([](Connection& each) { each.close(); });
  parts_->open.wait();
  return false;
}

}  // namespace tuner::http
