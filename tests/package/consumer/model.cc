// A program that wants the Gaussian process and nothing else.
#include <Eigen/Core>
#include <cmath>
#include <cstdio>

#include "tuner/gp/surrogate.h"

int main() {
  tuner::Surrogate surrogate(tuner::ColumnGroups{0});
  for (int i = 0; i <= 8; ++i) {
    const double x = i / 8.0;
    surrogate.add(Eigen::VectorXd::Constant(1, x), (x - 0.5) * (x - 0.5));
  }
  const auto model = surrogate.model();
  if (!model) return std::puts(model.error().message.c_str()), 1;
  Eigen::MatrixXd queries(3, 1);
  queries << 0.05, 0.5, 0.95;
  const Eigen::VectorXd mean = (*model)->predict(queries).mean;
  std::printf("%.3f %.3f %.3f\n", mean[0], mean[1], mean[2]);
  return mean[1] < mean[0] && mean[1] < mean[2] ? 0 : 1;
}
