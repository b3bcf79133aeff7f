#include "service/http/request_reader.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <limits>
#include <utility>

namespace tuner::http {
namespace {

namespace beast_http = boost::beast::http;
using boost::beast::string_view;
using ErrorOfBeast = boost::beast::error_code;
using Code = beast_http::error;

std::string text_of(string_view text) { return {text.data(), text.size()}; }

bool is_number(std::string_view text) {
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

// What RFC 7230 leaves to the receiver, and where two receivers could read two different requests from the same bytes.
std::optional<Response> broken_rule(const RequestHead& head) {
  const auto hosts = head.headers.all("Host");
  if (hosts.size() != 1 || hosts[0].empty()) {
    return text_response(400, "a request needs exactly one Host header");
  }
  const auto lengths = head.headers.all("Content-Length");
  const auto codings = head.headers.all("Transfer-Encoding");
  if (lengths.size() > 1 || (lengths.size() == 1 && !is_number(lengths[0]))) {
    return text_response(400, "a request has at most one Content-Length, of digits");
  }
  if (!codings.empty() && (!lengths.empty() || head.http_1_0)) {
    return text_response(400, "Transfer-Encoding beside Content-Length, or in HTTP/1.0");
  }
  if (codings.size() > 1 || (codings.size() == 1 && !same_name(codings[0], "chunked"))) {
    return text_response(501, "the only Transfer-Encoding known here is 'chunked'");
  }
  const auto expectations = head.headers.all("Expect");
  if (expectations.size() > 1 ||
      (expectations.size() == 1 && !same_name(expectations[0], "100-continue"))) {
    return text_response(417, "the only expectation known here is '100-continue'");
  }
  return std::nullopt;
}

// Path and query from the target, which must be of the form "/path?query".
bool split_target(RequestHead& head) {
  if (!head.target.starts_with('/')) return false;
  const std::string_view target = head.target;
  const auto mark = target.find('?');
  auto path = decoded_path(target.substr(0, mark));
  if (!path) return false;
  head.path = std::move(*path);
  if (mark != std::string_view::npos) head.query = target.substr(mark + 1);
  return true;
}

}  // namespace

// Beast's grammar with a store of our own, which counts while it fills.
class RequestReader::Parser final : public beast_http::basic_parser<true> {
 public:
  Parser(const Limits& limits, RequestHead head) : limits_(limits), request_{std::move(head), {}} {
    header_limit(std::numeric_limits<std::uint32_t>::max());  // consume() limits the whole head
    body_limit(limits.max_body);
  }

  Request& request() { return request_; }
  bool head_seen() const { return head_seen_; }
  bool head_told = false;
  std::optional<Response> refusal = {};

  // Consumes what it can of `bytes`; the number of bytes.
  std::size_t consume(std::string_view bytes) {
    const bool in_head = !head_seen_;
    const std::size_t room = in_head ? limits_.max_header - header_bytes_ : bytes.size();
    ErrorOfBeast error;
    const std::size_t used =
        put(boost::asio::buffer(bytes.data(), std::min(room, bytes.size())), error);
    if (in_head) header_bytes_ += used;
    if (refusal) return used;
    if (error && error != Code::need_more) {
      refuse(error);
    } else if (error && bytes.size() > (in_head ? room : limits_.max_header)) {
      refuse(Code::header_limit);  // of the head; or of the head of a chunk, or its trailer
    }
    return used;
  }

 private:
  void refuse(ErrorOfBeast error) {
    if (error == Code::body_limit) {
      refusal = text_response(
          413, "the body is longer than " + std::to_string(limits_.max_body) + " bytes");
    } else if (error == Code::header_limit) {
      refusal =
          text_response(431,
                        "the headers are longer than " + std::to_string(limits_.max_header) +
                            " bytes or more than " + std::to_string(limits_.max_header_fields));
    } else {
      refusal = text_response(400, "not a request of HTTP/1.1: " + error.message());
    }
  }

  void on_request_impl(beast_http::verb,
                       string_view method,
                       string_view target,
                       int version,
                       ErrorOfBeast& error) override {
    RequestHead& head = request_.head;
    head.method = text_of(method);
    head.target = text_of(target);
    head.http_1_0 = version < 11;
    if (!split_target(head)) error = Code::bad_target;
  }

  void on_field_impl(beast_http::field,
                     string_view name,
                     string_view value,
                     ErrorOfBeast& error) override {
    if (head_seen_) return;  // a trailer: nobody asks for one
    if (request_.head.headers.size() == limits_.max_header_fields) {
      error = Code::header_limit;
      return;
    }
    request_.head.headers.add(text_of(name), text_of(value));
  }

  void on_header_impl(ErrorOfBeast& error) override {
    head_seen_ = true;
    refusal = broken_rule(request_.head);
    if (refusal) error = Code::bad_field;
  }

  std::size_t on_body_impl(string_view text, ErrorOfBeast&) override {
    request_.body.append(text.data(), text.size());
    return text.size();
  }
  std::size_t on_chunk_body_impl(std::uint64_t, string_view text, ErrorOfBeast& error) override {
    return on_body_impl(text, error);
  }

  void on_response_impl(int, string_view, int, ErrorOfBeast&) override {}
  void on_body_init_impl(boost::optional<std::uint64_t> const&, ErrorOfBeast&) override {}
  void on_chunk_header_impl(std::uint64_t, string_view, ErrorOfBeast&) override {}
  void on_finish_impl(ErrorOfBeast&) override {}

  const Limits& limits_;
  Request request_;
  bool head_seen_ = false;
  std::size_t header_bytes_ = 0;
};

RequestReader::RequestReader(const Limits& limits, std::string peer, bool over_tls)
    : limits_(limits), peer_(std::move(peer)), over_tls_(over_tls) {}

RequestReader::~RequestReader() = default;

void RequestReader::add(std::string_view bytes) { bytes_ += bytes; }

RequestReader::Step RequestReader::next() {
  if (!parser_) {
    // RFC 7230, 3.5: an empty line before a request is to be ignored.
    const auto first = bytes_.find_first_not_of("\r\n");
    bytes_.erase(0, std::min(first, bytes_.size()));
    if (bytes_.empty()) return Step::kMore;
    RequestHead head;
    head.peer = peer_;
    head.over_tls = over_tls_;
    parser_ = std::make_unique<Parser>(limits_, std::move(head));
  }
  std::size_t used = 0;
  while (!parser_->refusal && !parser_->is_done() && used < bytes_.size()) {
    if (parser_->head_seen() && !parser_->head_told) break;
    const std::size_t more = parser_->consume(std::string_view(bytes_).substr(used));
    used += more;
    if (more == 0) break;
  }
  bytes_.erase(0, used);
  if (parser_->refusal) return Step::kRefused;
  if (parser_->head_seen() && !parser_->head_told) {
    parser_->head_told = true;
    return Step::kHead;
  }
  return parser_->is_done() ? Step::kRequest : Step::kMore;
}

const RequestHead& RequestReader::head() const { return parser_->request().head; }

bool RequestReader::keep_alive() const { return parser_->keep_alive(); }

bool RequestReader::expects_continue() const {
  return !parser_->is_done() && bytes_.empty() && head().headers.find("Expect").has_value() &&
         !head().http_1_0;
}

Request RequestReader::take() {
  Request request = std::move(parser_->request());
  parser_.reset();
  return request;
}

const Response& RequestReader::refusal() const { return *parser_->refusal; }

bool RequestReader::between_requests() const { return !parser_ && bytes_.empty(); }

}  // namespace tuner::http
