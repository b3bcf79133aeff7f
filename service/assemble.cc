#include "service/assemble.h"

#include "backends/registry.h"
#include "metrics/scraper.h"
#include "strategies/registry.h"
#include "tuner/store/disk.h"

namespace tuner {

Result<TunerParts> assemble(const JobRecord& job,
                            const Home& home,
                            ExperimentStore& store,
                            const Clock& clock,
                            TunerObserver* observer) {
  TunerParts parts;
  TUNER_ASSIGN_OR_RETURN(parts.strategy, make_strategy(job.spec));
  TUNER_ASSIGN_OR_RETURN(parts.backend,
                         make_backend(job.spec.backend, {.slots_folder = home.slots_folder()}));
  TUNER_ASSIGN_OR_RETURN(parts.make_scraper, scraper_factory(job.spec.metrics));
  parts.store = &store;
  parts.clock = &clock;
  parts.observer = observer;
  parts.jobs_folder = home.jobs_folder();
  parts.may_start = [folder = home.folder()] { return check_free_space(folder); };
  return parts;
}

}  // namespace tuner
