#include "strategies/configuration_list.h"

#include <limits>

#include "tuner/base/check.h"
#include "tuner/space/encoding.h"

namespace tuner {
namespace {

constexpr std::uint32_t kInactive = std::numeric_limits<std::uint32_t>::max();

}  // namespace

ConfigurationList::ConfigurationList(const SearchSpace& space) : space_(space) {
  TUNER_CHECK(space.cardinality(kMaxSize), "the space is too large to be listed");
  Configuration configuration;
  std::vector<std::uint32_t> row(space.size(), kInactive);
  extend(0, configuration, row);
}

// Appends all rows that begin with the first `depth` parameters of `configuration`.
void ConfigurationList::extend(std::size_t depth,
                               Configuration& configuration,
                               std::vector<std::uint32_t>& row) {
  if (depth == space_.size()) {
    levels_.insert(levels_.end(), row.begin(), row.end());
    ++size_;
    return;
  }
  const std::size_t j = space_.parents_first()[depth];
  if (!space_.is_active(j, configuration)) return extend(depth + 1, configuration, row);
  const Parameter& parameter = space_.parameters()[j];
  const std::uint64_t count = level_count(parameter.domain);
  for (std::uint64_t i = 0; i < count; ++i) {
    row[j] = static_cast<std::uint32_t>(i);
    configuration[parameter.name] = level(parameter.domain, i);
    if (!space_.broken_by(configuration, j)) extend(depth + 1, configuration, row);
  }
  row[j] = kInactive;
  configuration.erase(parameter.name);
}

Configuration ConfigurationList::at(std::uint64_t i) const {
  TUNER_CHECK(i < size_, "the list of configurations is shorter");
  Configuration configuration;
  for (std::size_t j = 0; j < space_.size(); ++j) {
    const Parameter& parameter = space_.parameters()[j];
    const std::uint32_t index = levels_[i * space_.size() + j];
    if (index != kInactive) {
      configuration.emplace_hint(
          configuration.end(), parameter.name, level(parameter.domain, index));
    }
  }
  return configuration;
}

}  // namespace tuner
