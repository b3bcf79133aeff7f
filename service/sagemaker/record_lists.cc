#include "service/sagemaker/record_lists.h"

#include <bit>
#include <charconv>
#include <nlohmann/json.hpp>

#include "service/sagemaker/paging.h"
#include "service/sagemaker/record_input.h"
#include "service/sagemaker/record_json.h"

namespace tuner::sagemaker {
namespace {

using Json = nlohmann::json;

Position position_of(const RecordQuery& query, const TrackingRecord& record) {
  std::string name = record_key(record.name);
  if (query.order == RecordQuery::Order::kName) return {name, name};
  return {sortable(record.created_at), name};
}

// The number of which `key` is the sortable() form.
std::optional<std::int64_t> number_from(const std::string& key) {
  std::uint64_t bits = 0;
  const auto read = std::from_chars(key.data(), key.data() + key.size(), bits, 16);
  if (read.ec != std::errc() || read.ptr != key.data() + key.size()) return std::nullopt;
  return std::bit_cast<std::int64_t>(bits ^ (std::uint64_t{1} << 63));
}

Result<RecordQuery::Place> place_from(const RecordQuery& query, const Position& position) {
  RecordQuery::Place place{.name = position.name};
  if (query.order == RecordQuery::Order::kName) return place;
  const auto created = number_from(position.key);
  if (!created) return fail(ErrorCode::kInvalidArgument, "The NextToken is not valid.");
  place.created_at = TimePoint(std::chrono::milliseconds(*created));
  return place;
}

}  // namespace

Result<nlohmann::json> list_records(const TrackingContext& context,
                                    std::string_view operation,
                                    const nlohmann::json& input,
                                    RecordQuery query) {
  const auto request = read_page_request(operation, input, true);
  if (!request) return fail(ErrorCode::kInvalidArgument, request.error().message);
  if (input.value("SortBy", "") == "Name") query.order = RecordQuery::Order::kName;
  query.descending = request->descending;
  query.created_after = time_of(input, "CreatedAfter");
  query.created_before = time_of(input, "CreatedBefore");
  query.at_most = request->size + 1;
  if (request->after) {
    TUNER_ASSIGN_OR_RETURN(query.after, place_from(query, *request->after));
  }
  TUNER_ASSIGN_OR_RETURN(std::vector<TrackingRecord> records, context.view().records(query));
  Json answer = Json::object();
  if (records.size() > request->size) {
    records.resize(request->size);
    answer["NextToken"] = token_for(*request, position_of(query, records.back()));
  }
  Json& list = answer[std::string(api_name(query.kind)) + "Summaries"] = Json::array();
  for (const TrackingRecord& record : records) list.push_back(summary_of(context.caller, record));
  return answer;
}

}  // namespace tuner::sagemaker
