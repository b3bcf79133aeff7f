// One call of the SageMaker API, as plain data: what every operation is given, and what it answers.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "service/aws/fault.h"
#include "tuner/base/clock.h"

namespace tuner::sagemaker {

using aws::Fault;
using aws::refuse;
using aws::Reply;

// Whose call it is, and where: what goes into the ARNs of the answer.
struct Caller {
  bool may_change_all = true;            // also what others have submitted
  std::string key_id = {};               // empty: not signed
  std::string account = "123456789012";  // twelve digits
  std::string region = "us-east-1";      // of the signature's scope
  std::string partition = "aws";
};

}  // namespace tuner::sagemaker
