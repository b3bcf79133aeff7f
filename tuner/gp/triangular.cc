#include "tuner/gp/triangular.h"

namespace tuner {
namespace {

using Block = Eigen::Ref<Eigen::MatrixXd>;

constexpr Eigen::Index kLeaf = 32;  // below this size halving costs more than it saves

void invert_leaf(Block l) {
  const Eigen::Index n = l.rows();
  for (Eigen::Index j = 0; j < n; ++j) {
    l(j, j) = 1.0 / l(j, j);
    for (Eigen::Index i = j + 1; i < n; ++i) {
      l(i, j) = -l.row(i).segment(j, i - j).dot(l.col(j).segment(j, i - j)) / l(i, i);
    }
  }
}

void gram_leaf(Block m) {
  const Eigen::Index n = m.rows();
  for (Eigen::Index j = 0; j < n; ++j) {
    for (Eigen::Index i = j; i < n; ++i) m(i, j) = m.col(i).tail(n - i).dot(m.col(j).tail(n - i));
  }
}

}  // namespace

// [A 0; B C]⁻¹ = [A⁻¹ 0; −C⁻¹ B A⁻¹  C⁻¹]
void invert_lower(Block l) {
  const Eigen::Index n = l.rows(), half = n / 2, rest = n - half;
  if (n <= kLeaf) return invert_leaf(l);
  auto a = l.topLeftCorner(half, half);
  auto b = l.bottomLeftCorner(rest, half);
  auto c = l.bottomRightCorner(rest, rest);
  c.triangularView<Eigen::Lower>().solveInPlace(b);
  invert_lower(a);
  b = -(b * a.triangularView<Eigen::Lower>()).eval();
  invert_lower(c);
}

// [A 0; B C]ᵀ[A 0; B C] = [AᵀA + BᵀB  ·; CᵀB  CᵀC]
void gram_of_lower(Block m) {
  const Eigen::Index n = m.rows(), half = n / 2, rest = n - half;
  if (n <= kLeaf) return gram_leaf(m);
  auto a = m.topLeftCorner(half, half);
  auto b = m.bottomLeftCorner(rest, half);
  auto c = m.bottomRightCorner(rest, rest);
  gram_of_lower(a);
  a.selfadjointView<Eigen::Lower>().rankUpdate(b.transpose());
  b = (c.triangularView<Eigen::Lower>().transpose() * b).eval();
  gram_of_lower(c);
}

}  // namespace tuner
