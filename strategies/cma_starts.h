// Where an evolution strategy starts, and where it starts again.
//
//   first     the middle of the cube, or the mean of the best tenth of what was imported, with a σ that fits them:
//             σ² = (Σ_i |u_i − ū|²/D + σ₀²) / (k + 1) over the k best
//   restarts  a uniform point. The regime with fewer results so far is next: large runs with λ = 2^r λ₀ in the r-th of
//             them, or small runs with λ₀ (λ_large / 2 λ₀)^(U²) and σ₀ 10^(−2U')
//
// Source  [Hansen2009a].
#pragma once

#include <cstdint>
#include <vector>

#include "strategies/cma_run.h"
#include "strategies/standing.h"

namespace tuner {

struct ImportedResult {
  Eigen::VectorXd u;
  Standing standing;
};

class CmaStarts {
 public:
  static constexpr double kSigma = 0.2;

  CmaStarts(Eigen::Index dimension, std::uint64_t seed);

  CmaStart first(std::vector<ImportedResult> imported) const;

  // After a run from which `results` results were learnt.
  CmaStart next(std::uint64_t results);

 private:
  Eigen::Index dimension_;
  std::uint64_t seed_;
  Eigen::Index usual_lambda_, large_lambda_;
  std::uint64_t large_results_ = 0, small_results_ = 0;
  bool large_ = true;  // the run that is under way
  std::uint32_t starts_ = 1;
};

}  // namespace tuner
