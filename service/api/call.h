// One call of the native API: what it works on, whose it is, and what it says.
#pragma once

#include <string>
#include <vector>

#include "service/api/query.h"
#include "service/api/refusal.h"
#include "service/http/message.h"
#include "service/job_manager.h"
#include "tuner/base/clock.h"
#include "tuner/experiment_store.h"
#include "tuner/store/home.h"

namespace tuner::api {

class EventFeed;
class Studies;

// Everything outlives the calls, and may be used from several threads.
struct Site {
  const Home& home;
  ExperimentStore& store;
  JobManager& jobs;
  EventFeed& feed;
  Studies& studies;
  const Clock& clock;
};

struct Caller {
  std::string name = {};       // of the token; empty: a server without keys
  bool may_change = true;      // anything
  bool may_change_all = true;  // also what others have submitted
};

// Who may only submit changes nothing of others.
Reply<void> check_owner(const std::string& owner, const std::string& what, const Caller& caller);

struct Call {
  const http::Request& request;
  std::vector<std::string> path;  // what stands for the {names} of the route's path, decoded
  Query query;
  Caller caller;
};

using Handler = Reply<http::Response>(const Site& site, Call& call);

}  // namespace tuner::api
