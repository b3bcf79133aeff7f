#include "tuner/space/witness.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "tuner/base/rng.h"
#include "tuner/space/counting.h"
#include "tuner/space/encoding.h"

namespace tuner {
namespace {

constexpr std::uint64_t kFirstDraws = 1000;  // before a finite space is searched
constexpr std::uint64_t kMostDraws = 100'000;
constexpr std::uint64_t kMostWork = 20'000'000;  // draws times values that are looked at

// Draws and walks through one space.
class Witness {
 public:
  explicit Witness(const SearchSpace& space)
      : space_(space), encoding_(space), rng_(Rng::for_trial(0, TrialId{1}, "witness")) {
    for (const Forbidden& rule : space.forbidden()) {
      terms_ += names_in(rule).size();
      if (const auto* sum = std::get_if<ForbiddenSum>(&rule)) sums_.push_back(sum);
    }
  }

  Result<Configuration> find() {
    const std::uint64_t draws =
        std::clamp(kMostWork / (space_.size() + terms_ + 1), kFirstDraws, kMostDraws);
    if (draw(kFirstDraws)) return found_;
    if (is_finite()) {
      if (walk(0)) return found_;
      if (steps_ <= kMostSteps) return nothing("no configuration");
    }
    if (draw(draws - kFirstDraws)) return found_;
    return nothing("none of " + std::to_string(draws) + " random configurations");
  }

 private:
  // Every other draw lies between a uniform one and the corner at which a sum, in turn, is least broken.
  bool draw(std::uint64_t count) {
    Eigen::VectorXd u(encoding_.dimension());
    for (std::uint64_t i = 0; i < count; ++i) {
      for (double& x : u) x = rng_.uniform();
      if (i % 2 == 1 && !sums_.empty()) move_to_corner(*sums_[i / 2 % sums_.size()], u);
      found_ = encoding_.decode(u);
      if (!is_broken(space_.broken_by(found_))) return true;
    }
    return false;
  }

  void move_to_corner(const ForbiddenSum& sum, Eigen::VectorXd& u) {
    const double share = rng_.uniform();
    for (const auto& [name, weight] : sum.weights) {
      const double corner = (weight > 0.0) == sum.below.has_value() ? 1.0 : 0.0;
      double& x = u[static_cast<Eigen::Index>(*space_.index_of(name))];
      x += share * (corner - x);
    }
  }

  bool is_finite() const {
    return std::ranges::none_of(
        space_.parameters(), [](const Parameter& each) { return level_count(each.domain) == 0; });
  }

  // Extends found_ by the parameters from `depth` on; true when that gave an allowed configuration, false when there is none
  // or kMostSteps are used up.
  bool walk(std::size_t depth) {
    if (depth == 0) found_.clear();
    if (depth == space_.size()) return true;
    const std::size_t j = space_.parents_first()[depth];
    if (!space_.is_active(j, found_)) return walk(depth + 1);
    const Parameter& parameter = space_.parameters()[j];
    for (std::uint64_t i = 0; i < level_count(parameter.domain); ++i) {
      if (++steps_ > kMostSteps) break;
      found_[parameter.name] = level(parameter.domain, i);
      if (!is_broken(space_.broken_by(found_, j)) && walk(depth + 1)) return true;
    }
    found_.erase(parameter.name);
    return false;
  }

  bool is_broken(const std::optional<std::size_t>& rule) {
    if (rule) last_broken_ = std::max(last_broken_, *rule);
    return rule.has_value();
  }

  tl::unexpected<Error> nothing(const std::string& left) const {
    const std::string who =
        last_broken_ == 0 ? "this rule leaves " : "the rules up to this one leave ";
    return fail(
        ErrorCode::kInvalidArgument, who + left, "/forbidden/" + std::to_string(last_broken_));
  }

  const SearchSpace& space_;
  Encoding encoding_;
  Rng rng_;
  std::vector<const ForbiddenSum*> sums_;
  std::size_t terms_ = 0;
  std::uint64_t steps_ = 0;
  std::size_t last_broken_ = 0;  // every draw and branch broke a rule up to this one
  Configuration found_;
};

}  // namespace

Result<Configuration> find_allowed(const SearchSpace& space) {
  if (space.forbidden().empty()) {
    const Encoding encoding(space);
    return encoding.decode(Eigen::VectorXd::Constant(encoding.dimension(), 0.5));
  }
  return Witness(space).find();
}

}  // namespace tuner
