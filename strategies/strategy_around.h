// A strategy around another one, to which everything goes that it does not do itself.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "tuner/base/check.h"
#include "tuner/strategy.h"

namespace tuner {

class StrategyAround : public Strategy {
 public:
  explicit StrategyAround(std::unique_ptr<Strategy> inner) : inner_(std::move(inner)) {
    TUNER_CHECK(inner_ != nullptr, "there is a strategy to wrap");
  }

  Result<std::vector<Suggestion>> ask(TrialId first, std::size_t count) override {
    return inner_->ask(first, count);
  }
  void recall(TrialId first, std::span<const Suggestion> suggestions) override {
    inner_->recall(first, suggestions);
  }
  void tell(const Outcome& outcome) override { inner_->tell(outcome); }
  Verdict watch(const Progress& progress) override { return inner_->watch(progress); }
  void prepare() override { inner_->prepare(); }
  void rest() override { inner_->rest(); }
  bool exhausted() const override { return inner_->exhausted(); }
  std::optional<TrialId> recommended() const override { return inner_->recommended(); }

 protected:
  Strategy& inner() { return *inner_; }
  const Strategy& inner() const { return *inner_; }
  void replace(std::unique_ptr<Strategy> inner) { inner_ = std::move(inner); }

 private:
  std::unique_ptr<Strategy> inner_;
};

}  // namespace tuner
