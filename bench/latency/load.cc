#include "bench/latency/load.h"

#include <algorithm>
#include <cmath>

#include "bench/regret/problems.h"
#include "tuner/base/rng.h"
#include "tuner/job/scalars.h"
#include "tuner/space/encoding.h"

namespace tuner::latency {
namespace {

constexpr const char* kMixed = "mixed";

std::string coordinate_name(std::size_t j) { return "x" + std::to_string(j); }

double numeric_loss(const Configuration& configuration) {
  const auto at = [&](std::size_t j) {
    return std::get<double>(configuration.find(coordinate_name(j))->second);
  };
  double sum = 0.5 * std::sin(3 * at(0) * at(1));
  for (std::size_t j = 0; j < configuration.size(); ++j) {
    const double u = at(j);
    sum += (u - 0.4) * (u - 0.4) + 0.1 * std::cos(9 * u);
  }
  return sum;
}

regret::Problem numeric(std::size_t dimensions) {
  std::vector<Parameter> parameters;
  for (std::size_t j = 0; j < dimensions; ++j) {
    parameters.push_back({coordinate_name(j), Continuous{0.0, 1.0, Scale::kLinear}});
  }
  return {std::to_string(dimensions),
          "latency",
          SearchSpace::create(std::move(parameters)).value(),
          numeric_loss,
          {}};
}

// Point i of a search that has found out where to look.
void draw_numeric(Eigen::VectorXd& u, std::size_t i, Rng& rng) {
  constexpr std::size_t kUniform = 20;
  constexpr double kWidest = 0.3, kNarrowest = 0.03, kCentre = 0.45;
  const bool near = i >= kUniform && i % 2 == 1;
  const double share = static_cast<double>(kUniform) / std::max(1.0, static_cast<double>(i));
  const double width = std::max(kNarrowest, kWidest * std::sqrt(share));
  for (double& x : u) {
    x = near ? std::clamp(kCentre + width * rng.normal(), 0.0, 1.0) : rng.uniform();
  }
}

}  // namespace

Result<regret::Problem> make_space(const std::string& text) {
  if (text == kMixed) {
    regret::Problem problem = regret::dev_hpo_mlp();
    problem.name = kMixed;
    return problem;
  }
  const auto dimensions = parse_whole<std::size_t>(text);
  if (dimensions && *dimensions >= 2 && *dimensions <= 1000) return numeric(*dimensions);
  return fail(ErrorCode::kInvalidArgument,
              "'" + text + "' is not mixed and no number from 2 to 1000");
}

std::vector<Configuration> make_points(const regret::Problem& space, std::size_t count) {
  const Encoding encoding(space.space);
  Rng rng = Rng::for_trial(1, TrialId{1}, "latency of " + space.name);
  Eigen::VectorXd u(encoding.dimension());
  std::vector<Configuration> points;
  for (std::size_t i = 0; i < count; ++i) {
    if (space.name == kMixed) {
      for (double& x : u) x = rng.uniform();
    } else {
      draw_numeric(u, i, rng);
    }
    points.push_back(encoding.decode(u));
  }
  return points;
}

}  // namespace tuner::latency
