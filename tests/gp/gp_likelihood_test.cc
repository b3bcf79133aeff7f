#include "tuner/gp/gp_likelihood.h"

#include <gtest/gtest.h>

#include <Eigen/LU>
#include <cmath>
#include <numbers>

#include "tests/gp/gp_samples.h"

namespace tuner {
namespace {

using Objective = double (*)(const GpData&, const Eigen::VectorXd&, Eigen::VectorXd&);

// Relative to the largest entry.
void expect_gradient(Objective objective, const GpData& data, const GpParameters& parameters) {
  const Eigen::VectorXd theta = parameters.pack();
  Eigen::VectorXd gradient, unused;
  objective(data, theta, gradient);
  const Eigen::VectorXd expected = numerical_gradient(
      [&](const Eigen::VectorXd& t) { return objective(data, t, unused); }, theta);
  EXPECT_LT((gradient - expected).cwiseAbs().maxCoeff(), 1e-6 * expected.cwiseAbs().maxCoeff())
      << "analytic  " << gradient.transpose() << "\nnumerical " << expected.transpose();
}

GpData grouped_sample(Eigen::Index n, const ColumnGroups& groups) {
  const Eigen::MatrixXd x = random_points(n, static_cast<Eigen::Index>(groups.size()), 11);
  return {x, groups, smooth_values(x)};
}

TEST(GpLikelihood, GradientAgreesWithCentralDifferences) {
  expect_gradient(log_likelihood, grouped_sample(40, {0, 1, 2}), usual_parameters(3));
  expect_gradient(log_posterior, grouped_sample(40, {0, 1, 2}), usual_parameters(3));
}

TEST(GpLikelihood, GradientAgreesWhereColumnsShareALengthScale) {
  expect_gradient(log_posterior, grouped_sample(30, {0, 1, 1, 1, 2}), usual_parameters(3));
}

TEST(GpLikelihood, GradientAgreesForHighNoiseAndShortLengthScales) {
  GpParameters parameters = usual_parameters(2);
  parameters.noise_variance = 0.5;
  parameters.length_scales.setConstant(0.05);
  expect_gradient(log_posterior, grouped_sample(35, {0, 1}), parameters);
}

TEST(GpLikelihood, GradientAgreesForDuplicatedRows) {
  GpData data = grouped_sample(20, {0, 1});
  data.x.bottomRows(10) = data.x.topRows(10);
  expect_gradient(log_posterior, data, usual_parameters(2));
}

// g as far from what the targets are as another function of the rows.
GpData sample_with_g(Eigen::Index n, const ColumnGroups& groups) {
  GpData data = grouped_sample(n, groups);
  data.g = (5.0 * data.x.col(0).array()).cos();
  return data;
}

TEST(GpLikelihood, GradientAgreesWithAKnownPartOfTheMean) {
  GpParameters parameters = usual_parameters(3);
  for (const double weight : {0.0, 0.4, 2.5}) {
    parameters.transfer = weight;
    expect_gradient(log_likelihood, sample_with_g(40, {0, 1, 2}), parameters);
    expect_gradient(log_posterior, sample_with_g(30, {0, 1, 1, 2}), parameters);
  }
}

TEST(GpLikelihood, OfAKnownPartIsThatOfTheRest) {
  const GpData data = sample_with_g(25, {0, 1});
  GpParameters parameters = usual_parameters(2);
  const GpData rest{data.x, data.groups, data.z - 0.7 * data.g};
  Eigen::VectorXd unused;
  const double value = log_likelihood(rest, parameters.pack(), unused);
  parameters.transfer = 0.7;
  EXPECT_NEAR(log_likelihood(data, parameters.pack(), unused), value, 1e-12 * std::abs(value));
}

TEST(GpLikelihood, OnePointHasTheDensityOfOneNormalVariable) {
  const GpParameters parameters{Eigen::VectorXd::Ones(1), 2.0, 0.5, 0.3};
  Eigen::VectorXd gradient;
  const double value = log_likelihood(grouped_sample(1, {0}), parameters.pack(), gradient);
  const double d = grouped_sample(1, {0}).z[0] - 0.3;
  EXPECT_NEAR(value, -0.5 * (d * d / 2.5 + std::log(2.0 * std::numbers::pi * 2.5)), 1e-12);
}

TEST(GpLikelihood, NoColumnsAtAllIsAModelOfAConstant) {
  const GpData data{Eigen::MatrixXd(4, 0), {}, Eigen::VectorXd::LinSpaced(4, -1.0, 1.0)};
  const GpParameters parameters{Eigen::VectorXd(0), 1.5, 0.2, 0.1};
  expect_gradient(log_posterior, data, parameters);
}

TEST(GpLikelihood, DoesNotDependOnTheOrderOfTheRows) {
  const GpData data = grouped_sample(30, {0, 1});
  const GpData reversed{data.x.colwise().reverse(), data.groups, data.z.reverse()};
  Eigen::VectorXd gradient, other;
  const double value = log_posterior(data, usual_parameters(2).pack(), gradient);
  EXPECT_NEAR(value, log_posterior(reversed, usual_parameters(2).pack(), other), 1e-10);
  EXPECT_LT((gradient - other).cwiseAbs().maxCoeff(), 1e-9);
}

TEST(GpLikelihood, DoesNotDependOnWhatWasAskedBefore) {
  const GpData data = grouped_sample(70, {0, 1});
  const Eigen::VectorXd theta = usual_parameters(2).pack();
  Eigen::VectorXd gradient, other;
  LogLikelihood likelihood(data);
  log_posterior(likelihood, theta + Eigen::VectorXd::Constant(5, 0.5), other);
  EXPECT_EQ(log_posterior(likelihood, theta), log_posterior(data, theta, gradient));
  log_posterior(likelihood, theta, other);
  EXPECT_EQ(other, gradient);
}

TEST(GpLikelihood, IsMinusInfinityWhereTheMatrixCannotBeFactorised) {
  GpData data = grouped_sample(20, {0});
  data.x.setConstant(0.5);
  const GpParameters parameters{Eigen::VectorXd::Ones(1), 1.0, 1e-300, 0.0};
  Eigen::VectorXd gradient;
  EXPECT_EQ(log_posterior(data, parameters.pack(), gradient),
            -std::numeric_limits<double>::infinity());
}

TEST(GpParameters, PackingAndUnpackingAreInverse) {
  const GpParameters parameters = usual_parameters(3);
  const GpParameters back = GpParameters::unpack(parameters.pack(), 3);
  EXPECT_LT((back.length_scales - parameters.length_scales).norm(), 1e-14);
  EXPECT_DOUBLE_EQ(back.signal_variance, parameters.signal_variance);
  EXPECT_DOUBLE_EQ(back.noise_variance, parameters.noise_variance);
  EXPECT_EQ(back.mean, parameters.mean);
  EXPECT_EQ(back.transfer, std::nullopt);
}

TEST(GpParameters, PackingAndUnpackingAreInverseWithAWeightOfOtherTasks) {
  GpParameters parameters = usual_parameters(3);
  parameters.transfer = 0.25;
  const Eigen::VectorXd theta = parameters.pack();
  EXPECT_EQ(theta.size(), 7);
  EXPECT_EQ(GpParameters::unpack(theta, 3).transfer, 0.25);
  EXPECT_EQ(GpParameters::unpack(theta, 3).mean, parameters.mean);
}

TEST(GpParameters, EveryStartLiesInTheBox) {
  for (const Eigen::Index groups : {0, 1, 3, 50, 400}) {
    for (const bool transfer : {false, true}) {
      const ParameterBox box = parameter_box(groups, transfer);
      for (const GpParameters& start : starting_points(groups, transfer)) {
        EXPECT_TRUE((start.pack().array() >= box.lower.array()).all()) << groups;
        EXPECT_TRUE((start.pack().array() <= box.upper.array()).all()) << groups;
      }
    }
  }
}

}  // namespace
}  // namespace tuner
