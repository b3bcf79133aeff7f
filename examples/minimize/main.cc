// The library in a C++ program of your own: Branin's function, minimised in one call, and by asking and telling.
//
//   tuner::minimize   when a function call is all that a trial takes
//   tuner::AskTell    when your program decides when, where and in which order trials run
//
// Source  the function, its domain and its three minima of 0.397887: [Dixon1978].
#include <cmath>
#include <cstdio>
#include <numbers>
#include <vector>

#include "strategies/minimize.h"

namespace {

constexpr double kLowest = 0.397887;

double branin(const tuner::Configuration& configuration) {
  using std::numbers::pi;
  const double x = std::get<double>(configuration.at("x"));
  const double y = std::get<double>(configuration.at("y"));
  const double valley = y - 5.1 / (4 * pi * pi) * x * x + 5 / pi * x - 6;
  return valley * valley + 10 * (1 - 1 / (8 * pi)) * std::cos(x) + 10;
}

int refuse(const tuner::Error& error) {
  std::fprintf(stderr, "%s\n", to_string(error).c_str());
  return 1;
}

// One call does it all.
int minimize_in_one_call(const tuner::SearchSpace& space) {
  const auto minimum = tuner::minimize(branin, space, {.evaluations = 40, .search = {.seed = 7}});
  if (!minimum) return refuse(minimum.error());
  std::printf("minimize: %zu evaluations\n", minimum->history.size());
  std::printf("  best %.6f at x=%.4f y=%.4f\n",
              minimum->value,
              std::get<double>(minimum->configuration.at("x")),
              std::get<double>(minimum->configuration.at("y")));
  std::printf("  within 0.1 of the minimum: %s\n", minimum->value < kLowest + 0.1 ? "yes" : "no");
  return 0;
}

// Two trials always open, as if two machines worked on them, told in the other order.
int ask_and_tell(const tuner::SearchSpace& space) {
  auto search = tuner::AskTell::create(space, {.strategy = "sobol", .seed = 7});
  if (!search) return refuse(search.error());
  for (int round = 1; round <= 8; ++round) {
    const auto one = search->ask(), other = search->ask();
    if (!one || !other) return refuse(one ? other.error() : one.error());
    for (const auto* trial : {&*other, &*one}) {
      if (const auto told = search->tell(trial->trial, branin(trial->configuration)); !told) {
        return refuse(told.error());
      }
    }
    const auto best = search->best();
    std::printf("  round %d: trials %u and %u, best so far %.6f\n",
                round,
                one->trial.number,
                other->trial.number,
                best->loss.value());
  }
  std::printf("ask and tell: %zu trials, best is trial %u\n",
              search->history().size(),
              search->best()->trial.number);
  return 0;
}

}  // namespace

int main() {
  const auto space = tuner::SearchSpace::create(
      {{"x", tuner::Continuous{-5.0, 10.0}}, {"y", tuner::Continuous{0.0, 15.0}}});
  if (!space) return refuse(space.error());
  const int failed = minimize_in_one_call(*space);
  return failed != 0 ? failed : ask_and_tell(*space);
}
