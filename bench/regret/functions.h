// Published functions, as they were published: what problems of several families are made of.
// Source  Branin, Hartmann: [Dixon1978]; Rosenbrock, Ackley, Michalewicz: [Jamil2013].
#pragma once

#include <Eigen/Core>

namespace tuner::regret {

double branin_of(const Eigen::VectorXd& x);     // on [-5, 10] × [0, 15]
double hartmann6_of(const Eigen::VectorXd& x);  // on [0, 1]⁶
double rosenbrock_of(const Eigen::VectorXd& x);
double ackley_of(const Eigen::VectorXd& x);
double michalewicz_of(const Eigen::VectorXd& x);  // on [0, π]^d; the sum of its terms, i = 0 …
double michalewicz_term(double x, Eigen::Index i);

}  // namespace tuner::regret
