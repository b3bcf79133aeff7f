#include "tuner/gp/triangular.h"

#include <gtest/gtest.h>

#include <Eigen/Cholesky>

#include "tests/gp/gp_samples.h"

namespace tuner {
namespace {

Eigen::MatrixXd covariance(Eigen::Index n) {
  const Eigen::MatrixXd a = random_points(n, n, 3);
  return a * a.transpose() + Eigen::MatrixXd::Identity(n, n);
}

// Sizes around the leaf and its doubles, where the halves are uneven.
TEST(Triangular, InverseTimesMatrixIsTheIdentity) {
  for (const Eigen::Index n : {1, 2, 31, 32, 33, 65, 97}) {
    const Eigen::MatrixXd k = covariance(n);
    Eigen::MatrixXd work = k.llt().matrixL();
    invert_lower(work);
    gram_of_lower(work);
    const Eigen::MatrixXd inverse = work.selfadjointView<Eigen::Lower>();
    EXPECT_LT((k * inverse - Eigen::MatrixXd::Identity(n, n)).cwiseAbs().maxCoeff(), 1e-9) << n;
  }
}

TEST(Triangular, NothingAboveTheDiagonalIsReadOrWritten) {
  const Eigen::Index n = 70;
  Eigen::MatrixXd clean = covariance(n).llt().matrixL();
  Eigen::MatrixXd dirty = clean;
  dirty.triangularView<Eigen::StrictlyUpper>().setConstant(1e9);
  for (Eigen::MatrixXd* work : {&clean, &dirty}) {
    invert_lower(*work);
    gram_of_lower(*work);
  }
  EXPECT_EQ(Eigen::MatrixXd(clean.triangularView<Eigen::Lower>()),
            Eigen::MatrixXd(dirty.triangularView<Eigen::Lower>()));
  EXPECT_EQ(dirty(0, n - 1), 1e9);
  EXPECT_EQ(dirty(0, 1), 1e9);
}

}  // namespace
}  // namespace tuner
