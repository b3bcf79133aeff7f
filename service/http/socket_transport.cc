#include "service/http/socket_transport.h"

#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/write.hpp>
#include <utility>

namespace tuner::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using ErrorOfAsio = boost::system::error_code;
// All callbacks of a connection run on its strand: one at a time, on any of the io threads.
using Strand = asio::strand<asio::io_context::executor_type>;
using Socket = asio::basic_stream_socket<tcp, Strand>;
using TlsStream = asio::ssl::stream<Socket>;

struct TlsContext::Inner {
  asio::ssl::context context{asio::ssl::context::tls_server};
};

TlsContext::TlsContext(std::unique_ptr<Inner> inner) : inner_(std::move(inner)) {}
TlsContext::~TlsContext() = default;

Result<std::shared_ptr<TlsContext>> TlsContext::load(const TlsFiles& files) {
  auto inner = std::make_unique<Inner>();
  ErrorOfAsio error;
  const auto problem = [&](const std::filesystem::path& file, const char* what) {
    return fail(ErrorCode::kInvalidArgument,
                std::string("not a usable ") + what + ": " + error.message(),
                file.string());
  };
  inner->context.set_options(asio::ssl::context::default_workarounds |
                             asio::ssl::context::no_sslv3 | asio::ssl::context::no_tlsv1 |
                             asio::ssl::context::no_tlsv1_1 | SSL_OP_NO_RENEGOTIATION);
  inner->context.use_certificate_chain_file(files.certificate.string(), error);
  if (error) return problem(files.certificate, "certificate");
  inner->context.use_private_key_file(files.key.string(), asio::ssl::context::pem, error);
  if (error) return problem(files.key, "private key of that certificate");
  return std::shared_ptr<TlsContext>(new TlsContext(std::move(inner)));
}

namespace {

std::string address_of(const Socket& socket) {
  ErrorOfAsio error;
  const auto endpoint = socket.remote_endpoint(error);
  return error ? "" : endpoint.address().to_string(error);
}

template <class Stream>
class SocketTransport final : public Transport,
                              public std::enable_shared_from_this<SocketTransport<Stream>> {
 public:
  template <class... Context>
  SocketTransport(Socket socket, std::shared_ptr<TlsContext> tls, Context&... context)
      : tls_(std::move(tls)),
        peer_(address_of(socket)),
        stream_(std::move(socket), context...),
        timer_(socket_of(stream_).get_executor()) {}

  std::string peer() const override { return peer_; }
  bool over_tls() const override { return tls_ != nullptr; }

  void begin(std::function<void(bool)> next) override {
    if constexpr (std::is_same_v<Stream, TlsStream>) {
      stream_.async_handshake(
          asio::ssl::stream_base::server,
          [self = keep(), next = std::move(next)](ErrorOfAsio error) { next(!error); });
    } else {
      post([next = std::move(next)] { next(true); });
    }
  }

  void read(char* buffer, std::size_t size, std::function<void(std::size_t)> next) override {
    stream_.async_read_some(asio::buffer(buffer, size),
                            [self = keep(), next = std::move(next)](
                                ErrorOfAsio error, std::size_t count) { next(error ? 0 : count); });
  }

  void write(const std::string& text, std::function<void(bool)> next) override {
    asio::async_write(
        stream_,
        asio::buffer(text),
        [self = keep(), next = std::move(next)](ErrorOfAsio error, std::size_t) { next(!error); });
  }

  void set_timer(std::chrono::milliseconds after, std::function<void()> expired) override {
    const std::uint64_t mine = ++timer_in_force_;
    timer_.expires_after(after);
    // A timer that has expired but waits for its turn cannot be cancelled any more: it is told by its number.
    timer_.async_wait([self = keep(), mine, expired = std::move(expired)](ErrorOfAsio error) {
      if (!error && mine == self->timer_in_force_) expired();
    });
  }

  void cancel_timer() override {
    ++timer_in_force_;
    timer_.cancel();
  }

  // With TLS its own word of farewell is left out: lengths and last chunks say where a response ends.
  void end_writing() override {
    ErrorOfAsio ignored;
    socket_of(stream_).shutdown(Socket::shutdown_send, ignored);
  }

  void close() override {
    cancel_timer();
    ErrorOfAsio ignored;
    socket_of(stream_).close(ignored);
  }

  void post(std::function<void()> work) override {
    asio::post(timer_.get_executor(), std::move(work));
  }

 private:
  static Socket& socket_of(Socket& stream) { return stream; }
  static Socket& socket_of(TlsStream& stream) { return stream.next_layer(); }
  auto keep() { return this->shared_from_this(); }

  const std::shared_ptr<TlsContext> tls_;
  const std::string peer_;
  Stream stream_;
  asio::basic_waitable_timer<std::chrono::steady_clock,
                             asio::wait_traits<std::chrono::steady_clock>,
                             Strand>
      timer_;
  std::uint64_t timer_in_force_ = 0;
};

}  // namespace

std::shared_ptr<Transport> make_socket_transport(asio::io_context& io,
                                                 int descriptor,
                                                 std::shared_ptr<TlsContext> tls) {
  Socket socket(asio::make_strand(io));
  sockaddr_storage address{};
  socklen_t length = sizeof(address);
  ErrorOfAsio error;
  if (getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &length) == 0) {
    socket.assign(address.ss_family == AF_INET6 ? tcp::v6() : tcp::v4(), descriptor, error);
  }
  if (error || !socket.is_open()) return ::close(descriptor), nullptr;
  socket.set_option(tcp::no_delay(true), error);
  if (!tls) return std::make_shared<SocketTransport<Socket>>(std::move(socket), nullptr);
  auto& context = tls->inner_->context;
  return std::make_shared<SocketTransport<TlsStream>>(std::move(socket), std::move(tls), context);
}

}  // namespace tuner::http
