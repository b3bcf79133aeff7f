#include "service/api/event_routes.h"

#include <limits>

#include "service/api/event_feed.h"
#include "tuner/job/scalars.h"

namespace tuner::api {

Reply<http::Response> follow_job(const Site& site, Call& call) {
  std::uint64_t after = call.query.whole("after", 0, 0, std::numeric_limits<std::int64_t>::max());
  if (const auto checked = call.query.check(); !checked) return tl::unexpected(checked.error());
  if (const auto last = call.request.head.headers.find("Last-Event-ID")) {
    const auto number = parse_whole<std::uint64_t>(*last);
    if (!number)
      return refuse(400,
                    "invalid_argument",
                    "Last-Event-ID is the number of an event, not '" + std::string(*last) + "'");
    after = *number;
  }
  TUNER_API_ASSIGN(auto stream, site.feed.follow({call.path[0]}, after));
  return http::Response{.headers = {{"Content-Type", "text/event-stream"},
                                    {"Cache-Control", "no-store"},
                                    {"X-Accel-Buffering", "no"}},
                        .events = std::move(stream)};
}

}  // namespace tuner::api
