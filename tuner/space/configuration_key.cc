#include "tuner/space/configuration_key.h"

#include <bit>

#include "tuner/base/check.h"
#include "tuner/space/encoding.h"

namespace tuner {
namespace {

std::uint64_t entry_of(const Domain& domain, const ParameterValue& value) {
  if (level_count(domain) > 0) return level_index(domain, value);
  return std::bit_cast<std::uint64_t>(std::get<double>(value) + 0.0);
}

ParameterValue value_of(const Domain& domain, std::uint64_t entry) {
  if (level_count(domain) > 0) return level(domain, entry);
  return std::bit_cast<double>(entry);
}

}  // namespace

ConfigurationKey key_of(const SearchSpace& space, const Configuration& configuration) {
  ConfigurationKey key(space.size(), 0);
  for (std::size_t j = 0; j < space.size(); ++j) {
    const Parameter& parameter = space.parameters()[j];
    const auto found = configuration.find(parameter.name);
    if (found != configuration.end()) key[j] = entry_of(parameter.domain, found->second);
  }
  return key;
}

Configuration configuration_of(const SearchSpace& space, std::span<const std::uint64_t> key) {
  TUNER_CHECK(key.size() == space.size(), "a key has an entry for every parameter");
  Configuration configuration;
  for (const std::size_t j : space.parents_first()) {
    if (!space.is_active(j, configuration)) continue;
    const Parameter& parameter = space.parameters()[j];
    configuration[parameter.name] = value_of(parameter.domain, key[j]);
  }
  return configuration;
}

}  // namespace tuner
