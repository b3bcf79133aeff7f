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

struct DevelopmentEntry {
  std::string_view name;
  Problem (*make)();
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
    {"memory", memory},
    {"branin_wall", branin_wall},
    {"hartmann6_wall", hartmann6_wall},
    {"levy5_wall", levy5_wall},
    {"gardner", gardner},
    {"branin_disk", branin_disk},
    {"hartmann6_ball", hartmann6_ball},
    {"levy5_walls", levy5_walls},
    {"serving", serving},
    {"branin_noisy", [](std::uint64_t instance) { return with_noise(branin(instance), 2.0); }},
    {"hartmann6_noisy",
     [](std::uint64_t instance) { return with_noise(hartmann6(instance), 0.15); }},
    {"levy5_noisy", [](std::uint64_t instance) { return with_noise(levy5(instance), 2.0); }},
    {"lattice6_noisy", [](std::uint64_t instance) { return with_noise(lattice6(instance), 0.2); }},
    {"network_noisy", [](std::uint64_t instance) { return with_noise(network(instance), 0.02); }},
};

constexpr DevelopmentEntry kDevelopment[] = {
    {"dev_branin", dev_branin},
    {"dev_hartmann6", dev_hartmann6},
    {"dev_ackley10", dev_ackley10},
    {"dev_rosenbrock4", dev_rosenbrock4},
    {"dev_michalewicz5", dev_michalewicz5},
    {"dev_hartmann6_noisy", dev_hartmann6_noisy},
    {"dev_ackley20", dev_ackley20},
    {"dev_branin_in50", dev_branin_in50},
    {"dev_hpo_mlp", dev_hpo_mlp},
    {"dev_hpo_cnn_noisy", dev_hpo_cnn_noisy},
    {"dev_int_lattice", dev_int_lattice},
};

// The names that one word of a list stands for; none where there is no such problem or family.
std::vector<std::string> names_of(std::string_view wanted) {
  if (wanted == "all") return problem_names();
  if (wanted == "development") return development_names();
  std::vector<std::string> names;
  for (const Entry& entry : kEntries) {
    if (wanted == entry.name || wanted == entry.make(0).family) names.emplace_back(entry.name);
  }
  for (const DevelopmentEntry& entry : kDevelopment) {
    if (wanted == entry.name) names.emplace_back(entry.name);
  }
  return names;
}

}  // namespace

std::vector<std::string> problem_names() {
  std::vector<std::string> names;
  for (const Entry& entry : kEntries) names.emplace_back(entry.name);
  return names;
}

std::vector<std::string> development_names() {
  std::vector<std::string> names;
  for (const DevelopmentEntry& entry : kDevelopment) names.emplace_back(entry.name);
  return names;
}

Problem make_problem(std::string_view name, std::uint64_t instance) {
  for (const DevelopmentEntry& entry : kDevelopment) {
    if (entry.name == name) return entry.make();
  }
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
    const auto names = names_of(wanted);
    if (names.empty()) {
      return fail(
          ErrorCode::kInvalidArgument,
          "there is no problem or family '" + wanted + "'" + did_you_mean(wanted, problem_names()));
    }
    for (const std::string& name : names) {
      if (std::find(chosen.begin(), chosen.end(), name) != chosen.end()) {
        return fail(ErrorCode::kInvalidArgument, "problem '" + name + "' is chosen twice");
      }
      chosen.push_back(name);
    }
  }
  return chosen;
}

}  // namespace tuner::regret
