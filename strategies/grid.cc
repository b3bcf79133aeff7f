#include "strategies/grid.h"

#include <limits>
#include <string>
#include <vector>

#include "strategies/unseen.h"
#include "tuner/base/text.h"

namespace tuner {
namespace {

class GridStrategy final : public Strategy {
 public:
  explicit GridStrategy(const SearchSpace& space) : list_(space), unseen_(space) {}

  Result<std::vector<Suggestion>> ask(TrialId, std::size_t count) override {
    std::vector<Suggestion> suggestions;
    for (; suggestions.size() < count && next_ < list_.size(); ++next_) {
      Configuration configuration = list_.at(next_);
      if (unseen_.contains(configuration)) continue;
      unseen_.mark(configuration);
      suggestions.push_back({std::move(configuration)});
    }
    return suggestions;
  }

  void recall(TrialId, std::span<const Suggestion> suggestions) override {
    for (const Suggestion& suggestion : suggestions) unseen_.mark(suggestion.configuration);
  }

  void tell(const Outcome& outcome) override { unseen_.mark(outcome.suggestion.configuration); }

  bool exhausted() const override { return unseen_.exhausted(); }

 private:
  ConfigurationList list_;
  Unseen unseen_;
  std::uint64_t next_ = 0;  // everything before it is taken
};

tl::unexpected<Error> too_large(const SearchSpace& space) {
  // Counting is instant without conditions; with them the cap bounds the work.
  constexpr std::uint64_t kCountTo = 100'000'000;
  const std::uint64_t cap =
      space.is_conditional() ? kCountTo : std::numeric_limits<std::uint64_t>::max();
  const auto size = space.cardinality(cap);
  if (!size && !space.forbidden().empty()) {
    return fail(
        ErrorCode::kInvalidArgument,
        "a grid of which so many combinations must be looked at for forbidden ones is too large",
        "/parameters");
  }
  return fail(ErrorCode::kInvalidArgument,
              "a grid of " + (size ? "" : "more than " + std::to_string(cap)) +
                  (size ? std::to_string(*size) : "") + " configurations is too large: at most " +
                  std::to_string(ConfigurationList::kMaxSize),
              "/parameters");
}

}  // namespace

Result<std::unique_ptr<Strategy>> make_grid(const SearchSpace& space) {
  std::vector<std::string> uncountable;
  for (const Parameter& parameter : space.parameters()) {
    if (level_count(parameter.domain) == 0) uncountable.push_back(parameter.name);
  }
  if (!uncountable.empty()) {
    return fail(ErrorCode::kInvalidArgument,
                "a grid needs a step for every continuous parameter: " + quoted_list(uncountable),
                "/parameters/" + pointer_token(uncountable.front()) + "/step");
  }
  if (!space.cardinality(ConfigurationList::kMaxSize)) return too_large(space);
  return std::make_unique<GridStrategy>(space);
}

}  // namespace tuner
