#include "tuner/space/projection.h"

namespace tuner {
namespace {

constexpr int kHalvings = 40;

}  // namespace

bool is_allowed(const Encoding& encoding, const Eigen::VectorXd& u) {
  return encoding.space().forbidden().empty() || encoding.space().allows(encoding.decode(u));
}

Eigen::VectorXd moved_to_allowed(const Encoding& encoding,
                                 const Eigen::VectorXd& u,
                                 const Eigen::VectorXd& anchor) {
  if (is_allowed(encoding, u)) return u;
  double forbidden = 0.0, allowed = 1.0;  // shares of the way to the anchor
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = (forbidden + allowed) / 2;
    (is_allowed(encoding, u + middle * (anchor - u)) ? allowed : forbidden) = middle;
  }
  // At 1 the sum above need not be the anchor to the last bit.
  return allowed == 1.0 ? anchor : u + allowed * (anchor - u);
}

}  // namespace tuner
