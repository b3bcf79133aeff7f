// What every request to the server goes through: whose it is, what it asks for, whether that is allowed.
//
//   POST /                 an operation of the SageMaker API
//   PUT /BatchPutMetrics   and POST /BatchGetMetrics: those of its metrics service
//   /api/v1/…              the native API
//   GET /healthz           whether the server is up; open to everybody
//   GET /metrics           for Prometheus
#pragma once

#include <string>

#include "service/api/api.h"
#include "service/aws/shapes.h"
#include "service/http/server.h"
#include "service/sagemaker/operations.h"
#include "service/sagemaker/site.h"
#include "service/server/identity.h"
#include "service/server/server_config.h"
#include "service/server/server_metrics.h"

namespace tuner {

class FrontDoor final : public http::Handler {
 public:
  // `keys` nullptr: everybody who reaches the port may do everything.
  FrontDoor(const ServerConfig& config,
            const ServerKeys* keys,
            sagemaker::Site site,
            api::Site api,
            const SuggestionTime& suggestions);

  std::optional<http::Response> check_head(const http::RequestHead& head) override;
  bool takes_long(const http::RequestHead& head) const override;
  http::Response handle(http::Request request) override;

 private:
  bool knows_host(const http::RequestHead& head) const;
  bool knows_origin(const http::RequestHead& head) const;
  bool knows_caller(const http::RequestHead& head) const;
  std::string head_problem(const http::RequestHead& head) const;
  http::Response call_api(const http::Request& request);
  http::Response call_operation(const http::Request& request);
  aws::Reply<nlohmann::json> run_or_fail(const aws::Operation& operation,
                                         const http::Request& request);
  aws::Reply<nlohmann::json> run(const aws::Operation& operation, const http::Request& request);
  aws::Reply<nlohmann::json> read_input(const aws::Operation& operation,
                                        const sagemaker::ServedOperation* served,
                                        const http::Request& request,
                                        const Identity& identity) const;
  sagemaker::Caller caller_of(const Identity& identity) const;
  http::Response show_metrics(const http::RequestHead& head) const;

  const ServerConfig& config_;
  const ServerKeys* keys_;
  sagemaker::Site site_;
  api::Site api_;
  const aws::Shapes& shapes_;
  ServerMetrics metrics_;
};

}  // namespace tuner
