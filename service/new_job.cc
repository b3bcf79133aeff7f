#include "service/new_job.h"

#include <random>
#include <utility>

namespace tuner {
namespace {

std::uint64_t draw_64_bits() {
  std::random_device device;
  return (std::uint64_t{device()} << 32) | device();
}

}  // namespace

JobRecord new_job(TuningJobSpec spec, Prior prior, TimePoint now) {
  // 53 bits: a seed that every JSON reader keeps exactly.
  if (!spec.seed) spec.seed = draw_64_bits() >> 11;
  return {.spec = std::move(spec),
          .identity = {draw_64_bits()},
          .prior = std::move(prior),
          .created_at = now};
}

}  // namespace tuner
