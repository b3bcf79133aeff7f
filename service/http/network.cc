#include "service/http/network.h"

#include <sys/socket.h>

#include <array>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <future>
#include <thread>
#include <utility>

#include "service/http/socket_transport.h"
#include "tuner/base/log.h"

namespace tuner::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::chrono::milliseconds kPauseWithoutDescriptors{100};

Result<void> bind_to(tcp::acceptor& acceptor, const ServerOptions& options) {
  error_code error;
  const auto address = asio::ip::make_address(options.address, error);
  if (error) {
    return fail(ErrorCode::kInvalidArgument,
                "'" + options.address + "' is not a numeric IPv4 or IPv6 address");
  }
  const tcp::endpoint endpoint(address, options.port);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (!error) return {};
  const bool taken = error == asio::error::address_in_use;
  return fail(taken ? ErrorCode::kUnavailable : ErrorCode::kInvalidArgument,
              "cannot listen on " + options.address + " port " + std::to_string(options.port) +
                  ": " + error.message());
}

Result<void> inherit(tcp::acceptor& acceptor, int descriptor) {
  int listens = 0, family = 0;
  socklen_t size = sizeof(int);
  const bool usable = getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0 &&
                      getsockopt(descriptor, SOL_SOCKET, SO_DOMAIN, &family, &size) == 0 &&
                      listens != 0 && (family == AF_INET || family == AF_INET6);
  error_code error;
  if (usable) acceptor.assign(family == AF_INET6 ? tcp::v6() : tcp::v4(), descriptor, error);
  if (usable && !error) return {};
  return fail(ErrorCode::kInvalidArgument,
              "descriptor " + std::to_string(descriptor) + " is not a TCP socket that listens");
}

}  // namespace

struct Network::Parts {
  asio::io_context io;
  asio::executor_work_guard<asio::io_context::executor_type> work = asio::make_work_guard(io);
  tcp::acceptor acceptor{asio::make_strand(io)};
  asio::steady_timer pause{acceptor.get_executor()};
  std::shared_ptr<TlsContext> tls;
  std::function<void(std::shared_ptr<Transport>)> accepted;
  std::array<std::jthread, 2> threads;

  void accept() {
    acceptor.async_accept(io.get_executor(), [this](error_code error, auto socket) {
      if (!acceptor.is_open()) return;
      if (error == asio::error::no_descriptors || error == asio::error::no_memory ||
          error == asio::error::no_buffer_space) {
        log::error("http", "cannot accept: " + error.message());
        pause.expires_after(kPauseWithoutDescriptors);
        return pause.async_wait([this](error_code) {
          if (acceptor.is_open()) accept();
        });
      }
      if (!error) {
        if (auto transport = make_socket_transport(io, socket.release(error), tls)) {
          accepted(std::move(transport));
        }
      }
      accept();
    });
  }
};

Network::Network(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Result<std::unique_ptr<Network>> Network::listen(const ServerOptions& options) {
  auto parts = std::make_unique<Parts>();
  if (options.tls) {
    TUNER_ASSIGN_OR_RETURN(parts->tls, TlsContext::load(*options.tls));
  }
  TUNER_RETURN_IF_ERROR(options.descriptor ? inherit(parts->acceptor, *options.descriptor)
                                           : bind_to(parts->acceptor, options));
  return std::unique_ptr<Network>(new Network(std::move(parts)));
}

std::uint16_t Network::port() const {
  error_code error;
  return parts_->acceptor.local_endpoint(error).port();
}

void Network::start(std::function<void(std::shared_ptr<Transport>)> accepted) {
  parts_->accepted = std::move(accepted);
  parts_->accept();
  for (auto& thread : parts_->threads) {
    thread = std::jthread([parts = parts_.get()] { parts->io.run(); });
  }
}

void Network::stop_accepting() {
  if (!parts_->accepted) return;  // no thread has begun
  std::promise<void> done;
  asio::post(parts_->acceptor.get_executor(), [&] {
    error_code ignored;
    parts_->acceptor.close(ignored);
    parts_->pause.cancel();
    done.set_value();
  });
  done.get_future().wait();
}

Network::~Network() {
  parts_->work.reset();
  for (auto& thread : parts_->threads) {
    if (thread.joinable()) thread.join();
  }
}

}  // namespace tuner::http
