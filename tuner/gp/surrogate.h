// A model of the losses seen so far that is built only when somebody looks at it.
//
// In the flow: a strategy adds a row per finished trial; at the next question the process is
// brought up to date. Hyperparameters are fitted at fixed counts (last_fit_count). The factor is one
// factorisation at the last fit and one appended row for every observation since. Beyond 768
// observations it has 512 representative rows, chosen anew at every 64th observation after the fit:
// so nothing that is done between two trials grows faster than in proportion to their number. The
// model is a function of the sequence of observations, not of when questions came. Not thread-safe.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "tuner/base/result.h"
#include "tuner/gp/gaussian_process.h"
#include "tuner/gp/gp_fit.h"
#include "tuner/gp/row_table.h"
#include "tuner/gp/targets.h"

namespace tuner {

// Of the process of a model, these first rows represent the others: see GaussianProcess::outline().
inline constexpr Eigen::Index kLeadingRows = 128;

class Surrogate {
 public:
  // What the process is fitted to, of all values so far: one entry each, of about mean 0 and variance 1.
  using Targets = std::function<Eigen::VectorXd(std::span<const double> values)>;

  explicit Surrogate(ColumnGroups groups, Targets targets = standardise_losses)
      : Surrogate(groups,
                  std::make_shared<RowTable>(static_cast<Eigen::Index>(groups.size())),
                  std::move(targets)) {}
  // Several models of the same rows keep them in one table. `expected` is what other tasks make us
  // expect of the targets; null: nothing. Contract: `rows` has groups.size() columns.
  Surrogate(ColumnGroups groups,
            std::shared_ptr<RowTable> rows,
            Targets targets = standardise_losses,
            std::shared_ptr<const MeanFunction> expected = nullptr)
      : groups_(std::move(groups)),
        targets_(std::move(targets)),
        table_(std::move(rows)),
        expected_(std::move(expected)) {}

  // Contract: `row` is finite, one entry per column, and so is the loss.
  void add(const Eigen::VectorXd& row, double loss);
  // The loss of the row that was added to the table last. Contract: as add().
  void add_of_last_row(double loss);

  Eigen::Index size() const { return static_cast<Eigen::Index>(losses_.size()); }

  // The process given all observations, in standardised units; valid until the next add().
  // kNumerical: it cannot be built. Contract: size() > 0.
  Result<const GaussianProcess*> model() const;

  // Lets go of the factor, which is nearly all of the memory; the fitted parameters stay. The next model() is the same, bit for
  // bit.
  void rest() { built_.reset(); }

  // The process without those of its rows whose place is `part` modulo `parts`, fitted anew to the
  // others. For judging how much hangs on single observations. Contract: size() > 0, parts >= 2.
  Result<GaussianProcess> without(Eigen::Index part, Eigen::Index parts) const;

  // The posterior mean at every observation, in the order of add(). kNumerical as model().
  Result<Eigen::VectorXd> means() const;

  // Up to `count` observations by ascending posterior mean; empty when there are none, or no model.
  std::vector<Eigen::Index> ranked(std::size_t count) const;
  // All observations by what repetitions of them are expected to average to, lowest first, equal ones in the order of add(); empty
  // when there are none, or no model. Of what an observation z lies off the posterior mean of f one half is taken for noise, the other for
  // structure of f that the kernel is too smooth for, which a repetition finds again; of k observations with equal rows and the
  // average z̄ it is mean + k/(k + 1) (z̄ − mean). As means(), and O(n log n · P). Source: docs/numerics.md, section 6.
  std::vector<Eigen::Index> ranked_by_repetition() const;

 private:
  struct Fitted {
    Eigen::Index at;  // observations at the fit
    GpParameters parameters;
  };
  struct Built {
    Eigen::Index at;                 // observations at the factorisation
    Eigen::Index used;               // observations taken into account
    std::vector<Eigen::Index> rows;  // of the process; those that represent the others lead
    GaussianProcess process;
  };
  // Observations that a model is made of, with their targets.
  struct Sample {
    std::vector<Eigen::Index> rows;
    Eigen::MatrixXd x;
    Eigen::VectorXd z;
  };

  Result<void> update() const;
  Sample sample(Eigen::Index count) const;  // of the first `count`
  Result<Built> build(const Sample& sample, Eigen::Index count) const;
  static std::vector<Eigen::Index> leading_first(const Sample& sample);
  void append_since(Built& built) const;
  Eigen::MatrixXd gather(const std::vector<Eigen::Index>& rows) const;
  std::vector<std::vector<Eigen::Index>> equal_rows() const;
  GpParameters fit(const Eigen::MatrixXd& x, const Eigen::VectorXd& z) const;

  ColumnGroups groups_;
  Targets targets_;
  std::shared_ptr<RowTable> table_;
  std::shared_ptr<const MeanFunction> expected_;
  std::vector<std::uint32_t> places_;  // in the table
  std::vector<double> losses_;
  mutable std::optional<Fitted> fitted_;  // derived from the above
  mutable std::optional<Built> built_;    // derived from the above
};

}  // namespace tuner
