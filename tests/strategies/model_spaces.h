// Search spaces of every shape for the tests of the model and of the strategy that uses it.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tuner/space/search_space.h"

namespace tuner {

inline SearchSpace space_of(std::vector<Parameter> parameters,
                            std::vector<Forbidden> forbidden = {}) {
  auto space = SearchSpace::create(std::move(parameters), std::move(forbidden));
  EXPECT_TRUE(space) << (space ? "" : to_string(space.error()));
  return std::move(space).value_or(SearchSpace{});
}

inline Category text(std::string value) { return {std::move(value), Category::Kind::kString}; }

inline SearchSpace box(int dimension, double min = 0.0, double max = 1.0) {
  std::vector<Parameter> parameters;
  for (int j = 0; j < dimension; ++j) {
    parameters.push_back({"x" + std::to_string(j), Continuous{min, max, Scale::kLinear, 0.0}});
  }
  return space_of(std::move(parameters));
}

// "x" in [0, 1].
inline SearchSpace line() { return space_of({{"x", Continuous{0.0, 1.0}}}); }

// Every kind of parameter without conditions.
inline SearchSpace mixed_space() {
  return space_of({{"activation", Categorical{{text("relu"), text("tanh"), text("gelu")}}},
                   {"constant", Continuous{2.0, 2.0}},
                   {"layers", Integer{1, 5}},
                   {"rate", Continuous{1e-5, 1.0, Scale::kLog}},
                   {"units", Integer{8, 512, Scale::kLog}},
                   {"width", Continuous{0.0, 1.0, Scale::kLinear, 0.125}}});
}

// A solver decides which of the others exist; a grandchild hangs on an integer.
inline SearchSpace conditional_space() {
  const std::vector<Condition> sgd{{"solver", {text("sgd")}}};
  const std::vector<Condition> adam{{"solver", {text("adam")}}};
  return space_of({{"beta", Continuous{0.5, 0.99}, adam},
                   {"decay", Continuous{0.0, 1.0}, {{"steps", {std::int64_t{2}, std::int64_t{3}}}}},
                   {"momentum", Continuous{0.0, 0.99}, sgd},
                   {"nesterov", Categorical{{text("no"), text("yes")}}, sgd},
                   {"rate", Continuous{1e-4, 1.0, Scale::kLog}},
                   {"solver", Categorical{{text("adam"), text("lbfgs"), text("sgd")}}},
                   {"steps", Integer{1, 3}, sgd}});
}

}  // namespace tuner
