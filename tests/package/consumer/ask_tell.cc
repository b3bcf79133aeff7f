// A program that searches by asking and telling.
#include <cmath>
#include <cstdio>
#include <variant>

#include "strategies/minimize.h"

int main() {
  const auto space = tuner::SearchSpace::create({{"x", tuner::Continuous{-1.0, 2.0}}});
  if (!space) return std::puts(to_string(space.error()).c_str()), 1;
  const auto parabola = [](const tuner::Configuration& configuration) {
    return std::pow(std::get<double>(configuration.at("x")) - 0.5, 2);
  };
  const auto minimum = tuner::minimize(
      parabola, *space, {.evaluations = 16, .search = {.strategy = "sobol", .seed = 7}});
  if (!minimum) return std::puts(to_string(minimum.error()).c_str()), 1;
  std::printf("%s gives %.4f\n", to_text(minimum->configuration).c_str(), minimum->value);
  return minimum->value < 0.05 ? 0 : 1;
}
