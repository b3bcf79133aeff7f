// Development tasks in the manner of tuning: errors of networks that do not exist, and a lattice.
//
// The errors are sums of saturated bowls q(z) = z / (1 + z) around places that depend on the other parameters, so that the
// best learning rate is another one for each optimiser, batch and depth.
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "bench/regret/functions.h"
#include "bench/regret/problems.h"

namespace tuner::regret {
namespace {

double square(double x) { return x * x; }

double saturated(double z) { return z / (1 + z); }

Categorical choices(const std::vector<std::string>& names) {
  Categorical categorical;
  for (const std::string& name : names) categorical.values.push_back({name});
  return categorical;
}

// Numbers and choices of a configuration, by name.
class Values {
 public:
  explicit Values(const Configuration& configuration) : configuration_(configuration) {}

  double real(const char* name) const { return std::get<double>(at(name)); }
  double whole(const char* name) const {
    return static_cast<double>(std::get<std::int64_t>(at(name)));
  }
  const std::string& choice(const char* name) const { return std::get<Category>(at(name)).text; }

 private:
  const ParameterValue& at(const char* name) const { return configuration_.find(name)->second; }

  const Configuration& configuration_;
};

Problem development(const std::string& name,
                    std::vector<Parameter> parameters,
                    double (*loss)(const Values&),
                    std::size_t budget,
                    Yardstick yardstick) {
  Problem problem{"dev_" + name, "development", {}, {}, {}, budget};
  problem.space = SearchSpace::create(std::move(parameters)).value();
  problem.loss = [loss](const Configuration& configuration) { return loss(Values(configuration)); };
  problem.recorded = yardstick;
  return problem;
}

struct Optimiser {
  const char* name;
  double rate;   // log₁₀ of the best learning rate
  double error;  // at best
};

template <std::size_t kCount>
const Optimiser& chosen(const Optimiser (&optimisers)[kCount], const std::string& name) {
  std::size_t i = 0;
  while (optimisers[i].name != name) ++i;
  return optimisers[i];
}

double mlp_error(const Values& p) {
  static constexpr Optimiser kOptimisers[] = {{"sgd", -1.0, 0.030},
                                              {"adam", -2.9, 0.018},
                                              {"rmsprop", -3.1, 0.026},
                                              {"adagrad", -1.8, 0.045}};
  const Optimiser& optimiser = chosen(kOptimisers, p.choice("optimizer"));
  const double doublings = std::log2(p.whole("batch")), layers = p.whole("layers");
  double best = optimiser.rate + 0.135 * (doublings - 7) - 0.06 * (layers - 3);
  double error = optimiser.error;
  if (p.choice("optimizer") == "sgd") {
    const double momentum = p.real("momentum");
    best -= 0.9 * momentum;
    error += 0.012 * saturated(80 * square(momentum - 0.9));
  }
  const double away = std::log10(p.real("lr")) - best;
  error += 0.5 * saturated(0.45 * square(away)) + 0.30 / (1 + std::exp(-6 * (away - 1.2)));
  const double capacity = layers * std::log2(p.whole("units")) / 8, dropout = p.real("dropout");
  error += 0.10 * saturated(0.6 * square(capacity - 2.6 - 2.2 * dropout));
  const double decay = std::log10(p.real("weight_decay"));
  error += 0.05 * saturated(0.25 * square(decay + 4.2 - 1.5 * dropout));
  if (p.choice("activation") == "gelu") error -= 0.004;
  if (p.choice("activation") == "tanh") error += layers > 4 ? 0.022 : 0.012;
  return error + 0.012 * saturated(square(doublings - 6.5) / 6);
}

double cnn_error(const Values& p) {
  static constexpr Optimiser kOptimisers[] = {
      {"sgd", -1.1, 0.050}, {"adamw", -2.8, 0.053}, {"lamb", -2.2, 0.058}};
  const Optimiser& optimiser = chosen(kOptimisers, p.choice("optimizer"));
  const double warmup = p.whole("warmup"), smoothing = p.real("smoothing");
  const double best = optimiser.rate + 0.15 * (std::log2(p.whole("batch")) - 8) + 0.1 * warmup;
  const double away = std::log10(p.real("lr")) - best, above = std::max(0.0, away);
  const double best_decay = p.choice("optimizer") == "sgd" ? -3.3 : -1.3;
  const double decay = std::log10(p.real("weight_decay")) - best_decay;
  const double augment = p.whole("augment") - 6 - 8 * (smoothing - 0.1);
  return optimiser.error + 0.7 * saturated(0.5 * square(away) + 0.4 * above * square(above)) +
         0.06 * saturated(0.4 * square(decay)) + 0.05 * saturated(0.2 * square(augment)) +
         0.02 * saturated(30 * square(smoothing - 0.1)) + 0.01 * saturated(square(warmup - 3) / 4);
}

// log(1 + Rosenbrock) of six integers, whose valley passes between the points of the lattice.
double lattice_loss(const Values& p) {
  Eigen::VectorXd x(6);
  int i = 0;
  for (const char* name : {"n0", "n1", "n2", "n3", "n4", "n5"}) x[i++] = (p.whole(name) - 6) / 4;
  return std::log1p(rosenbrock_of(x));
}

}  // namespace

Problem dev_hpo_mlp() {
  return development("hpo_mlp",
                     {{"lr", Continuous{1e-5, 1.0, Scale::kLog}},
                      {"momentum", Continuous{0.0, 0.99, Scale::kLinear}},
                      {"weight_decay", Continuous{1e-7, 1e-1, Scale::kLog}},
                      {"layers", Integer{1, 8, Scale::kLinear}},
                      {"units", Integer{16, 1024, Scale::kLog}},
                      {"batch", Integer{16, 1024, Scale::kLog}},
                      {"dropout", Continuous{0.0, 0.7, Scale::kLinear}},
                      {"optimizer", choices({"sgd", "adam", "rmsprop", "adagrad"})},
                      {"activation", choices({"relu", "gelu", "tanh"})}},
                     mlp_error,
                     50,
                     {0.014221964442874954, 0.06791386155128416});
}

Problem dev_hpo_cnn_noisy() {
  Problem problem = development("hpo_cnn_noisy",
                                {{"lr", Continuous{1e-5, 1.0, Scale::kLog}},
                                 {"batch", Integer{32, 2048, Scale::kLog}},
                                 {"weight_decay", Continuous{1e-6, 1.0, Scale::kLog}},
                                 {"augment", Integer{0, 10, Scale::kLinear}},
                                 {"smoothing", Continuous{0.0, 0.3, Scale::kLinear}},
                                 {"warmup", Integer{0, 10, Scale::kLinear}},
                                 {"optimizer", choices({"sgd", "adamw", "lamb"})}},
                                cnn_error,
                                50,
                                {0.05000000000013798, 0.09850478291207644});
  problem.noise = 0.01;
  return problem;
}

Problem dev_int_lattice() {
  const Integer range{0, 20, Scale::kLinear};
  return development(
      "int_lattice",
      {{"n0", range}, {"n1", range}, {"n2", range}, {"n3", range}, {"n4", range}, {"n5", range}},
      lattice_loss,
      60,
      {1.5382104031457327, 6.054989371034351});
}

}  // namespace tuner::regret
