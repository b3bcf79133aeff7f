#include "metrics/failure_patterns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tuner {
namespace {

using ::testing::HasSubstr;

std::optional<FailureClass> found(const std::string& log,
                                  std::vector<FailurePattern> patterns = {}) {
  const auto evidence = FailurePatterns(patterns).find(log);
  return evidence ? std::optional(evidence->failure) : std::nullopt;
}

TEST(FailurePatterns, KnowTheWordsOfCommonLibraries) {
  for (const char* line :
       {"RuntimeError: CUDA out of memory. Tried to allocate 20.00 MiB (GPU 0; 15.78 GiB total)",
        "torch.OutOfMemoryError: CUDA out of memory.",
        "E tensorflow/stream_executor: failed to allocate: CUDA_ERROR_OUT_OF_MEMORY: out of memory",
        "jaxlib.xla_extension.XlaRuntimeError: RESOURCE_EXHAUSTED: Out of memory while trying",
        "MemoryError",
        "numpy.core._exceptions._ArrayMemoryError: Unable to allocate 7.45 GiB",
        "terminate called after throwing an instance of 'std::bad_alloc'"}) {
    EXPECT_EQ(found(std::string("epoch 1\n") + line + "\n"), FailureClass::kOutOfMemory) << line;
  }
  EXPECT_EQ(
      found("slurmstepd: error: *** JOB 17 ON n3 CANCELLED AT 2026-03-01 DUE TO PREEMPTION ***"),
      FailureClass::kPreempted);
  for (const char* line :
       {"torch.distributed.DistBackendError: NCCL error: ncclSystemError: System call failed",
        "RuntimeError: CUDA error: uncorrectable ECC error encountered",
        "OSError: [Errno 28] No space left on device"}) {
    EXPECT_EQ(found(line), FailureClass::kInfrastructure) << line;
  }
}

TEST(FailurePatterns, OrdinaryErrorsProveNothing) {
  EXPECT_EQ(found(""), std::nullopt);
  EXPECT_EQ(found("ValueError: the memory of this model is out of range\nexit\n"), std::nullopt);
  EXPECT_EQ(found("class MyMemoryError(Exception): pass\n"), std::nullopt);
}

TEST(FailurePatterns, OnesOwnComeFirstAndTheLastLineIsQuoted) {
  std::vector<FailurePattern> own = {{"loss is (nan|inf)", FailureClass::kDiverged},
                                     {"out of memory", FailureClass::kInfrastructure}};
  const auto evidence = FailurePatterns(own).find(
      "step 3: loss is nan\r\x1b[31mstep 4: loss is inf\x1b[0m\nCUDA out of memory\n");
  ASSERT_TRUE(evidence);
  EXPECT_EQ(evidence->failure, FailureClass::kDiverged);
  EXPECT_EQ(evidence->line, "step 4: loss is inf");
  EXPECT_EQ(found("CUDA out of memory", own), FailureClass::kInfrastructure);
}

TEST(FailurePatterns, WhatCannotBeUsedIsNamed) {
  const std::vector<FailurePattern> patterns = {{"fine"}, {"(never closed"}};
  const auto problems = failure_pattern_problems(patterns);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].at, "/failures/1/pattern");
  EXPECT_THAT(problems[0].message, HasSubstr("parenthesis"));
}

}  // namespace
}  // namespace tuner
