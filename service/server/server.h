// `tuner serve` as an object: a home, its jobs, and the port through which clients reach them.
#pragma once

#include <memory>
#include <optional>

#include "service/http/server.h"
#include "service/server/server_config.h"
#include "tuner/base/result.h"
#include "tuner/store/home.h"

namespace tuner {

class TuningServer {
 public:
  // Goes on with every job of the home that has not ended and that nobody else runs, and listens. `descriptor`: a socket that
  // listens already. Errors: the catalogue, the database, the address.
  static Result<std::unique_ptr<TuningServer>> open(ServerConfig config,
                                                    Home home,
                                                    std::optional<int> descriptor = std::nullopt);
  ~TuningServer();  // close()

  std::uint16_t port() const;
  std::size_t adopted() const;  // jobs, at the start

  // Answers what is under way, lets go of the jobs (their trainings go on), and returns when nothing is left.
  void close();

 private:
  struct Parts;
  explicit TuningServer(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace tuner
