// A program that describes a search space and walks through it.
#include <Eigen/Core>
#include <cstdint>
#include <cstdio>

#include "tuner/space/encoding.h"
#include "tuner/strategy.h"

int main() {
  const auto space = tuner::SearchSpace::create(
      {{"learning-rate", tuner::Continuous{1e-4, 1e-2, tuner::Scale::kLog}},
       {"layers", tuner::Integer{1, 5}}});
  if (!space) return std::puts(to_string(space.error()).c_str()), 1;
  const tuner::Encoding encoding(*space);
  const tuner::Configuration middle = encoding.decode(Eigen::VectorXd::Constant(2, 0.5));
  std::puts(to_text(middle).c_str());
  return std::get<std::int64_t>(middle.at("layers")) == 3 ? 0 : 1;
}
