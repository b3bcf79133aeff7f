// Published functions as development tasks: the boxes, budgets, noise and yardsticks with which other tuners were measured.
//
// Unlike the problems of `smooth` and `multimodal` they have no instances: a figure is comparable with a recorded one only
// where the function is the same. ackley10 and ackley20 are moved, f(x − s), by one recorded s.
#include <Eigen/Core>
#include <functional>
#include <numbers>
#include <string>
#include <vector>

#include "bench/regret/functions.h"
#include "bench/regret/problems.h"

namespace tuner::regret {
namespace {

using Eigen::VectorXd;

using Function = double (*)(const VectorXd&);

struct Range {
  double lower, upper;
};

std::string coordinate_name(std::size_t i) { return "x" + std::to_string(i + 1); }

// Parameters x1, x2, … of these ranges, in this order.
Problem on_ranges(const std::string& name,
                  const std::vector<Range>& ranges,
                  std::function<double(const VectorXd&)> function,
                  std::size_t budget,
                  Yardstick yardstick) {
  std::vector<Parameter> parameters;
  std::vector<std::string> names;
  for (const Range& range : ranges) {
    names.push_back(coordinate_name(names.size()));
    parameters.push_back({names.back(), Continuous{range.lower, range.upper, Scale::kLinear}});
  }
  Problem problem{"dev_" + name, "development", {}, {}, {}, budget};
  problem.space = SearchSpace::create(std::move(parameters)).value();
  problem.loss = [names = std::move(names),
                  function = std::move(function)](const Configuration& configuration) {
    VectorXd x(static_cast<Eigen::Index>(names.size()));
    auto at = x.begin();
    for (const std::string& each : names)
      *at++ = std::get<double>(configuration.find(each)->second);
    return function(x);
  };
  problem.recorded = yardstick;
  return problem;
}

std::vector<Range> cube(std::size_t dimension, double lower, double upper) {
  return std::vector<Range>(dimension, Range{lower, upper});
}

std::function<double(const VectorXd&)> moved(Function function, const std::vector<double>& by) {
  const VectorXd shift =
      Eigen::Map<const VectorXd>(by.data(), static_cast<Eigen::Index>(by.size()));
  return [=](const VectorXd& x) { return function(x - shift); };
}

}  // namespace

Problem dev_branin() {
  return on_ranges(
      "branin", {{-5, 10}, {0, 15}}, branin_of, 30, {0.39788735772973816, 1.6261809066413164});
}

Problem dev_hartmann6() {
  return on_ranges(
      "hartmann6", cube(6, 0, 1), hartmann6_of, 50, {-3.322368011415515, -1.691607621119094});
}

Problem dev_ackley10() {
  const auto function = moved(ackley_of,
                              {-2.491755418915539,
                               4.467529428594245,
                               -3.106796154602387,
                               -3.207085895818924,
                               -1.501107594040425,
                               -2.6945875341009407,
                               1.7044574277278468,
                               -3.849206178765525,
                               3.9630937370468047,
                               3.581304890839089});
  return on_ranges("ackley10", cube(10, -10, 10), function, 100, {0.0, 11.854110401073823});
}

Problem dev_rosenbrock4() {
  return on_ranges("rosenbrock4", cube(4, -2, 2), rosenbrock_of, 50, {0.0, 56.94613087645145});
}

Problem dev_michalewicz5() {
  return on_ranges("michalewicz5",
                   cube(5, 0, std::numbers::pi),
                   michalewicz_of,
                   50,
                   {-4.687658179, -1.9892815774607833});
}

Problem dev_hartmann6_noisy() {
  Problem problem = on_ranges("hartmann6_noisy",
                              cube(6, 0, 1),
                              hartmann6_of,
                              50,
                              {-3.322368011415515, -1.7966472430224971});
  problem.noise = 0.15;
  return problem;
}

Problem dev_ackley20() {
  const auto function =
      moved(ackley_of,
            {1.8239879350829324,  1.776512574660295,   1.5551169939217107,  -1.192768192917617,
             -2.1140027114078928, 2.2323289022303165,  0.5689584552355093,  -2.486846231868501,
             2.052035890329189,   2.424017376187777,   -1.0685169791691478, 1.5683056151948978,
             -2.087960280593459,  -0.308599763482893,  1.5885188737240374,  -0.45633333655113184,
             0.08874853593488552, -1.9148005826246683, 1.570032596250559,   -0.010662958337439021});
  return on_ranges("ackley20", cube(20, -5, 5), function, 100, {0.0, 8.945777836910228});
}

// Branin in the 8th and the 34th of fifty coordinates; the others change nothing.
Problem dev_branin_in50() {
  const auto function = [](const VectorXd& x) {
    return branin_of(Eigen::Vector2d(15 * x[7] - 5, 15 * x[33]));
  };
  return on_ranges(
      "branin_in50", cube(50, 0, 1), function, 100, {0.39788735772973816, 0.7636066448791183});
}

}  // namespace tuner::regret
