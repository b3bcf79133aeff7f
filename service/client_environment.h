// Variables that a client's request must not set for a training: programs run code, or load files, because of them, so that a client
// with an ordinary image of the catalogue could bring a command of its own. The owner of a server gives them by the catalogue.
#pragma once

#include <string_view>

namespace tuner {

// What acts on the variable, such as "the dynamic linker"; empty where a client may set it.
std::string_view acts_on_variable(std::string_view name);

}  // namespace tuner
