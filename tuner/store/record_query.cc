#include "tuner/store/record_query.h"

#include <array>
#include <cstddef>

namespace tuner {
namespace {

constexpr std::string_view kColumns =
    "SELECT r.name, r.created, r.source, (SELECT name FROM tracking_records WHERE id = r.parent), "
    "r.body FROM tracking_records AS r WHERE r.kind = ?1";

// What a query asks of other records.
enum class Relation {
  kNone,
  kGroupsOfExperiment,
  kGroupsOfComponent,
  kGroupsOfBoth,
  kComponentsOfGroup,
  kComponentsOfExperiment,
  kSource
};
constexpr std::size_t kRelations = 7;

#define TUNER_OF_EXPERIMENT \
  " AND r.parent = (SELECT id FROM tracking_records WHERE kind = 'experiment' AND key = ?6)"
#define TUNER_OF_COMPONENT                                                    \
  " AND r.id IN (SELECT trial_group FROM group_components WHERE component = " \
  "(SELECT id FROM tracking_records WHERE kind = 'trial component' AND key = ?7))"
constexpr std::array<std::string_view, kRelations> kRelationSql{
    "",
    TUNER_OF_EXPERIMENT,
    TUNER_OF_COMPONENT,
    TUNER_OF_EXPERIMENT TUNER_OF_COMPONENT,
    " AND r.id IN (SELECT component FROM group_components WHERE trial_group = "
    "(SELECT id FROM tracking_records WHERE kind = 'trial group' AND key = ?6))",
    " AND r.id IN (SELECT component FROM group_components WHERE trial_group IN "
    "(SELECT id FROM tracking_records WHERE parent = "
    "(SELECT id FROM tracking_records WHERE kind = 'experiment' AND key = ?6)))",
    " AND r.source = ?6"};

Relation relation_of(const RecordQuery& query) {
  if (!query.experiment.empty() && !query.component.empty()) return Relation::kGroupsOfBoth;
  if (!query.experiment.empty()) {
    return query.kind == RecordKind::kTrialGroup ? Relation::kGroupsOfExperiment
                                                 : Relation::kComponentsOfExperiment;
  }
  if (!query.group.empty()) return Relation::kComponentsOfGroup;
  if (!query.component.empty()) return Relation::kGroupsOfComponent;
  return query.source.empty() ? Relation::kNone : Relation::kSource;
}

// x'' is more than any text. The bound where the order begins is kept from the index by a plus sign: the place is the better one.
std::string page_sql(Relation relation, RecordQuery::Order order, bool descending) {
  const std::string than = descending ? "<" : ">";
  const std::string direction = descending ? " DESC" : "";
  const std::string key = descending ? "coalesce(?5, x'')" : "coalesce(?5, '')";
  const bool by_name = order == RecordQuery::Order::kName;
  std::string sql(kColumns);
  sql += descending ? " AND r.created > ?2 AND +r.created < ?3"
                    : " AND +r.created > ?2 AND r.created < ?3";
  sql += by_name ? " AND r.key " + than + " " + key
                 : " AND (r.created, r.key) " + than + " (?4, " + key + ")";
  sql += kRelationSql[static_cast<std::size_t>(relation)];
  sql += by_name ? " ORDER BY r.key" + direction
                 : " ORDER BY r.created" + direction + ", r.key" + direction;
  return sql + " LIMIT ?8";
}

constexpr std::size_t position_of(Relation relation, RecordQuery::Order order, bool descending) {
  return (static_cast<std::size_t>(relation) * 2 + static_cast<std::size_t>(order)) * 2 +
         static_cast<std::size_t>(descending);
}

using Pages = std::array<std::string, kRelations * 4>;

Pages all_pages() {
  Pages pages;
  for (std::size_t relation = 0; relation < kRelations; ++relation) {
    for (const auto order : {RecordQuery::Order::kName, RecordQuery::Order::kCreated}) {
      for (const bool descending : {false, true}) {
        const auto each = static_cast<Relation>(relation);
        pages[position_of(each, order, descending)] = page_sql(each, order, descending);
      }
    }
  }
  return pages;
}

}  // namespace

std::string_view one_record_sql() {
  static const std::string sql = std::string(kColumns) + " AND r.key = ?2";
  return sql;
}

std::string_view records_sql(const RecordQuery& query) {
  static const Pages pages = all_pages();
  return pages[position_of(relation_of(query), query.order, query.descending)];
}

std::string related_name(const RecordQuery& query) {
  if (!query.experiment.empty()) return record_key(query.experiment);
  if (!query.group.empty()) return record_key(query.group);
  return query.source;
}

}  // namespace tuner
