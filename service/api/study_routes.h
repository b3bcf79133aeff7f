// Ask and tell over HTTP: the words of docs/ask-tell.md, with a study's name in the path.
#pragma once

#include "service/api/call.h"

namespace tuner::api {

Handler list_studies, create_study, get_study, delete_study, ask_study, tell_study, get_study_best;

}  // namespace tuner::api
