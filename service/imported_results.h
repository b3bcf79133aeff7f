// What the rows of a file say about earlier trials of a job.
//
//   a parameter `lr`      column lr, parameter.lr (our own CSV), params_lr (Optuna's) or config/lr (Ray's)
//   a metric `loss`       column loss, objective.loss, constraint.loss; value, where the job has a single objective
//   how a trial ended     column status or state: ours, and what other tuners call it; without one, by the objective
#pragma once

#include <span>
#include <string>
#include <vector>

#include "service/result_file.h"
#include "tuner/job/document.h"
#include "tuner/job/prior.h"
#include "tuner/job/tuning_job.h"

namespace tuner {

struct ImportedResults {
  std::vector<EarlierResult> results;  // in the order of the rows; without those that teach nothing
  std::vector<std::string>
      misfits;  // of kind `identical`: "line 3: x: 77 is …" for each that is no configuration of the job
};

// For kind `identical`, a configuration that lies in the job's space but for rounding is moved to where it belongs. Constraints are
// those of `spec`, and none for kind `transfer`. kInvalidArgument: no row has a parameter or a metric that is needed, or, once for
// each such row, a value is no number; `file` stands for the rows in messages. Contract: spec.warm_start.
ReadResult<ImportedResults> imported_results(std::span<const ResultRow> rows,
                                             const TuningJobSpec& spec,
                                             const std::string& file);

}  // namespace tuner
