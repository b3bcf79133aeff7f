#include "strategies/configuration_list.h"

#include <limits>
#include <utility>

#include "tuner/base/check.h"
#include "tuner/space/encoding.h"
#include "tuner/space/independent.h"

namespace tuner {
namespace {

constexpr std::uint32_t kNoLevel = std::numeric_limits<std::uint32_t>::max();

}  // namespace

ConfigurationList::ConfigurationList(const SearchSpace& space) : space_(space) {
  TUNER_CHECK(space.cardinality(kMaxSize), "the space is too large to be listed");
  for (auto& parameters : independent_groups(space)) {
    Group group;
    group.parameters = std::move(parameters);
    Configuration configuration;
    std::vector<std::uint32_t> row;
    extend(group, configuration, row);
    size_ *= group.size;
    groups_.push_back(std::move(group));
  }
}

// Appends all rows of the group that begin with `row`, which is `configuration`.
void ConfigurationList::extend(Group& group,
                               Configuration& configuration,
                               std::vector<std::uint32_t>& row) const {
  if (row.size() == group.parameters.size()) {
    group.levels.insert(group.levels.end(), row.begin(), row.end());
    ++group.size;
    return;
  }
  const std::size_t j = group.parameters[row.size()];
  const Parameter& parameter = space_.parameters()[j];
  row.push_back(kNoLevel);
  if (space_.is_active(j, configuration)) {
    for (std::uint64_t i = 0; i < level_count(parameter.domain); ++i) {
      row.back() = static_cast<std::uint32_t>(i);
      configuration[parameter.name] = level(parameter.domain, i);
      if (!space_.broken_by(configuration, j)) extend(group, configuration, row);
    }
    configuration.erase(parameter.name);
  } else {
    extend(group, configuration, row);
  }
  row.pop_back();
}

Configuration ConfigurationList::at(std::uint64_t i) const {
  TUNER_CHECK(i < size_, "the list of configurations is shorter");
  Configuration configuration;
  for (auto group = groups_.rbegin(); group != groups_.rend(); ++group) {
    const std::uint32_t* row = group->levels.data() + i % group->size * group->parameters.size();
    i /= group->size;
    for (const std::size_t j : group->parameters) {
      const Parameter& parameter = space_.parameters()[j];
      const std::uint32_t index = *row++;
      if (index != kNoLevel) configuration[parameter.name] = level(parameter.domain, index);
    }
  }
  return configuration;
}

}  // namespace tuner
