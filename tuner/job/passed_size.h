// How much can be passed to a training as arguments and in its environment.
//
// Linux takes one text of at most 128 KiB, its end included, and all of them together, with 8 bytes for each, in a quarter of the
// limit of the stack: 2 MiB of the usual 8 (execve(2)). The sums here leave room for the environment that a training inherits.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tuner/base/error.h"
#include "tuner/job/training_definition.h"

namespace tuner {

inline constexpr std::size_t kLongestPassedText = 131'071;  // bytes
// What the hyperparameters of a training come to as its arguments. SageMaker's hundred of 2500 characters of four bytes, with names
// of 256, are below it.
inline constexpr std::size_t kMostHyperparameterBytes = 1'200'000;
inline constexpr std::size_t kMostEnvironmentBytes = 500'000;
// Up to here the hyperparameters are in the environment as well.
inline constexpr std::size_t kMostRepeatedBytes = 400'000;

// What the kernel counts of "--name" and "value" in bytes, and of "NAME=value" less than that.
std::size_t passed_bytes(std::string_view name, std::string_view value);
std::size_t passed_bytes(const std::map<std::string, std::string>& named_values);

// Of the hyperparameters, static and tuned, and of the environment of a definition: one that is too long, or too much in all.
std::vector<Error> passed_size_problems(const TrainingDefinition& training);

}  // namespace tuner
