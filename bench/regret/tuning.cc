// What tuning looks like: losses in [floor, 1) over mixed spaces, flat far from the minimum.
//
//   loss = floor + (1 − floor) z / (1 + z),  z = Σ w (deviation)² + what the categories cost
//
// z ≥ 0 is zero where every deviation is, and this place is a legal configuration: the minimum is known. Deviations are from
// places that depend on other parameters, which makes the parameters interact. The instance draws places, weights and costs.
#include <cmath>
#include <string>
#include <vector>

#include "bench/regret/problems.h"
#include "tuner/base/rng.h"
#include "tuner/space/encoding.h"

namespace tuner::regret {
namespace {

double square(double x) { return x * x; }

double real(const Configuration& configuration, const char* name) {
  return std::get<double>(configuration.find(name)->second);
}
double whole(const Configuration& configuration, const char* name) {
  return static_cast<double>(std::get<std::int64_t>(configuration.find(name)->second));
}
const ParameterValue& value(const Configuration& configuration, const char* name) {
  return configuration.find(name)->second;
}

Categorical choices(const std::vector<std::string>& names) {
  Categorical categorical;
  for (const std::string& name : names) categorical.values.push_back({name});
  return categorical;
}

// What an instance consists of, drawn in order.
class Draw {
 public:
  Draw(std::uint64_t instance, const char* name)
      : rng_(Rng::for_trial(instance, TrialId{1}, name)) {}

  double between(double low, double high) { return low + (high - low) * rng_.uniform(); }
  std::int64_t whole_between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(rng_.below(static_cast<std::uint64_t>(high - low + 1)));
  }
  Category one_of(const Categorical& categorical) {
    return categorical.values[rng_.below(categorical.values.size())];
  }

  // Costs of every pair of two categories, 0 for the best pair.
  struct Costs {
    Categorical first, second;
    std::vector<double> costs;
    double of(const ParameterValue& a, const ParameterValue& b) const {
      return costs[level_index(first, a) * second.values.size() + level_index(second, b)];
    }
  };
  Costs costs(const Categorical& first,
              const Category& a,
              const Categorical& second,
              const Category& b) {
    Costs drawn{first, second, {}};
    for (const Category& x : first.values) {
      for (const Category& y : second.values) {
        drawn.costs.push_back(x == a && y == b ? 0.0 : between(0.05, 0.5));
      }
    }
    return drawn;
  }

 private:
  Rng rng_;
};

double saturated(double z) {
  constexpr double kFloor = 0.05;
  return kFloor + (1.0 - kFloor) * z / (1.0 + z);
}

Problem tuning(const char* name,
               std::vector<Parameter> parameters,
               std::function<double(const Configuration&)> z,
               Configuration best) {
  return {name,
          "tuning",
          SearchSpace::create(std::move(parameters)).value(),
          [z = std::move(z)](const Configuration& configuration) {
            return saturated(z(configuration));
          },
          std::move(best),
          60};
}

}  // namespace

// The best learning rate depends on optimiser, batch and depth, a rate far above it diverges; depth and width trade off.
Problem network(std::uint64_t instance) {
  const Categorical optimisers = choices({"adam", "rmsprop", "sgd"});
  const Categorical activations = choices({"gelu", "relu", "tanh"});
  Draw draw(instance, "network");
  const double rate = draw.between(-3.5, -1.5), per_batch = draw.between(0.3, 0.9);
  const double per_layer = draw.between(0.05, 0.25), trade = draw.between(0.3, 0.9);
  const double dropout = draw.between(0.05, 0.45), momentum = draw.between(0.5, 0.95);
  const double decay = draw.between(-5.5, -2.5);
  const std::int64_t layers = draw.whole_between(2, 6), batch = draw.whole_between(5, 8);
  const std::int64_t width = draw.whole_between(5, 9);
  const Category optimiser = draw.one_of(optimisers), activation = draw.one_of(activations);
  const auto costs = draw.costs(optimisers, optimiser, activations, activation);
  const std::vector<double> offsets = {0.0, draw.between(-0.5, 0.5), draw.between(0.5, 1.5)};

  const auto z = [=](const Configuration& c) {
    const ParameterValue& chosen = value(c, "optimiser");
    const double depth = whole(c, "layers") - static_cast<double>(layers);
    const double doublings = std::log2(whole(c, "batch")) - static_cast<double>(batch);
    const double away = std::log10(real(c, "learning_rate")) - rate -
                        offsets[level_index(optimisers, chosen)] - 0.3 * per_batch * doublings +
                        per_layer * depth;
    const double size = std::log2(whole(c, "width")) - static_cast<double>(width) + trade * depth;
    double sum = 0.6 * square(away) + 3.0 * square(std::max(0.0, away - 0.7)) +
                 0.05 * square(size) + 0.02 * square(depth) + 0.02 * square(doublings) +
                 1.5 * square(real(c, "dropout") - dropout) +
                 0.03 * square(std::log10(real(c, "weight_decay")) - decay) +
                 costs.of(chosen, value(c, "activation"));
    if (c.contains("momentum")) sum += 2.0 * square(real(c, "momentum") - momentum);
    return sum;
  };
  const double best_rate = rate + offsets[level_index(optimisers, optimiser)];
  Configuration best = {{"learning_rate", std::pow(10.0, best_rate)},
                        {"weight_decay", std::pow(10.0, decay)},
                        {"dropout", dropout},
                        {"batch", std::int64_t{1} << batch},
                        {"width", std::int64_t{1} << width},
                        {"layers", layers},
                        {"optimiser", optimiser},
                        {"activation", activation}};
  if (optimiser.text == "sgd") best.emplace("momentum", momentum);
  return tuning(
      "network",
      {{"learning_rate", Continuous{1e-5, 1.0, Scale::kLog}},
       {"weight_decay", Continuous{1e-7, 1e-1, Scale::kLog}},
       {"dropout", Continuous{0.0, 0.6, Scale::kLinear}},
       {"batch", Integer{16, 512, Scale::kLog}},
       {"width", Integer{16, 1024, Scale::kLog}},
       {"layers", Integer{1, 8, Scale::kLinear}},
       {"optimiser", optimisers},
       {"activation", activations},
       {"momentum", Continuous{0.0, 0.99, Scale::kLinear}, {{"optimiser", {Category{"sgd"}}}}}},
      z,
      std::move(best));
}

// A valley along trees · learning rate, with a weak slope in it.
Problem boosting(std::uint64_t instance) {
  const Categorical boosters = choices({"dart", "tree"}),
                    growths = choices({"by_depth", "by_leaf"});
  Draw draw(instance, "boosting");
  const std::int64_t trees = draw.whole_between(100, 1000), depth = draw.whole_between(3, 9);
  const std::int64_t leaf = draw.whole_between(2, 64);
  const double rate = draw.between(-2.5, -0.7), l2 = draw.between(-2.0, 1.5);
  const double rows = draw.between(0.5, 0.95), columns = draw.between(0.4, 0.95);
  const double drop = draw.between(0.05, 0.4), steep = draw.between(0.5, 1.5);
  const Category booster = draw.one_of(boosters), growth = draw.one_of(growths);
  const auto costs = draw.costs(boosters, booster, growths, growth);

  const auto z = [=](const Configuration& c) {
    const double slower = std::log10(real(c, "learning_rate")) - rate;
    const double more = std::log10(whole(c, "trees") / static_cast<double>(trees));
    const double deeper = whole(c, "depth") - static_cast<double>(depth);
    const double fuller = std::log2(whole(c, "leaf") / static_cast<double>(leaf));
    double sum = steep * square(slower + more) + 0.05 * square(slower) + 0.03 * square(deeper) +
                 0.03 * square(fuller - 0.5 * deeper) + square(real(c, "rows") - rows) +
                 square(real(c, "columns") - columns) +
                 0.05 * square(std::log10(real(c, "l2")) - l2) +
                 costs.of(value(c, "booster"), value(c, "growth"));
    if (c.contains("drop")) sum += 3.0 * square(real(c, "drop") - drop);
    return sum;
  };
  Configuration best = {{"learning_rate", std::pow(10.0, rate)},
                        {"trees", trees},
                        {"depth", depth},
                        {"leaf", leaf},
                        {"rows", rows},
                        {"columns", columns},
                        {"l2", std::pow(10.0, l2)},
                        {"booster", booster},
                        {"growth", growth}};
  if (booster.text == "dart") best.emplace("drop", drop);
  return tuning("boosting",
                {{"learning_rate", Continuous{1e-3, 1.0, Scale::kLog}},
                 {"trees", Integer{10, 2000, Scale::kLog}},
                 {"depth", Integer{2, 12, Scale::kLinear}},
                 {"leaf", Integer{1, 256, Scale::kLog}},
                 {"rows", Continuous{0.3, 1.0, Scale::kLinear}},
                 {"columns", Continuous{0.3, 1.0, Scale::kLinear}},
                 {"l2", Continuous{1e-3, 1e2, Scale::kLog}},
                 {"booster", boosters},
                 {"growth", growths},
                 {"drop", Continuous{0.0, 0.5, Scale::kLinear}, {{"booster", {Category{"dart"}}}}}},
                z,
                std::move(best));
}

// Three kernels, each with parameters of its own; penalty and width lie on a ridge.
Problem kernel_machine(std::uint64_t instance) {
  const Categorical kernels = choices({"linear", "polynomial", "radial"});
  const Categorical scalings = choices({"none", "range", "standard"});
  Draw draw(instance, "kernel machine");
  const double penalty = draw.between(-1.0, 2.0), gamma = draw.between(-3.5, -0.5);
  const double ridge = draw.between(0.4, 1.0), shift = draw.between(0.5, 1.5);
  const std::int64_t degree = draw.whole_between(2, 5);
  const Category kernel = draw.one_of(kernels), scaling = draw.one_of(scalings);
  const auto costs = draw.costs(kernels, kernel, scalings, scaling);

  const auto z = [=](const Configuration& c) {
    double softer = std::log10(real(c, "penalty")) - penalty;
    double sum = costs.of(value(c, "kernel"), value(c, "scaling"));
    if (c.contains("gamma")) {
      const double narrower = std::log10(real(c, "gamma")) - gamma;
      softer += ridge * narrower;
      sum += 0.1 * square(narrower);
    }
    if (value(c, "scaling") != ParameterValue(scaling)) softer -= shift;
    if (c.contains("degree")) sum += 0.1 * square(whole(c, "degree") - static_cast<double>(degree));
    return sum + 0.3 * square(softer);
  };
  Configuration best = {
      {"penalty", std::pow(10.0, penalty)}, {"kernel", kernel}, {"scaling", scaling}};
  if (kernel.text != "linear") best.emplace("gamma", std::pow(10.0, gamma));
  if (kernel.text == "polynomial") best.emplace("degree", degree);
  return tuning("kernel_machine",
                {{"penalty", Continuous{1e-3, 1e3, Scale::kLog}},
                 {"gamma",
                  Continuous{1e-5, 10.0, Scale::kLog},
                  {{"kernel", {Category{"polynomial"}, Category{"radial"}}}}},
                 {"degree", Integer{2, 5, Scale::kLinear}, {{"kernel", {Category{"polynomial"}}}}},
                 {"kernel", kernels},
                 {"scaling", scalings}},
                z,
                std::move(best));
}

}  // namespace tuner::regret
