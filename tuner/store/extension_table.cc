#include "tuner/store/extension_table.h"

#include <bit>
#include <nlohmann/json.hpp>
#include <string>

#include "tuner/job/spec_json.h"

namespace tuner {
namespace {

using Json = nlohmann::json;

std::int64_t checksum_of(std::string_view spec, std::int64_t number, JobIdentity identity) {
  return std::bit_cast<std::int64_t>(
      stable_hash(spec, identity.value ^ static_cast<std::uint64_t>(number)));
}

}  // namespace

Result<std::string> column_text(const nlohmann::json& json, const JobName& name) {
  try {
    return json.dump();
  } catch (const Json::exception&) {
    return fail(ErrorCode::kInvalidArgument,
                "the specification holds text that is not UTF-8",
                "job " + name.text);
  }
}

Result<TuningJobSpec> spec_of(const std::string& text, const JobName& name) {
  TUNER_ASSIGN_OR_RETURN(TuningJobSpec spec, spec_from_json(Json::parse(text, nullptr, false)));
  if (spec.name != name) return fail(ErrorCode::kInvalidArgument, "its name differs");
  return spec;
}

Result<std::vector<TuningJobSpec>> read_extensions(Database& database,
                                                   std::int64_t id,
                                                   const JobName& name,
                                                   JobIdentity identity) {
  TUNER_ASSIGN_OR_RETURN(
      Query query,
      database.query("SELECT number, spec, checksum FROM extensions WHERE job = ? ORDER BY number",
                     id));
  std::vector<TuningJobSpec> specs;
  while (true) {
    TUNER_ASSIGN_OR_RETURN(const bool row, query.next());
    if (!row) return specs;
    const std::int64_t number = query.integer(0);
    const std::string place = "job " + name.text + ", extension " + std::to_string(number) + ": ";
    const std::string text = query.text(1);
    if (number != std::ssize(specs) + 1)
      return database.damaged(place + "one before it is missing");
    if (checksum_of(text, number, identity) != query.integer(2)) {
      return database.damaged(place + "the checksum of its specification differs");
    }
    Result<TuningJobSpec> spec = spec_of(text, name);
    if (!spec) return database.damaged(place + to_string(spec.error()));
    specs.push_back(*std::move(spec));
  }
}

Result<void> insert_extension(Database& database,
                              std::int64_t id,
                              JobIdentity identity,
                              const TuningJobSpec& spec) {
  TUNER_ASSIGN_OR_RETURN(const std::string text, column_text(to_json(spec), spec.name));
  TUNER_ASSIGN_OR_RETURN(Query query,
                         database.query("SELECT 1 + count(*) FROM extensions WHERE job = ?", id));
  TUNER_ASSIGN_OR_RETURN(const bool row, query.next());
  const std::int64_t number = row ? query.integer(0) : 1;
  return database.execute(
      "INSERT INTO extensions (job, number, spec, checksum) VALUES (?, ?, ?, ?)",
      id,
      number,
      text,
      checksum_of(text, number, identity));
}

}  // namespace tuner
