// The body of a SageMaker CreateHyperParameterTuningJob call, read as a tuning job of this machine; docs/sagemaker.md lists what
// each field becomes.
#pragma once

#include <string>

#include "service/catalogue.h"
#include "tuner/job/document.h"
#include "tuner/job/job_file.h"

namespace tuner {

// Tells such a body from a job file.
bool is_sagemaker_request(const Node& document);

// Problems name fields of the request: "request.json:7: /HyperParameterTuningJobConfig/ResourceLimits".
JobFile read_sagemaker_request(const Node& document,
                               const std::string& file,
                               const Catalogue& catalogue);

}  // namespace tuner
