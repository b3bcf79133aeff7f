// Whether a request could decide what code a command of the catalogue runs, by the values and names of its hyperparameters.
#pragma once

#include <string>
#include <vector>

namespace tuner {

// The first argument by which it could; nullptr: there is none. That is one with a {placeholder} which is the program, or stands up to
// the script of a shell or another interpreter: [sh, -c, "echo loss={x}"], also behind env and its like. And it is an interpreter
// without a script, since hyperparameters would follow as its own options. What follows a script is data to it.
const std::string* unsafe_argument(const std::vector<std::string>& command);

// "train.py" of [python3, -u, train.py]: what the interpreter that stands first is given to run. nullptr: no interpreter, or code and
// modules in the place of a script (-c, -e, -m).
const std::string* interpreted_script(const std::vector<std::string>& command);

}  // namespace tuner
