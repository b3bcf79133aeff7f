// Values that scripts/golden/gp_golden.py computed with numpy and scipy, without any of our code.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/gp/gp_samples.h"
#include "tuner/gp/acquisition.h"
#include "tuner/gp/gaussian_process.h"
#include "tuner/gp/gp_likelihood.h"
#include "tuner/gp/normal.h"

namespace tuner {
namespace {

using Json = nlohmann::json;

const Json& golden() {
  static const Json values = [] {
    std::ifstream file(std::string(TUNER_SOURCE_DIR) + "/tests/golden/gp.json");
    return Json::parse(file);
  }();
  return values;
}

Eigen::VectorXd vector(const Json& numbers) {
  const auto values = numbers.get<std::vector<double>>();
  return Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
}

Eigen::MatrixXd matrix(const Json& rows) {
  Eigen::MatrixXd result(rows.size(), rows.at(0).size());
  for (std::size_t i = 0; i < rows.size(); ++i)
    result.row(static_cast<Eigen::Index>(i)) = vector(rows[i]);
  return result;
}

GpParameters parameters(const Json& object) {
  return {vector(object.at("length_scales")),
          object.at("signal_variance"),
          object.at("noise_variance"),
          object.at("mean")};
}

void expect_close(const Eigen::VectorXd& ours, const Json& expected, double tolerance) {
  const Eigen::VectorXd other = vector(expected);
  EXPECT_LT((ours - other).cwiseAbs().maxCoeff(), tolerance) << ours.transpose() << "\n"
                                                             << other.transpose();
}

TEST(GpGolden, TailsOfTheNormalDistribution) {
  for (const Json& row : golden().at("log_h")) {
    const double z = row[0], expected = row[1];
    EXPECT_NEAR(log_h(z).value / expected, 1.0, 1e-11) << z;
  }
  for (const Json& row : golden().at("log_cdf")) {
    const double z = row[0], expected = row[1];
    EXPECT_NEAR(log_normal_cdf(z), expected, 1e-13 * std::abs(expected)) << z;
  }
}

TEST(GpGolden, LikelihoodAndPrior) {
  for (const Json& example : golden().at("cases")) {
    const GpData data{
        matrix(example.at("x")), example.at("groups").get<ColumnGroups>(), vector(example.at("z"))};
    const Eigen::VectorXd theta = parameters(example.at("parameters")).pack();
    Eigen::VectorXd gradient;
    const double likelihood = example.at("log_likelihood"), prior = example.at("log_prior");
    EXPECT_NEAR(log_likelihood(data, theta, gradient), likelihood, 1e-8);
    EXPECT_NEAR(log_posterior(data, theta, gradient), likelihood + prior, 1e-8);
  }
}

TEST(GpGolden, PredictionsWithAndWithoutPendingPoints) {
  for (const Json& example : golden().at("cases")) {
    const auto process = GaussianProcess::create(parameters(example.at("parameters")),
                                                 example.at("groups").get<ColumnGroups>(),
                                                 matrix(example.at("x")),
                                                 vector(example.at("z")));
    ASSERT_TRUE(process);
    const Eigen::MatrixXd queries = matrix(example.at("queries"));
    const Posterior posterior = process->predict(queries);
    expect_close(posterior.mean, example.at("mean"), 1e-9);
    expect_close(posterior.variance, example.at("variance"), 1e-9);
    const Posterior informed =
        process->with_pending(matrix(example.at("pending"))).predict(queries);
    expect_close(informed.mean, example.at("mean"), 1e-9);
    expect_close(informed.variance, example.at("pending_variance"), 1e-8);
  }
}

TEST(GpGolden, LogExpectedImprovement) {
  for (const Json& example : golden().at("cases")) {
    const LogExpectedImprovement acquisition(example.at("incumbent").get<double>());
    const Eigen::VectorXd mean = vector(example.at("mean")),
                          variance = vector(example.at("variance"));
    Eigen::VectorXd ours(mean.size());
    for (Eigen::Index i = 0; i < ours.size(); ++i)
      ours[i] = acquisition(mean[i], variance[i]).value;
    expect_close(ours, example.at("log_ei"), 1e-9);
  }
}

}  // namespace
}  // namespace tuner
