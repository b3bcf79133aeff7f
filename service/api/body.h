// The body of a call: an object of JSON whose members are known.
#pragma once

#include <initializer_list>
#include <string_view>

#include "service/api/refusal.h"
#include "tuner/job/document.h"

namespace tuner::api {

// Every member that is not among these, and every one of `required` that is missing, is a problem; all are told at once.
// 413 beyond `most` bytes. An empty body is an empty object.
Reply<Node> read_body(std::string_view body,
                      std::size_t most,
                      std::initializer_list<std::string_view> members,
                      std::initializer_list<std::string_view> required = {});

}  // namespace tuner::api
