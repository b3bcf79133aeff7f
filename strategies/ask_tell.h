// The library without a job: your program asks for configurations, tries them itself, and tells
// what came out.
//
//   auto search = tuner::AskTell::create(space, {.strategy = "sobol", .seed = 7});
//   auto suggestion = search->ask();  // any number may be open at a time
//   search->tell(suggestion->trial, loss_of(suggestion->configuration));
//   search->best()->configuration;
//
// A result may have to keep constraints: tell by how much it exceeds each bound, with Constraint::excess() or in another
// measure, positive where it is violated. Every result has as many excesses.
//
// Losses are minimised; turn the sign of what you want to maximise. Everything is a function of the
// space, the options and the order of the calls. Not thread-safe: guard it, or ask and tell from
// one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tuner/base/result.h"
#include "tuner/job/prior.h"
#include "tuner/space/search_space.h"
#include "tuner/strategy.h"

namespace tuner {

struct SearchOptions {
  std::string strategy = "bayesian";  // one of strategy_names()
  std::uint64_t seed = 0;
  Prior prior = {};  // what is known beforehand
};

// A trial that is open until it is told.
struct NumberedSuggestion {
  TrialId trial;
  Configuration configuration;
};

struct Evaluation {
  TrialId trial;
  Configuration configuration;
  std::optional<double> loss;  // nullopt: it failed
  double violation = 0.0;      // of constraints, see violation_of(); 0: it keeps them all

  bool operator==(const Evaluation&) const = default;
};

class AskTell {
 public:
  // kInvalidArgument for an unknown strategy, a space that it cannot search, or a prior that does not fit (registry.h).
  static Result<AskTell> create(SearchSpace space, const SearchOptions& options = {});

  // kFailedPrecondition when the space is used up, or when the strategy must be told more first.
  Result<NumberedSuggestion> ask();

  // As many suggestions for trials that run side by side; fewer, but at least one, where no more are
  // left. Fails as ask(). Contract: count > 0.
  Result<std::vector<NumberedSuggestion>> ask(std::size_t count);

  // What an earlier ask() of a search of the same space and options answered after the same calls, instead of asking: the state
  // afterwards is the same, but nothing is thought. Contract: the space allows them.
  void recall(std::vector<Configuration> configurations);

  // True when no further ask() can succeed.
  bool exhausted() const { return strategy_->exhausted(); }

  // What an open trial gave; a loss that is not finite means that it failed. kNotFound when no such
  // trial is open; kInvalidArgument for excesses that are not finite, or not as many as before.
  Result<void> tell(TrialId trial, double loss, std::vector<double> excesses = {});

  // An open trial ended without a value: its configuration does not work. kNotFound as tell().
  Result<void> tell_failed(TrialId trial);

  // A configuration of your own, tried without being asked for; a loss that is not finite means that
  // it failed. kInvalidArgument when the space forbids it, and as above.
  Result<TrialId> tell(const Configuration& configuration,
                       double loss,
                       std::vector<double> excesses = {});

  // What the strategy recommends: of the configurations that keep the constraints the one whose repetitions have the
  // best mean, where it has a model, so that one lucky value among noisy ones does not win; else
  // best_observed(). nullopt as there.
  std::optional<Evaluation> best() const;

  // The lowest loss so far among the results that keep the constraints, the earliest of equals; nullopt
  // before the first of them.
  std::optional<Evaluation> best_observed() const;

  // Lets go of what the next ask() can work out again: for a search that waits beside many others. Changes no answer.
  void rest() { strategy_->rest(); }

  // The trials that were asked for and not told, by number.
  const std::map<TrialId, Suggestion>& open() const { return open_; }

  // In the order of the tells.
  std::span<const Evaluation> history() const { return history_; }

 private:
  AskTell(SearchSpace space, std::unique_ptr<Strategy> strategy);
  Result<void> check(double loss, const std::vector<double>& excesses);
  std::vector<NumberedSuggestion> number(std::vector<Suggestion> suggestions);
  void record(TrialId trial,
              const Suggestion& suggestion,
              double loss,
              std::vector<double> excesses);

  SearchSpace space_;
  std::unique_ptr<Strategy> strategy_;
  TrialId next_{1};
  std::map<TrialId, Suggestion> open_;
  std::vector<Evaluation> history_;
  std::optional<std::size_t>
      constraints_;  // of the first result with a loss, earlier ones included
};

}  // namespace tuner
