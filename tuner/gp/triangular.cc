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

// [A 0; B C]⁻¹ = [A⁻¹ 0; −C⁻¹ B A⁻¹  C⁻¹]. Products pass through `room`, which is as large as B or larger.
void invert(Block l, Block room) {
  const Eigen::Index n = l.rows(), half = n / 2, rest = n - half;
  if (n <= kLeaf) return invert_leaf(l);
  auto a = l.topLeftCorner(half, half);
  auto b = l.bottomLeftCorner(rest, half);
  auto c = l.bottomRightCorner(rest, rest);
  c.triangularView<Eigen::Lower>().solveInPlace(b);
  invert(a, room);
  auto product = room.topLeftCorner(rest, half);
  product.noalias() = b * a.triangularView<Eigen::Lower>();
  b = -product;
  invert(c, room);
}

// [A 0; B C]ᵀ[A 0; B C] = [AᵀA + BᵀB  ·; CᵀB  CᵀC], `room` as above.
void gram(Block m, Block room) {
  const Eigen::Index n = m.rows(), half = n / 2, rest = n - half;
  if (n <= kLeaf) return gram_leaf(m);
  auto a = m.topLeftCorner(half, half);
  auto b = m.bottomLeftCorner(rest, half);
  auto c = m.bottomRightCorner(rest, rest);
  gram(a, room);
  a.selfadjointView<Eigen::Lower>().rankUpdate(b.transpose());
  auto product = room.topLeftCorner(rest, half);
  product.noalias() = c.triangularView<Eigen::Lower>().transpose() * b;
  b = product;
  gram(c, room);
}

Eigen::MatrixXd room_for(const Block& m) {
  return m.rows() <= kLeaf ? Eigen::MatrixXd() : Eigen::MatrixXd((m.rows() + 1) / 2, m.rows() / 2);
}

}  // namespace

void invert_lower(Block l) {
  Eigen::MatrixXd room = room_for(l);
  invert(l, room);
}

void gram_of_lower(Block m) {
  Eigen::MatrixXd room = room_for(m);
  gram(m, room);
}

}  // namespace tuner
