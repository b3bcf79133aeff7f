// What a server spends on a request before its operation runs: reading the JSON, and holding it against its shape.
#include <benchmark/benchmark.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>

#include "service/aws/json_protocol.h"
#include "service/aws/validation.h"
#include "tuner/base/check.h"

namespace tuner::aws {
namespace {

void validate(benchmark::State& state, const Operation& operation, const std::string& body) {
  for (auto _ : state) {
    const auto parsed = read_body(body);
    TUNER_CHECK(parsed && !refusal(check(*parsed, *operation.input)), "a good request");
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(body.size()));
}

void create_tuning_job(benchmark::State& state) {
  std::ifstream file(TUNER_SOURCE_DIR "/examples/sagemaker_script/request.json");
  const std::string body{std::istreambuf_iterator<char>(file), {}};
  validate(state,
           *Shapes::of(Strictness::kRelaxed).find_operation("CreateHyperParameterTuningJob"),
           body);
}
BENCHMARK(create_tuning_job);

void describe_tuning_job(benchmark::State& state) {
  validate(state,
           *Shapes::of(Strictness::kRelaxed).find_operation("DescribeHyperParameterTuningJob"),
           R"({"HyperParameterTuningJobName": "mnist-260102-0304"})");
}
BENCHMARK(describe_tuning_job);

// 10,000 ranges: what the relaxed limits let through.
void create_large_tuning_job(benchmark::State& state) {
  nlohmann::json request = {
      {"HyperParameterTuningJobName", "large"},
      {"HyperParameterTuningJobConfig",
       {{"Strategy", "Random"}, {"ResourceLimits", {{"MaxParallelTrainingJobs", 1}}}}}};
  auto& ranges =
      request["HyperParameterTuningJobConfig"]["ParameterRanges"]["ContinuousParameterRanges"];
  for (int i = 0; i < 10'000; ++i) {
    ranges.push_back({{"Name", "p" + std::to_string(i)}, {"MinValue", "0"}, {"MaxValue", "1"}});
  }
  validate(state,
           *Shapes::of(Strictness::kRelaxed).find_operation("CreateHyperParameterTuningJob"),
           request.dump());
}
BENCHMARK(create_large_tuning_job)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tuner::aws

BENCHMARK_MAIN();
