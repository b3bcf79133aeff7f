#include "service/http/client.h"

#include <curl/curl.h>

#include <array>
#include <cstdlib>
#include <memory>

namespace tuner::http {
namespace {

struct Free {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

struct Answer {
  Response response;
  std::size_t most_bytes = 0;
};

std::size_t take_body(char* bytes, std::size_t, std::size_t size, void* to) {
  auto& answer = *static_cast<Answer*>(to);
  if (answer.response.body.size() + size > answer.most_bytes) return 0;  // libcurl gives up
  answer.response.body.append(bytes, size);
  return size;
}

std::size_t take_header(char* bytes, std::size_t, std::size_t size, void* to) {
  std::string_view line(bytes, size);
  const auto mark = line.find(':');
  if (mark != std::string_view::npos) {
    std::string_view value = line.substr(mark + 1);
    const auto begin = value.find_first_not_of(" \t");
    const auto end = value.find_last_not_of(" \t\r\n");
    value = begin == std::string_view::npos ? "" : value.substr(begin, end - begin + 1);
    static_cast<Answer*>(to)->response.headers.add(std::string(line.substr(0, mark)),
                                                   std::string(value));
  }
  return size;
}

std::unique_ptr<curl_slist, Free> header_list(const Headers& headers) {
  std::unique_ptr<curl_slist, Free> list(curl_slist_append(nullptr, "Expect:"));
  for (const auto& [name, value] : headers)
    list.reset(curl_slist_append(list.release(), (name + ": " + value).c_str()));
  return list;
}

}  // namespace

Result<Response> send(const std::string& base, const Request& request, ClientOptions options) {
  static const CURLcode kReady = curl_global_init(CURL_GLOBAL_DEFAULT);
  const std::unique_ptr<CURL, Free> curl(kReady == CURLE_OK ? curl_easy_init() : nullptr);
  if (!curl) return fail(ErrorCode::kInternal, "libcurl cannot be set up");
  const auto list = header_list(request.head.headers);
  const std::string url = base + request.head.target;
  std::array<char, CURL_ERROR_SIZE> problem{};
  Answer answer{.response = {}, .most_bytes = options.most_bytes};
  const auto set = [&](CURLoption option, auto value) {
    curl_easy_setopt(curl.get(), option, value);
  };
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_PROXY, "");
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_PATH_AS_IS, 1L);
  set(CURLOPT_CUSTOMREQUEST, request.head.method.c_str());
  set(CURLOPT_HTTPHEADER, list.get());
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(options.patience.count()));
  set(CURLOPT_ERRORBUFFER, problem.data());
  set(CURLOPT_WRITEFUNCTION, take_body);
  set(CURLOPT_WRITEDATA, &answer);
  set(CURLOPT_HEADERFUNCTION, take_header);
  set(CURLOPT_HEADERDATA, &answer);
  if (const char* file = std::getenv("SSL_CERT_FILE")) set(CURLOPT_CAINFO, file);
  if (!request.body.empty()) {
    set(CURLOPT_POSTFIELDS, request.body.data());
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  }
  const CURLcode done = curl_easy_perform(curl.get());
  if (done != CURLE_OK) {
    return fail(ErrorCode::kUnavailable,
                problem[0] != '\0' ? problem.data() : curl_easy_strerror(done),
                base);
  }
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  answer.response.status = static_cast<int>(status);
  return std::move(answer.response);
}

}  // namespace tuner::http
