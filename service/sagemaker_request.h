// The body of a SageMaker CreateHyperParameterTuningJob or CreateTrainingJob call, read as a job of this machine;
// docs/sagemaker.md lists what each field becomes.
#pragma once

#include <string>

#include "service/catalogue.h"
#include "tuner/job/document.h"
#include "tuner/job/job_file.h"

namespace tuner {

// Tells such bodies from a job file.
bool is_sagemaker_request(const Node& document);

// Problems name fields of the request: "request.json:7: /HyperParameterTuningJobConfig/ResourceLimits".
JobFile read_sagemaker_request(const Node& document,
                               const std::string& file,
                               const Catalogue& catalogue);

}  // namespace tuner
