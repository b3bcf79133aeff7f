// Lives that strategies are led through by the contract suite, with as many losses as its case has objectives.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "tuner/space/encoding.h"
#include "tuner/strategy.h"

namespace tuner {

using History = std::vector<Suggestion>;

// With losses that are smooth, and different for almost all configurations.
Outcome succeeded(const Encoding& encoding, TrialId trial, const Suggestion& suggestion);

// How the trial ended: every third one without a value, each time for another reason.
Outcome troubled(const Encoding& encoding, TrialId trial, const Suggestion& suggestion);

// What the strategy answers for the trials from `first`; a test failure where it answers with an error.
std::vector<Suggestion> asked(Strategy& strategy, std::uint32_t first, std::size_t count);

// One at a time: ask, tell, ask, tell …, with a call of `between` before each.
History live(Strategy& strategy,
             const Encoding& encoding,
             std::size_t trials,
             void (Strategy::*between)() = nullptr);

// Two always running; each round tells the two of the round before, with a prepare() between them or not.
History live_in_pairs(Strategy& strategy,
                      const Encoding& encoding,
                      std::size_t trials,
                      bool one_ask);

std::size_t distinct(const History& history);

void expect_legal(const SearchSpace& space, const Suggestion& suggestion);

}  // namespace tuner
