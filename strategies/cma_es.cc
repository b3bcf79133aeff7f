#include "strategies/cma_es.h"

#include <deque>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "strategies/cma_run.h"
#include "strategies/cma_starts.h"
#include "strategies/standing.h"
#include "strategies/unseen.h"
#include "tuner/base/rng.h"
#include "tuner/model/model_coordinates.h"

namespace tuner {
namespace {

constexpr int kDraws = 8;              // of one trial, until one is new
constexpr int kConstrainedDraws = 64;  // where some are forbidden

class CmaEs final : public Strategy {
 public:
  CmaEs(const SearchSpace& space, std::uint64_t seed)
      : coordinates_(space), seed_(seed), unseen_(space), starts_(coordinates_.dimension(), seed) {}

  Result<std::vector<Suggestion>> ask(TrialId first, std::size_t count) override {
    std::vector<Suggestion> suggestions;
    while (suggestions.size() < count && !exhausted()) {
      const TrialId trial{first.number + static_cast<std::uint32_t>(suggestions.size())};
      Proposal proposal = propose(trial);
      suggestions.push_back({proposal.configuration});
      open(trial, std::move(proposal));
    }
    return suggestions;
  }

  void recall(TrialId first, std::span<const Suggestion> suggestions) override {
    for (const Suggestion& suggestion : suggestions) {
      const TrialId trial{first.number++};
      if (!encoding().space().check(suggestion.configuration)) continue;
      Proposal proposal = proposed_again(trial);
      if (proposal.configuration != suggestion.configuration) {
        proposal = meant(std::move(proposal), suggestion.configuration);
      }
      open(trial, std::move(proposal));
    }
  }

  void tell(const Outcome& outcome) override {
    const std::optional<Standing> standing = standing_of(outcome);
    const auto found = open_.find(outcome.trial);
    if (found == open_.end()) {
      import(outcome.suggestion.configuration, standing);
      return;
    }
    if (standing) {
      results_.push_back({std::move(found->second.draw),
                          *standing,
                          found->second.run,
                          found->second.replaced ? -1 : found->second.generation});
    }
    open_.erase(found);
  }

  void prepare() override {
    if (run_) close_generations();
  }

  bool exhausted() const override { return unseen_.exhausted(); }
  void rest() override { unseen_.rest(); }

 private:
  struct Proposal {
    Eigen::VectorXd draw;
    Configuration configuration;
    bool replaced = false;  // the configuration is not what the distribution drew
  };
  struct Open {
    Eigen::VectorXd draw;
    std::uint32_t run;
    Eigen::Index generation;
    bool replaced;
  };
  struct Late {  // a result that no generation has taken up yet
    Eigen::VectorXd draw;
    Standing standing;
    std::uint32_t run;
    Eigen::Index generation;  // in which it was drawn; -1: it was not
  };

  const Encoding& encoding() const { return coordinates_.encoding(); }

  // Contract: not exhausted.
  Proposal propose(TrialId trial) {
    close_generations();
    Rng rng = Rng::for_trial(seed_, trial, "cma_es");
    Proposal proposal;
    const int draws = encoding().space().forbidden().empty() ? kDraws : kConstrainedDraws;
    for (int i = 0; i < draws; ++i) {
      proposal.draw = run_->draw(rng);
      proposal.configuration = encoding().decode(proposal.draw);
      if (!unseen_.contains(proposal.configuration)) return proposal;
    }
    auto other = unseen_.choose(proposal.configuration, rng);
    return meant(std::move(proposal), std::move(*other));
  }

  // The state is that of the ask() whose answer is recalled, and so is the proposal.
  Proposal proposed_again(TrialId trial) {
    if (!exhausted()) return propose(trial);
    close_generations();
    return {Eigen::VectorXd::Constant(coordinates_.dimension(), 0.5), {}};
  }

  // The nearest thing to a draw that stands for `configuration`: other values only where it differs.
  Proposal meant(Proposal proposal, Configuration configuration) const {
    const auto parameters = encoding().space().parameters();
    for (std::size_t j = 0; j < parameters.size(); ++j) {
      const auto value = configuration.find(parameters[j].name);
      if (value == configuration.end()) continue;
      double& u = proposal.draw[static_cast<Eigen::Index>(j)];
      if (decode_value(parameters[j].domain, u) == value->second) continue;
      u = encode_value(parameters[j].domain, value->second);
      proposal.replaced = true;
    }
    proposal.configuration = std::move(configuration);
    return proposal;
  }

  void open(TrialId trial, Proposal proposal) {
    unseen_.mark(proposal.configuration);
    open_[trial] = {std::move(proposal.draw), run_number_, run_->generation(), proposal.replaced};
  }

  void import(const Configuration& configuration, const std::optional<Standing>& standing) {
    if (!encoding().space().check(configuration)) return;
    unseen_.mark(configuration);
    if (standing && standing->works() && !run_) {
      imported_.push_back({encoding().encode(configuration), *standing});
    }
  }

  void close_generations() {
    if (!run_) {
      run_.emplace(coordinates_, starts_.first(std::move(imported_)));
      imported_.clear();
    }
    while (!results_.empty()) {
      Late late = std::move(results_.front());
      results_.pop_front();
      if (late.run != run_number_) continue;
      const bool foreign = late.generation != run_->generation();
      generation_.push_back({std::move(late.draw), late.standing, foreign});
      if (static_cast<Eigen::Index>(generation_.size()) == run_->lambda()) close_generation();
    }
  }

  void close_generation() {
    run_->learn(std::exchange(generation_, {}));
    if (!run_->finished()) return;
    const auto results = static_cast<std::uint64_t>(run_->generation() * run_->lambda());
    run_.emplace(coordinates_, starts_.next(results));
    ++run_number_;
  }

  ModelCoordinates coordinates_;
  std::uint64_t seed_;
  Unseen unseen_;  // every configuration ever suggested or told is marked
  CmaStarts starts_;
  std::vector<ImportedResult> imported_;
  std::optional<CmaRun> run_;  // from the first ask on
  std::uint32_t run_number_ = 0;
  std::map<TrialId, Open> open_;       // suggested and not yet told
  std::deque<Late> results_;           // told and not yet looked at
  std::vector<CmaResult> generation_;  // of the generation that is open
};

}  // namespace

std::unique_ptr<Strategy> make_cma_es(const SearchSpace& space, std::uint64_t seed) {
  return std::make_unique<CmaEs>(space, seed);
}

}  // namespace tuner
