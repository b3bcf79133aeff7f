#include "metrics/failure_patterns.h"

#include <array>
#include <string>
#include <utility>

#include "metrics/line_splitter.h"
#include "tuner/base/check.h"

namespace tuner {
namespace {

constexpr std::size_t kQuotedBytes = 300;

struct Known {
  const char* pattern;
  FailureClass failure;
};
// Only what a library or a system says in its own words, and what has one meaning.
constexpr std::array kKnown{
    // CUDA itself, under any framework; cuBLAS; PyTorch.
    Known{R"(CUDA out of memory|CUDA_ERROR_OUT_OF_MEMORY|cudaErrorMemoryAllocation)",
          FailureClass::kOutOfMemory},
    Known{R"(CUBLAS_STATUS_ALLOC_FAILED|torch\.(cuda\.)?OutOfMemoryError)",
          FailureClass::kOutOfMemory},
    // TensorFlow, JAX.
    Known{R"(OOM when allocating tensor|RESOURCE_EXHAUSTED: Out of memory)",
          FailureClass::kOutOfMemory},
    // Python, NumPy; a C++ program that caught nothing; the system.
    Known{R"(^(numpy\.\S+)?MemoryError\b|instance of 'std::bad_alloc'|Cannot allocate memory)",
          FailureClass::kOutOfMemory},
    // Slurm, when the node is wanted by others or goes away.
    Known{R"(DUE TO (PREEMPTION|NODE FAILURE|JOB REQUEUE))", FailureClass::kPreempted},
    // The device, or the network between devices. NCCL's errors of usage are bugs, and stay out.
    Known{R"(uncorrectable ECC error|GPU has fallen off the bus|NVRM: Xid)",
          FailureClass::kInfrastructure},
    Known{R"(NCCL timeout|ncclSystemError|ncclRemoteError)", FailureClass::kInfrastructure},
    Known{R"(Watchdog caught collective operation timeout)", FailureClass::kInfrastructure},
    // The disk.
    Known{R"(No space left on device|Stale file handle|Transport endpoint is not connected)",
          FailureClass::kInfrastructure},
};

std::string at(std::size_t index) { return "/failures/" + std::to_string(index) + "/pattern"; }

}  // namespace

std::vector<Error> failure_pattern_problems(std::span<const FailurePattern> patterns) {
  std::vector<Error> problems;
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    const auto pattern = Pattern::compile(patterns[i].pattern);
    if (!pattern) problems.push_back({pattern.error().code, pattern.error().message, at(i)});
  }
  return problems;
}

FailurePatterns::FailurePatterns(std::span<const FailurePattern> patterns) {
  const auto add = [this](std::string_view expression, FailureClass failure) {
    auto pattern = Pattern::compile(expression);
    TUNER_CHECK(pattern.has_value(), "an expression that failure_pattern_problems() refuses");
    searches_.push_back({std::move(*pattern), failure});
  };
  for (const FailurePattern& each : patterns) add(each.pattern, each.failure);
  for (const Known& each : kKnown) add(each.pattern, each.failure);
}

std::optional<LogEvidence> FailurePatterns::find(std::string_view log_end) {
  std::vector<std::string> lines;
  const auto keep = [&lines](const Line& line) { lines.emplace_back(line.text); };
  LineSplitter splitter;
  splitter.feed(log_end, keep);
  splitter.finish(keep);
  for (Search& search : searches_) {
    for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
      if (search.pattern.search(*line) != Pattern::Outcome::kMatch) continue;
      return LogEvidence{search.failure, line->substr(0, kQuotedBytes)};
    }
  }
  return std::nullopt;
}

}  // namespace tuner
