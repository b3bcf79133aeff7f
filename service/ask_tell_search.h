// The search behind an ask-tell session, in the words of its protocol: JSON in, JSON out, each checked. docs/ask-tell.md describes
// the forms.
//
// In the flow: a session speaks lines, the server's studies speak HTTP; both hand on what they read to this. No stream, no
// clock: answers are a function of the strategy's name and of the calls so far. A call that fails changes nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "service/ask_tell_space.h"
#include "strategies/ask_tell.h"
#include "tuner/base/result.h"

namespace tuner {

class AskTellSearch {
 public:
  static constexpr std::int64_t kMostAtOnce = 1000;  // suggestions of one ask

  // From "space", "direction", "seed", "constraints" and "budget" of a header. kInvalidArgument: every problem.
  static ReadResult<AskTellSearch> create(const Node& header, const std::string& strategy);

  // Each a trial, {"id":0,"params":{…}}. kFailedPrecondition: the space is used up, or results are missing. Contract: 1 to
  // kMostAtOnce.
  Result<std::vector<std::string>> ask(std::size_t count);

  // What an earlier ask() of a search of the same header answered to the same calls, instead of asking: a list of such trials.
  // The state afterwards is the same, but nothing is thought. kInvalidArgument: they cannot be the next trials of this search.
  Result<void> recall(const Node& trials);

  // From "id" or "params", "value", "state" and "constraints". kInvalidArgument: every problem; kNotFound: no such trial;
  // kFailedPrecondition: it was told already.
  ReadResult<void> tell(const Node& message);

  // {"id":7,"params":{…},"value":0.02}. kFailedPrecondition: there is none yet.
  Result<std::string> best() const;

  // Trials that were asked for and not told, by id, each as ask() gave it.
  std::vector<std::string> open_trials() const;
  std::size_t open() const { return ask_tell_.open().size(); }
  std::size_t told() const { return ask_tell_.history().size(); }
  std::uint32_t trials() const { return trials_; }  // ids given out, from 0
  std::size_t parameters() const { return space_.space().parameters().size(); }

  void rest() { ask_tell_.rest(); }

 private:
  struct Told {
    std::optional<TrialId> trial;                // of a trial that was asked for
    std::optional<Configuration> configuration;  // else
    double loss = 0.0;                           // NaN: it failed
    std::vector<double> excesses;
  };

  AskTellSearch(AskTellSpace space,
                AskTell ask_tell,
                double sign,
                std::vector<Constraint> constraints)
      : space_(std::move(space)),
        ask_tell_(std::move(ask_tell)),
        sign_(sign),
        constraints_(std::move(constraints)) {}

  ReadResult<Told> read_tell(const Node& message) const;
  Result<void> apply(Told told);
  std::string trial_json(TrialId trial, const Configuration& configuration) const;

  AskTellSpace space_;
  AskTell ask_tell_;
  double sign_;  // of a loss, given a value: -1 where values are maximised
  std::vector<Constraint> constraints_;
  std::uint32_t trials_ = 0;
};

}  // namespace tuner
