#include "service/http/request_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/service/http/serving.h"

namespace tuner::http {
namespace {

using ::testing::AnyOf;
using Step = RequestReader::Step;

const Limits kSmall{.max_body = 100, .max_header = 1000, .max_header_fields = 10};

// What the reader makes of `bytes`, given in pieces: the requests as text, and the status of a refusal at the end.
std::string read_all(std::string_view bytes, std::size_t piece, const Limits& limits = kSmall) {
  RequestReader reader(limits, "peer", false);
  std::string told;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    reader.add(bytes.substr(at, piece));
    for (Step step = reader.next(); step != Step::kMore; step = reader.next()) {
      if (step == Step::kRefused) return told + std::to_string(reader.refusal().status);
      if (step == Step::kHead) continue;
      const Request request = reader.take();
      told += request.head.method + " " + request.head.path + " " + request.body + "|";
    }
  }
  return told + (reader.between_requests() ? "" : "…");
}

// The same, and the same however the bytes are cut.
std::string read(std::string_view bytes, const Limits& limits = kSmall) {
  const std::string whole = read_all(bytes, bytes.size() + 1, limits);
  for (const std::size_t piece : {1u, 2u, 3u, 7u, 50u}) {
    EXPECT_EQ(read_all(bytes, piece, limits), whole) << "in pieces of " << piece << ": " << bytes;
  }
  return whole;
}

std::string with_headers(std::string_view headers, std::string_view body = "") {
  return "POST / HTTP/1.1\r\nHost: a\r\n" + std::string(headers) + "\r\n" + std::string(body);
}

TEST(RequestReader, CutsAStreamIntoRequests) {
  EXPECT_EQ(read(get("/a") + post("body") + get("/b")), "GET /a |POST / body|GET /b |");
}

TEST(RequestReader, EmptyLinesBeforeARequestAreIgnored) {
  EXPECT_EQ(read("\r\n\r\n" + get("/a") + "\r\n" + get("/b")), "GET /a |GET /b |");
}

TEST(RequestReader, ChunksArePutTogether) {
  const std::string head = with_headers("Transfer-Encoding: chunked\r\n");
  EXPECT_EQ(read(head + "3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n" + get()),
            "POST / abc0123456789|GET / |");
  EXPECT_EQ(read(head + "0\r\n\r\n"), "POST / |");
}

TEST(RequestReader, TrailersAreReadAndDropped) {
  RequestReader reader(kSmall, "peer", false);
  reader.add(with_headers("Transfer-Encoding: chunked\r\n", "1\r\nx\r\n0\r\nX-Late: 1\r\n\r\n"));
  ASSERT_EQ(reader.next(), Step::kHead);
  ASSERT_EQ(reader.next(), Step::kRequest);
  EXPECT_EQ(reader.take().head.headers.find("X-Late"), std::nullopt);
}

TEST(RequestReader, ChunksThatAreNoneAreRefused) {
  const std::string head = with_headers("Transfer-Encoding: chunked\r\n");
  for (const char* body : {"x\r\n",
                           "-1\r\na\r\n",
                           "0x1\r\na\r\n0\r\n\r\n",
                           "1\r\nab\r\n0\r\n\r\n",
                           "ffffffffffffffff1\r\nx",
                           "1 1\r\nx\r\n0\r\n\r\n",
                           "\r\n"}) {
    EXPECT_EQ(read(head + body), "400") << body;
  }
}

TEST(RequestReader, TheSumOfChunksHasALimit) {
  const std::string chunk = "20\r\n" + std::string(32, 'x') + "\r\n";  // 32 bytes
  const std::string head = with_headers("Transfer-Encoding: chunked\r\n");
  EXPECT_EQ(read(head + chunk + chunk + chunk + "0\r\n\r\n").size(), 104u);
  EXPECT_EQ(read(head + chunk + chunk + chunk + chunk + "0\r\n\r\n"), "413");
  EXPECT_EQ(read(head + "ffffffffffffffff\r\n"), "413");
}

TEST(RequestReader, AnEndlessChunkHeaderOrTrailerIsRefused) {
  const std::string head = with_headers("Transfer-Encoding: chunked\r\n");
  EXPECT_EQ(read(head + "1;" + std::string(2000, 'x')), "431");
  EXPECT_EQ(read(head + "0\r\n" + std::string(2000, 'x')), "431");
}

TEST(RequestReader, ALengthOverTheLimitIsRefusedBeforeTheBody) {
  EXPECT_EQ(read(with_headers("Content-Length: 1073741824\r\n")), "413");
  EXPECT_EQ(read(with_headers("Content-Length: 101\r\n")), "413");
  EXPECT_EQ(read(with_headers("Content-Length: 100\r\n", std::string(100, 'x'))).size(), 108u);
}

TEST(RequestReader, WhatTwoReadersCouldReadDifferentlyIsRefused) {
  EXPECT_EQ(read(with_headers("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", "0")), "400");
  EXPECT_EQ(read(with_headers("Transfer-Encoding: chunked\r\nContent-Length: 1\r\n", "0")), "400");
  EXPECT_EQ(read(with_headers("Content-Length: 1\r\nContent-Length: 1\r\n", "x")), "400");
  EXPECT_EQ(read(with_headers("Content-Length: 1\r\nContent-Length: 2\r\n", "x")), "400");
  EXPECT_EQ(read(with_headers("Content-Length: -1\r\n")), "400");
  EXPECT_EQ(read(with_headers("Content-Length: +1\r\n", "x")), "400");
  EXPECT_EQ(read(with_headers("Content-Length: 1, 1\r\n", "x")), "400");
  EXPECT_EQ(read(with_headers("Content-Length:\r\n")), "400");
  EXPECT_EQ(read(with_headers("Content-Length: 99999999999999999999\r\n")), "400");
  EXPECT_EQ(read(with_headers("Transfer-Encoding: chunked, gzip\r\n")), "501");
  EXPECT_EQ(read(with_headers("Transfer-Encoding: gzip, chunked\r\n")), "501");
  EXPECT_EQ(read(with_headers("Transfer-Encoding: identity\r\n")), "501");
  EXPECT_EQ(read(with_headers("Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n")), "400");
  EXPECT_EQ(read("POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"), "400");
  EXPECT_EQ(read(with_headers("Transfer-Encoding : chunked\r\n")), "400");
}

TEST(RequestReader, AHostIsNeededOnce) {
  EXPECT_EQ(read("GET / HTTP/1.1\r\n\r\n"), "400");
  EXPECT_EQ(read("GET / HTTP/1.1\r\nHost:\r\n\r\n"), "400");
  EXPECT_EQ(read("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"), "400");
}

TEST(RequestReader, GarbageIsRefused) {
  for (const char* bytes : {"hello\r\n\r\n",
                            "GET\r\n\r\n",
                            "GET / HTTP/2.0\r\nHost: a\r\n\r\n",
                            "GET / HTTP/0.9\r\n\r\n",
                            "GET /\r\n\r\n",
                            "G@T / HTTP/1.1\r\nHost: a\r\n\r\n",
                            "GET / HTTP/1.1\r\nHo st: a\r\n\r\n",
                            "GET / HTTP/1.1\r\nHost\r\n\r\n",
                            "GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n",
                            "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
                            "GET * HTTP/1.1\r\nHost: a\r\n\r\n",
                            "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
                            "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"}) {
    EXPECT_EQ(read(bytes), "400") << bytes;
  }
}

// Refused at once or waited for, as the pieces have it; taken for a request never.
TEST(RequestReader, LinesEndWithBothCharacters) {
  for (const std::size_t piece : {1u, 7u, 100u}) {
    EXPECT_THAT(read_all("GET / HTTP/1.1\nHost: a\n\n", piece), AnyOf("400", "…"));
    EXPECT_THAT(read_all(with_headers("Transfer-Encoding: chunked\r\n", "1\nx\n0\n\n"), piece),
                AnyOf("400", "…"));
  }
}

TEST(RequestReader, HeadersHaveLimits) {
  std::string nine;
  for (int i = 0; i < 9; ++i) nine += "X: 1\r\n";
  EXPECT_EQ(read(with_headers(nine)), "POST / |");
  EXPECT_EQ(read(with_headers(nine + "X: 1\r\n")), "431");
  EXPECT_EQ(read(with_headers("X: " + std::string(900, 'x') + "\r\n")), "POST / |");
  EXPECT_EQ(read(with_headers("X: " + std::string(970, 'x') + "\r\n")), "431");
  EXPECT_EQ(read("GET /" + std::string(2000, 'x')), "431");
  EXPECT_EQ(read(std::string(2000, 'G')), "431");
  EXPECT_EQ(read(with_headers("X: " + std::string(2000, 'x'))), "431");
}

TEST(RequestReader, OnlyOneExpectationIsKnown) {
  EXPECT_EQ(read(with_headers("Expect: miracles\r\n")), "417");
  EXPECT_EQ(read(with_headers("Expect: 100-Continue\r\n")), "POST / |");
}

TEST(RequestReader, ARefusalSaysWhich) {
  RequestReader reader(kSmall, "peer", false);
  reader.add(with_headers("Content-Length: 101\r\n"));
  ASSERT_EQ(reader.next(), Step::kRefused);
  EXPECT_EQ(reader.refusal().body, "the body is longer than 100 bytes\n");
  EXPECT_EQ(reader.next(), Step::kRefused);
}

TEST(RequestReader, TheHeadIsToldBeforeTheBody) {
  RequestReader reader(kSmall, "peer", true);
  reader.add("POST /a%20b?x=%20&y HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nX-A: 1\r\n\r\n");
  ASSERT_EQ(reader.next(), Step::kHead);
  const RequestHead& head = reader.head();
  EXPECT_EQ(head.method, "POST");
  EXPECT_EQ(head.target, "/a%20b?x=%20&y");
  EXPECT_EQ(head.path, "/a b");
  EXPECT_EQ(head.query, "x=%20&y");
  EXPECT_EQ(head.headers.find("x-a"), "1");
  EXPECT_EQ(head.peer, "peer");
  EXPECT_TRUE(head.over_tls);
  EXPECT_EQ(reader.next(), Step::kMore);
  reader.add("ab");
  EXPECT_EQ(reader.next(), Step::kRequest);
}

}  // namespace
}  // namespace tuner::http
