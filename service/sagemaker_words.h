// The rules of a specification are written in the words of job files. Where a request breaks one, it is said in the words of requests.
#pragma once

#include <string>

namespace tuner {

// For Complaints: the message of a broken rule as the writer of a request knows it; others stay as they are.
std::string in_words_of_requests(std::string message);

}  // namespace tuner
