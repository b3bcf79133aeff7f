// Which of several definitions gets the next trial: a bandit after the best result, not the mean one.
//
//   index of a definition = best − (median − best) · (α ln(1 + t) / n)²      the lowest is next
//
//   best, median   of the losses of its results so far
//   n, t           trials suggested for it, and for all; those that run count
//   α              kExploration
//
// The first trials go round, kFirst for each. Afterwards none has less than a fifth of an even share, whatever its results, nor
// a definition without any results more than that.
//
// Source  [Balef2025] (MaxUCB). There, rewards lie in [0, 1]; here the spread of a definition's own losses takes the place of that
//   range, so that the split does not depend on the unit of the objective. Choice of α: docs/numerics.md.
// In the flow: a part of several_definitions.h. A function of what was suggested and of the results, whatever their order.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace tuner {

class DefinitionSplit {
 public:
  // Contract: definitions >= 1.
  explicit DefinitionSplit(std::size_t definitions) : arms_(definitions) {}

  void on_suggested(std::size_t definition);
  // `loss` is finite.
  void on_result(std::size_t definition, double loss);

  // All definitions, the one that is to have the next trial first.
  std::vector<std::size_t> order() const;

  // The one with the lowest loss so far; nullopt: there are no results.
  std::optional<std::size_t> leader() const;

 private:
  struct Arm {
    std::size_t suggested = 0;
    std::vector<double> losses = {};  // ascending
  };

  bool falls_short(const Arm& arm) const;
  double index_of(const Arm& arm) const;

  std::vector<Arm> arms_;
  std::size_t suggested_ = 0;
};

}  // namespace tuner
