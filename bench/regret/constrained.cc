// Problems whose results must keep constraints, as services must answer in time; the best is at the edge of what is kept, or
// close to it.
//
//   gardner           sin x + y, kept where sin x sin y <= −0.95: a sixtieth of the square
//   branin_disk       Branin's function on a disk that excludes its minima
//   hartmann6_ball    in the unit ball around a corner, a twelfth of the cube
//   levy5_walls       two half-spaces, with units a thousand times apart
//   serving           a network that is to answer in 20 ms and to take at most 64 MB
//
// Source  gardner [Gardner2014]; the constraint of branin_disk after [Gelbart2014], with a smaller disk; of hartmann6_ball
//         [Eriksson2021].
#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include "bench/regret/functions.h"
#include "bench/regret/instance.h"
#include "bench/regret/problems.h"
#include "tuner/base/rng.h"
#include "tuner/space/encoding.h"

namespace tuner::regret {
namespace {

using Eigen::VectorXd;
using Function = std::function<double(const VectorXd&)>;

// The box's function where `excess` is at most 0; both move together from instance to instance.
Problem constrained(Box box, Function excess, std::uint64_t instance) {
  box.family = "constrained";
  Problem problem = instance_of(box, instance);
  box.function = std::move(excess);
  problem.excesses = [moved = instance_of(box, instance).loss](const Configuration& configuration) {
    return std::vector{moved(configuration)};
  };
  return problem;
}

double square(double x) { return x * x; }

// What a network costs and what it is good for; the optimum is found by looking at all of them.
struct Serving {
  static constexpr double kMilliseconds = 20.0, kMegabytes = 64.0;
  static constexpr const char* kBits[] = {"4", "8", "32"};

  double rate, speed, deep, capacity;  // log₁₀ of the best rate; ms per unit; best depth; log₂

  double loss(double depth, double width, double bits, double log_rate) const {
    const double held = std::log2(depth * width);
    const double z = 0.1 * square(std::max(0.0, capacity - held)) +
                     0.05 * square(std::log2(depth / deep)) + 0.4 * square(log_rate - rate) +
                     (bits == 4   ? 0.25
                      : bits == 8 ? 0.02
                                  : 0.0);
    return 0.05 + 0.95 * z / (1.0 + z);
  }
  double milliseconds(double depth, double width, double bits) const {
    return 1.0 + speed * depth * width * std::sqrt(width) * std::sqrt(bits);
  }
  static double megabytes(double depth, double width, double bits) {
    return depth * width * width * bits / 8e6 + 4.0;
  }
  std::vector<double> excesses(double depth, double width, double bits) const {
    return {milliseconds(depth, width, bits) - kMilliseconds,
            megabytes(depth, width, bits) - kMegabytes};
  }
};

double number(const Configuration& configuration, const char* name) {
  return static_cast<double>(std::get<std::int64_t>(configuration.at(name)));
}

double bits_of(const Configuration& configuration) {
  return std::stod(std::get<Category>(configuration.at("bits")).text);
}

Configuration best_of(const Serving& serving) {
  Configuration best;
  double lowest = std::numeric_limits<double>::infinity();
  for (std::int64_t depth = 1; depth <= 16; ++depth) {
    for (std::int64_t width = 16; width <= 2048; ++width) {
      for (const char* bits : Serving::kBits) {
        const auto d = static_cast<double>(depth), w = static_cast<double>(width);
        const auto excesses = serving.excesses(d, w, std::stod(bits));
        const double loss = serving.loss(d, w, std::stod(bits), serving.rate);
        if (excesses[0] > 0.0 || excesses[1] > 0.0 || loss >= lowest) continue;
        lowest = loss;
        best = {{"bits", Category{bits}},
                {"depth", depth},
                {"rate", std::pow(10.0, serving.rate)},
                {"width", width}};
      }
    }
  }
  return best;
}

}  // namespace

Problem gardner(std::uint64_t instance) {
  Box box = cube("gardner", 2, 0.0, 6.0, 0.0);
  box.best << 1.5 * std::numbers::pi, 1.2532359;
  box.function = [](const VectorXd& x) { return std::sin(x[0]) + x[1]; };
  return constrained(
      box, [](const VectorXd& x) { return std::sin(x[0]) * std::sin(x[1]) + 0.95; }, instance);
}

Problem branin_disk(std::uint64_t instance) {
  Box box = cube("branin_disk", 2, 0.0, 0.0, 0.0);
  box.lower << -5.0, 0.0;
  box.upper << 10.0, 15.0;
  box.best << 3.0984658046, 2.5359453387;
  box.function = branin_of;
  box.budget = 30;
  return constrained(
      box,
      [](const VectorXd& x) { return square(x[0] - 2.5) + square(x[1] - 7.5) - 25.0; },
      instance);
}

Problem hartmann6_ball(std::uint64_t instance) {
  Box box = cube("hartmann6_ball", 6, 0.0, 1.0, 0.0);
  box.best << 0.20168952, 0.15001069, 0.47687398, 0.27533243, 0.31165162, 0.65730053;
  box.function = hartmann6_of;
  box.budget = 75;
  return constrained(
      box, [](const VectorXd& x) { return x.squaredNorm() - 1.0; }, instance);
}

Problem levy5_walls(std::uint64_t instance) {
  constexpr double kDistance = 0.05;  // of each wall from the best configuration
  Problem problem = levy5(instance);
  const auto encoding = std::make_shared<const Encoding>(problem.space);
  Rng rng = Rng::for_trial(instance, TrialId{1}, "walls of levy5");
  Eigen::Matrix2Xd normals(2, encoding->dimension());
  for (double& entry : normals.reshaped()) entry = rng.normal();
  normals.rowwise().normalize();
  const VectorXd best = encoding->encode(problem.best);
  problem.excesses = [=](const Configuration& configuration) {
    const Eigen::Vector2d beyond = normals * (encoding->encode(configuration) - best);
    return std::vector{beyond[0] - kDistance, 1000.0 * (beyond[1] - kDistance)};
  };
  problem.name = "levy5_walls";
  problem.family = "constrained";
  problem.budget += problem.budget / 2;
  return problem;
}

Problem serving(std::uint64_t instance) {
  Rng rng = Rng::for_trial(instance, TrialId{1}, "serving");
  Serving serving{};
  serving.rate = -3.5 + 2.0 * rng.uniform();
  serving.speed = 1e-4 * std::exp2(2.0 * rng.uniform());
  serving.deep = std::exp2(1.0 + 2.0 * rng.uniform());
  serving.capacity = 13.0 + rng.uniform();
  const auto loss = [serving](const Configuration& c) {
    const double rate = std::log10(std::get<double>(c.at("rate")));
    return serving.loss(number(c, "depth"), number(c, "width"), bits_of(c), rate);
  };
  Problem problem{"serving",
                  "constrained",
                  SearchSpace::create({{"bits", Categorical{{{"4"}, {"8"}, {"32"}}}},
                                       {"depth", Integer{1, 16, Scale::kLinear}},
                                       {"rate", Continuous{1e-5, 1.0, Scale::kLog}},
                                       {"width", Integer{16, 2048, Scale::kLog}}})
                      .value(),
                  loss,
                  best_of(serving),
                  60};
  problem.excesses = [serving](const Configuration& c) {
    return serving.excesses(number(c, "depth"), number(c, "width"), bits_of(c));
  };
  return problem;
}

}  // namespace tuner::regret
