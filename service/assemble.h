// From a job's record to the parts that run it: the only place that knows every family of plug-ins.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>

#include "tuner/experiment_store.h"
#include "tuner/store/home.h"
#include "tuner/tuner.h"

namespace tuner {

// How far the job's search may still be from its best, for its rule of completion; empty where it has none.
std::function<std::optional<ConvergenceSeen>(std::span<const Trial>)> convergence_measure(
    const JobRecord& job);

// Where the job's runs are, for whoever asks about them.
Result<std::unique_ptr<Backend>> backend_of(const TuningJobSpec& spec, const Home& home);

// `store`, `clock` and `observer` outlive the parts. Errors: the strategy, the backend or an expression that the spec names
// cannot be made here.
Result<TunerParts> assemble(const JobRecord& job,
                            const Home& home,
                            ExperimentStore& store,
                            const Clock& clock,
                            TunerObserver* observer);

}  // namespace tuner
