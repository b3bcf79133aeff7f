// `opt_ml: bind`: the run's base folder appears at /opt/ml, for this process and its descendants
// alone.
#pragma once

#include <string>

namespace tuner {

// Moves this process into a mount namespace of its own (and a user namespace where that is needed)
// in which /opt/ml is `base`. Empty on success, else what was impossible. Contract: one thread.
std::string bind_opt_ml(const std::string& base);

}  // namespace tuner
