#include "service/aws/signature.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <set>

#include "tuner/base/calendar.h"
#include "tuner/base/hex.h"
#include "tuner/base/text.h"

namespace tuner::aws {
namespace {

using http::Headers;
using std::string;
using std::string_view;

constexpr std::chrono::minutes kMaxSkew{15};
constexpr string_view kAlgorithm = "AWS4-HMAC-SHA256";

tl::unexpected<Refusal> refuse_request(string code, string message) {
  return tl::unexpected<Refusal>(Refusal{std::move(code), std::move(message)});
}

string hmac(string_view key, string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> out{};
  HMAC(EVP_sha256(),
       key.data(),
       static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()),
       text.size(),
       out.data(),
       nullptr);
  return {reinterpret_cast<const char*>(out.data()), out.size()};
}

std::vector<string_view> split(string_view text, char by) {
  std::vector<string_view> parts;
  for (std::size_t end = text.find(by); end != string_view::npos; end = text.find(by)) {
    parts.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  parts.push_back(text);
  return parts;
}

bool unreserved(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.' || c == '~';
}

string encoded(string_view text) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (unreserved(c)) {
      out += c;
    } else {
      out += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
  return out;
}

string decoded(string_view text) {
  string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(text.data() + i + 1, text.data() + i + 3, byte, 16).ptr ==
            text.data() + i + 3) {
      out += static_cast<char>(byte);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

// Runs of spaces become one; values of a repeated header are joined by commas.
string canonical_value(const Headers& headers, string_view name) {
  string out;
  for (const string_view value : headers.all(name)) {
    if (!out.empty()) out += ',';
    for (const char c : value) {
      if (c != ' ' || out.empty() || out.back() != ' ') out += c;
    }
  }
  return out;
}

// "20261126T171441Z".
std::optional<TimePoint> read_time(string_view text) {
  if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z') return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t size) {
    unsigned value = 0;
    const char* const end = text.data() + at + size;
    return std::from_chars(text.data() + at, end, value).ptr == end ? value : 9999;
  };
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(number(0, 4))),
                                         std::chrono::month(number(4, 2)),
                                         std::chrono::day(number(6, 2))};
  const unsigned hour = number(9, 2), minute = number(11, 2), second = number(13, 2);
  if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second);
}

string time_text(TimePoint time) {
  const Calendar c = calendar(time);
  std::array<char, 64> text{};
  std::snprintf(text.data(),
                text.size(),
                "%04d%02u%02uT%02ld%02ld%02ldZ",
                c.year,
                c.month,
                c.day,
                c.hours,
                c.minutes,
                c.seconds);
  return text.data();
}

struct Authorization {
  Scope scope;
  std::vector<string_view> signed_headers;
  string_view signed_list, signature;
};

tl::expected<Authorization, Refusal> read_authorization(string_view text) {
  const auto incomplete = [](string_view what) {
    return refuse_request("IncompleteSignatureException",
                          "Authorization header requires " + string(what) + ".");
  };
  if (!text.starts_with(kAlgorithm)) return incomplete("the algorithm 'AWS4-HMAC-SHA256'");
  std::map<string_view, string_view> parts;
  for (string_view part : split(text.substr(kAlgorithm.size()), ',')) {
    part.remove_prefix(std::min(part.find_first_not_of(' '), part.size()));
    const auto mark = part.find('=');
    if (mark == string_view::npos ||
        !parts.emplace(part.substr(0, mark), part.substr(mark + 1)).second)
      return incomplete("'Name=value' once for each name");
  }
  for (const char* name : {"Credential", "SignedHeaders", "Signature"}) {
    if (parts[name].empty()) return incomplete("'" + string(name) + "' parameter");
  }
  const auto scope = split(parts["Credential"], '/');
  if (scope.size() != 5 || scope[4] != "aws4_request") {
    return incomplete("a Credential of the form KEY/DATE/REGION/SERVICE/aws4_request");
  }
  return Authorization{{string(scope[0]), string(scope[1]), string(scope[2]), string(scope[3])},
                       split(parts["SignedHeaders"], ';'),
                       parts["SignedHeaders"],
                       parts["Signature"]};
}

// The header that should have been signed and was not; "" where all is well.
string unsigned_header(const Headers& headers, const std::vector<string_view>& names) {
  const auto is_signed = [&](string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  if (!is_signed("host")) return "host";
  for (const auto& [name, value] : headers) {
    const string each = lower_case(name);
    if ((each.starts_with("x-amz-") || each == "content-type") && !is_signed(each)) {
      // Who the client says it is changes nothing.
      if (each != "x-amz-user-agent") return each;
    }
  }
  return is_signed("x-amz-date") ? "" : "x-amz-date";
}

string string_to_sign(const http::Request& request, const Authorization& claim, string_view time) {
  const http::RequestHead& head = request.head;
  string canonical = head.method + "\n" +
                     canonical_path(string_view(head.target).substr(0, head.target.find('?'))) +
                     "\n" + canonical_query(head.query) + "\n";
  for (const string_view name : claim.signed_headers) {
    canonical += string(name) + ":" + canonical_value(head.headers, name) + "\n";
  }
  canonical += "\n" + string(claim.signed_list) + "\n" + sha256_hex(request.body);
  const Scope& scope = claim.scope;
  return string(kAlgorithm) + "\n" + string(time) + "\n" + scope.date + "/" + scope.region + "/" +
         scope.service + "/aws4_request\n" + sha256_hex(canonical);
}

string signature_of(const http::Request& request,
                    const Authorization& claim,
                    string_view time,
                    const string& secret) {
  string key = "AWS4" + secret;
  for (const string_view part : {string_view(claim.scope.date),
                                 string_view(claim.scope.region),
                                 string_view(claim.scope.service),
                                 string_view("aws4_request")}) {
    key = hmac(key, part);
  }
  return to_hex(hmac(key, string_to_sign(request, claim, time)));
}

// What the head of a request claims, all of it sound but for the signature, and the secret that this must have been made with.
struct Claim {
  Authorization authorization;
  string time, secret;
};

tl::expected<Claim, Refusal> read_claim(const http::RequestHead& head,
                                        const SecretLookup& secret_of,
                                        const std::vector<string>& services,
                                        TimePoint now) {
  const Headers& headers = head.headers;
  const auto authorization = headers.all("Authorization");
  if (authorization.size() != 1) {
    return refuse_request("MissingAuthenticationTokenException", "Missing Authentication Token");
  }
  auto claim = read_authorization(authorization[0]);
  if (!claim) return tl::unexpected(claim.error());
  if (const string name = unsigned_header(headers, claim->signed_headers); !name.empty()) {
    return refuse_request("InvalidSignatureException", "'" + name + "' must be a signed header.");
  }
  const string time = string(headers.find("X-Amz-Date").value_or(""));
  const auto signed_at = read_time(time);
  if (!signed_at || headers.all("X-Amz-Date").size() != 1) {
    return refuse_request("IncompleteSignatureException",
                          "Date must be in ISO-8601 'basic format'. Got '" + time + "'.");
  }
  const Scope& scope = claim->scope;
  if (scope.date != time.substr(0, 8)) {
    return refuse_request(
        "InvalidSignatureException",
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date "
        "from HTTP: '" +
            scope.date + "' != '" + time.substr(0, 8) + "'.");
  }
  if (std::find(services.begin(), services.end(), scope.service) == services.end()) {
    return refuse_request(
        "InvalidSignatureException",
        "Credential should be scoped to correct service, not '" + scope.service + "'.");
  }
  if (std::chrono::abs(now - *signed_at) > kMaxSkew) {
    return refuse_request("InvalidSignatureException",
                          "Signature expired or not yet current: signed at " + time + ", it is " +
                              time_text(now) + " here, and 15 minutes are allowed.");
  }
  auto secret = secret_of(scope.key_id);
  if (!secret) {
    return refuse_request("UnrecognizedClientException",
                          "The security token included in the request is invalid.");
  }
  return Claim{*std::move(claim), time, *std::move(secret)};
}

}  // namespace

string sha256_hex(string_view bytes) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> out{};
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), out.data());
  return to_hex({reinterpret_cast<const char*>(out.data()), out.size()});
}

string canonical_query(string_view query) {
  std::vector<std::pair<string, string>> pairs;
  for (const string_view part : split(query, '&')) {
    if (part.empty()) continue;
    const auto mark = std::min(part.find('='), part.size());
    pairs.emplace_back(encoded(decoded(part.substr(0, mark))),
                       encoded(decoded(part.substr(std::min(mark + 1, part.size())))));
  }
  std::sort(pairs.begin(), pairs.end());
  string out;
  for (const auto& [name, value] : pairs) out += (out.empty() ? "" : "&") + name + "=" + value;
  return out;
}

string canonical_path(string_view raw_path) {
  std::vector<string_view> kept;
  for (const string_view part : split(raw_path, '/')) {
    if (part == ".." && !kept.empty()) kept.pop_back();
    if (!part.empty() && part != "." && part != "..") kept.push_back(part);
  }
  string out;
  for (const string_view part : kept) out += "/" + encoded(part);
  return raw_path.ends_with('/') || out.empty() ? out + "/" : out;
}

std::optional<Refusal> head_refusal(const http::RequestHead& head,
                                    const SecretLookup& secret_of,
                                    const std::vector<string>& services,
                                    TimePoint now) {
  const auto claim = read_claim(head, secret_of, services, now);
  if (claim) return std::nullopt;
  return claim.error();
}

tl::expected<Scope, Refusal> verify(const http::Request& request,
                                    const SecretLookup& secret_of,
                                    const std::vector<string>& services,
                                    TimePoint now) {
  const Headers& headers = request.head.headers;
  const auto claim = read_claim(request.head, secret_of, services, now);
  if (!claim) return tl::unexpected(claim.error());
  const auto told_hash = headers.find("X-Amz-Content-Sha256");
  const string expected = signature_of(request, claim->authorization, claim->time, claim->secret);
  const string_view signature = claim->authorization.signature;
  if ((told_hash && *told_hash != sha256_hex(request.body)) ||
      signature.size() != expected.size() ||
      CRYPTO_memcmp(expected.data(), signature.data(), expected.size()) != 0) {
    return refuse_request(
        "InvalidSignatureException",
        "The request signature we calculated does not match the signature you provided. "
        "Check your AWS Secret Access Key and signing method.");
  }
  return claim->authorization.scope;
}

void sign(http::Request& request,
          const Credentials& credentials,
          const string& region,
          const string& service,
          TimePoint now) {
  Headers& headers = request.head.headers;
  const string time = time_text(now);
  headers.add("X-Amz-Date", time);
  if (!credentials.session_token.empty())
    headers.add("X-Amz-Security-Token", credentials.session_token);
  std::set<string> names;
  for (const auto& field : headers) names.insert(lower_case(field.first));
  string list;
  for (const string& name : names) list += (list.empty() ? "" : ";") + name;
  const Authorization claim{{credentials.key_id, time.substr(0, 8), region, service},
                            {names.begin(), names.end()},
                            list,
                            {}};
  const Scope& scope = claim.scope;
  headers.add("Authorization",
              string(kAlgorithm) + " Credential=" + scope.key_id + "/" + scope.date + "/" + region +
                  "/" + service + "/aws4_request, SignedHeaders=" + list +
                  ", Signature=" + signature_of(request, claim, time, credentials.secret));
}

}  // namespace tuner::aws
