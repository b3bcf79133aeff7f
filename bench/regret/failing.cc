// Problems of which a part fails, as trainings do that run out of memory: the best configuration is at its edge.
//
//   walls     a published function, u ↦ fails where aᵀ(u − u*) > 0.05, on the unit cube; a random unit vector a
//   memory    trainings whose loss falls with what they may hold, until depth · width · batch exceeds the memory
#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <utility>

#include "bench/regret/problems.h"
#include "tuner/base/rng.h"
#include "tuner/space/encoding.h"

namespace tuner::regret {
namespace {

constexpr double kFails = std::numeric_limits<double>::infinity();
constexpr double kDistance = 0.05;  // of the wall from the best configuration

// With half as many trials more.
Problem with_wall(Problem problem, std::uint64_t instance) {
  const auto encoding = std::make_shared<const Encoding>(problem.space);
  Rng rng = Rng::for_trial(instance, TrialId{1}, "wall of " + problem.name);
  Eigen::VectorXd normal(encoding->dimension());
  for (double& entry : normal) entry = rng.normal();
  normal.normalize();
  const Eigen::VectorXd best = encoding->encode(problem.best);
  problem.loss = [=, loss = std::move(problem.loss)](const Configuration& configuration) {
    const double beyond = normal.dot(encoding->encode(configuration) - best);
    return beyond > kDistance ? kFails : loss(configuration);
  };
  problem.name += "_wall";
  problem.family = "failing";
  problem.budget += problem.budget / 2;
  return problem;
}

double square(double x) { return x * x; }

double log2_of(const Configuration& configuration, const char* name) {
  return std::log2(static_cast<double>(std::get<std::int64_t>(configuration.at(name))));
}

}  // namespace

Problem branin_wall(std::uint64_t instance) { return with_wall(branin(instance), instance); }
Problem hartmann6_wall(std::uint64_t instance) { return with_wall(hartmann6(instance), instance); }
Problem levy5_wall(std::uint64_t instance) { return with_wall(levy5(instance), instance); }

// The capacity that helps is depth · width up to that of the best; with the best batch it is all that the memory holds.
Problem memory(std::uint64_t instance) {
  Rng rng = Rng::for_trial(instance, TrialId{1}, "memory");
  const auto whole = [&rng](std::int64_t low, std::uint64_t count) {
    return low + static_cast<std::int64_t>(rng.below(count));
  };
  const std::int64_t depth = whole(2, 7), width = whole(60, 400), batch = whole(24, 130);
  const double rate = -3.5 + 2.0 * rng.uniform(), per_batch = 0.1 + 0.2 * rng.uniform();
  Configuration best = {
      {"batch", batch}, {"depth", depth}, {"rate", std::pow(10.0, rate)}, {"width", width}};
  const double deep = log2_of(best, "depth"), capacity = deep + log2_of(best, "width");
  const double large = log2_of(best, "batch"), limit = capacity + large + 1e-9;
  const auto loss = [=](const Configuration& c) {
    const double held = log2_of(c, "depth") + log2_of(c, "width"), b = log2_of(c, "batch") - large;
    if (held + b + large > limit) return kFails;
    const double r = std::log10(std::get<double>(c.at("rate"))) - rate - per_batch * b;
    const double z = 0.15 * square(std::max(0.0, capacity - held)) + 0.15 * square(b) +
                     0.1 * square(log2_of(c, "depth") - deep) + 0.4 * square(r);
    return 0.05 + 0.95 * z / (1.0 + z);
  };
  return {"memory",
          "failing",
          SearchSpace::create({{"batch", Integer{8, 512, Scale::kLog}},
                               {"depth", Integer{1, 16, Scale::kLinear}},
                               {"rate", Continuous{1e-5, 1.0, Scale::kLog}},
                               {"width", Integer{16, 1024, Scale::kLog}}})
              .value(),
          loss,
          std::move(best),
          60};
}

}  // namespace tuner::regret
