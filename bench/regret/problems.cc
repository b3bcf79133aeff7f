#include "bench/regret/problems.h"

#include <algorithm>

#include "tuner/base/check.h"
#include "tuner/base/text.h"

namespace tuner::regret {
namespace {

struct Entry {
  std::string_view name;
  Problem (*make)(std::uint64_t instance);
};

constexpr Entry kEntries[] = {
    {"branin", branin},
    {"camel", camel},
    {"hartmann6", hartmann6},
    {"rosenbrock4", rosenbrock4},
    {"ackley10", ackley10},
    {"michalewicz5", michalewicz5},
    {"levy5", levy5},
    {"styblinski_tang5", styblinski_tang5},
    {"griewank4", griewank4},
    {"ellipsoid10", ellipsoid10},
    {"ellipsoid20", ellipsoid20},
    {"lattice6", lattice6},
    {"sizes5", sizes5},
    {"network", network},
    {"boosting", boosting},
    {"kernel_machine", kernel_machine},
    {"branin_noisy", [](std::uint64_t instance) { return with_noise(branin(instance), 2.0); }},
    {"hartmann6_noisy",
     [](std::uint64_t instance) { return with_noise(hartmann6(instance), 0.15); }},
    {"levy5_noisy", [](std::uint64_t instance) { return with_noise(levy5(instance), 2.0); }},
    {"lattice6_noisy", [](std::uint64_t instance) { return with_noise(lattice6(instance), 0.2); }},
    {"network_noisy", [](std::uint64_t instance) { return with_noise(network(instance), 0.02); }},
};

}  // namespace

std::vector<std::string> problem_names() {
  std::vector<std::string> names;
  for (const Entry& entry : kEntries) names.emplace_back(entry.name);
  return names;
}

Problem make_problem(std::string_view name, std::uint64_t instance) {
  const auto found = std::find_if(std::begin(kEntries),
                                  std::end(kEntries),
                                  [&](const Entry& entry) { return entry.name == name; });
  TUNER_CHECK(found != std::end(kEntries), "there is no problem of this name");
  return found->make(instance);
}

Result<std::vector<std::string>> select_problems(std::string_view list) {
  std::vector<std::string> chosen;
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    const std::string wanted(list.substr(0, comma));
    list.remove_prefix(std::min(comma + 1, list.size()));
    const std::size_t before = chosen.size();
    for (const Entry& entry : kEntries) {
      if (wanted != "all" && wanted != entry.name && wanted != entry.make(0).family) continue;
      if (std::find(chosen.begin(), chosen.end(), entry.name) == chosen.end()) {
        chosen.emplace_back(entry.name);
      } else {
        return fail(ErrorCode::kInvalidArgument,
                    "problem '" + std::string(entry.name) + "' is chosen twice");
      }
    }
    if (chosen.size() == before) {
      return fail(
          ErrorCode::kInvalidArgument,
          "there is no problem or family '" + wanted + "'" + did_you_mean(wanted, problem_names()));
    }
  }
  return chosen;
}

}  // namespace tuner::regret
