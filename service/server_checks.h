// What can be wrong between this machine and a `tuner serve` elsewhere: the work behind `tuner doctor --server`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "service/aws/signature.h"
#include "service/doctor_checks.h"
#include "tuner/base/clock.h"

namespace tuner {

// Changes nothing there. `url`: "http://host:port", "https://…", or without the scheme. `credentials`: to sign with; nullopt: unsigned. `clock` is
// compared with that of the server, since signatures hold for 15 minutes.
std::vector<Check> examine_server(const std::string& url,
                                  const std::optional<aws::Credentials>& credentials,
                                  const Clock& clock);

// Of AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN; nullopt where one of the first two is not set.
std::optional<aws::Credentials> credentials_of_environment();

}  // namespace tuner
