#include "service/api/study_routes.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "metrics/report_text.h"
#include "service/api/body.h"
#include "service/api/json_response.h"
#include "service/api/studies.h"
#include "strategies/registry.h"
#include "tuner/base/secrets.h"
#include "tuner/base/text.h"

namespace tuner::api {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxAskBody = 1 << 10;
constexpr std::size_t kMaxDimensions =
    1000;  // parameters, where a choice counts as one: a model takes seconds beyond

Json facts_json(const StudyFacts& facts) {
  return {{"name", facts.name},
          {"strategy", facts.strategy},
          {"created_at", facts.created_at},
          {"created_by", facts.created_by}};
}

std::string json_list(const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts) list += (list.empty() ? "" : ",") + text;
  return "[" + list + "]";
}

// What is known of it, its definition as it came, and the trials that are open.
Reply<http::Response> study_response(Study& study, int status = 200) {
  TUNER_API_ASSIGN(const StudyState state, study.state());
  std::string text = facts_json(study.facts()).dump(-1, ' ', false, Json::error_handler_t::replace);
  text.pop_back();
  text += ",\"definition\":" + state.definition + ",\"trials\":" + std::to_string(state.trials) +
          ",\"told\":" + std::to_string(state.told) + ",\"open\":" + json_list(state.open) +
          ",\"most_open\":" + std::to_string(state.most_open) + "}\n";
  return json_text_response(std::move(text), status);
}

// That of the path. To change it, it must be the caller's own.
Reply<std::shared_ptr<Study>> find_study(const Site& site, const Call& call, bool to_change) {
  if (const auto checked = call.query.check(); !checked) return tl::unexpected(checked.error());
  TUNER_API_ASSIGN(auto study, site.studies.find(call.path[0]));
  if (!to_change) return study;
  const StudyFacts& facts = study->facts();
  const auto allowed = check_owner(facts.created_by, "the study " + facts.name, call.caller);
  if (!allowed) return tl::unexpected(allowed.error());
  return study;
}

// What everybody sees who may read must not be one.
void find_credentials(const Node& node, const std::string& path, std::vector<Problem>& problems) {
  if (node.quoted && looks_like_aws_credential(node.text))
    problems.push_back({"the value looks like an AWS credential", path});
  std::size_t index = 0;
  for (const Node& each : node.children) {
    const std::string name =
        node.kind == Node::Kind::kMapping ? pointer_token(each.key) : std::to_string(index++);
    find_credentials(each, path + "/" + name, problems);
  }
}

std::size_t dimensions_of(const Node& space) {
  std::size_t count = 0;
  for (const Node& parameter : space.children) {
    const Node* choices = parameter.find("choices");
    count += choices == nullptr ? 1 : choices->children.size();
  }
  return count;
}

// So that they are told with the others.
void add_problems_of_search(const Node& body,
                            const std::string& strategy,
                            std::vector<Problem>& problems) {
  const auto search = AskTellSearch::create(body, strategy);
  if (search) return;
  for (const Error& error : search.error()) problems.push_back({error.message, error.at});
}

// What is wrong with the study, the search included; where that alone is wrong, Study::create() says so.
Reply<StudyFacts> read_new_facts(const Site& site, const Node& body, const Call& call) {
  Refusal refusal;
  const auto text = [&](const char* key, std::string fallback) {
    const Node* node = body.find(key);
    if (node == nullptr) return fallback;
    if (!node->quoted) refusal.problems.push_back({"it must be a string", "/" + std::string(key)});
    return node->text;
  };
  const auto names = strategy_names();
  StudyFacts facts{.name = text("name", ""),
                   .strategy = text("strategy", names.front()),
                   .created_at = format_time_iso(site.clock.wall()),
                   .created_by = call.caller.name};
  if (!parse_job_name(facts.name)) {
    refusal.problems.push_back(
        {"the name '" + facts.name +
             "' must be 1 to 32 letters, digits and hyphens, with a letter or digit at both ends",
         "/name"});
  }
  const Node& space = *body.find("space");
  find_credentials(space, "/space", refusal.problems);
  if (dimensions_of(space) > kMaxDimensions) {
    refusal.problems.push_back({"there are " + std::to_string(dimensions_of(space)) +
                                    " parameters and choices; a study has at most " +
                                    std::to_string(kMaxDimensions),
                                "/space"});
  }
  const bool is_strategy = std::ranges::find(names, facts.strategy) != names.end();
  if (!is_strategy) {
    refusal.problems.push_back({"there is no strategy '" + facts.strategy + "': choose one of " +
                                    quoted_list(names) + did_you_mean(facts.strategy, names),
                                "/strategy"});
  }
  if (refusal.problems.empty()) return facts;
  add_problems_of_search(body, is_strategy ? facts.strategy : names.front(), refusal.problems);
  return tl::unexpected(std::move(refusal));
}

}  // namespace

Reply<http::Response> list_studies(const Site& site, Call& call) {
  if (const auto checked = call.query.check(); !checked) return tl::unexpected(checked.error());
  TUNER_API_ASSIGN(const auto all, site.studies.list());
  Json json = {{"studies", Json::array()}};
  for (const StudyFacts& each : all) json["studies"].push_back(facts_json(each));
  return json_response(json);
}

Reply<http::Response> create_study(const Site& site, Call& call) {
  if (const auto checked = call.query.check(); !checked) return tl::unexpected(checked.error());
  const std::string& body = call.request.body;
  const auto header =
      read_body(body,
                kMaxStudyBody,
                {"name", "strategy", "space", "direction", "seed", "constraints", "budget"},
                {"name", "space"});
  if (!header) return tl::unexpected(header.error());
  auto facts = read_new_facts(site, *header, call);
  if (!facts) return tl::unexpected(facts.error());
  const auto study = site.studies.create(*std::move(facts), *header, body);
  if (!study) return tl::unexpected(refusal_of(study.error()));
  return study_response(**study, 201);
}

Reply<http::Response> get_study(const Site& site, Call& call) {
  const auto study = find_study(site, call, false);
  if (!study) return tl::unexpected(study.error());
  return study_response(**study);
}

Reply<http::Response> delete_study(const Site& site, Call& call) {
  const auto study = find_study(site, call, true);
  if (!study) return tl::unexpected(study.error());
  const auto removed = (*study)->remove();
  if (!removed) return tl::unexpected(refusal_of(removed.error()));
  return http::Response{.status = 204};
}

Reply<http::Response> ask_study(const Site& site, Call& call) {
  const auto body = read_body(call.request.body, kMaxAskBody, {"count"});
  if (!body) return tl::unexpected(body.error());
  const auto study = find_study(site, call, true);
  if (!study) return tl::unexpected(study.error());
  const Node* count = body->find("count");
  TUNER_API_ASSIGN(const auto trials,
                   (*study)->ask(count == nullptr ? 1 : whole_number_in(*count).value_or(0)));
  return json_text_response("{\"trials\":" + json_list(trials) + "}\n");
}

Reply<http::Response> tell_study(const Site& site, Call& call) {
  const std::string& text = call.request.body;
  const auto body =
      read_body(text, kMaxStudyBody, {"id", "params", "value", "state", "constraints"});
  if (!body) return tl::unexpected(body.error());
  const auto study = find_study(site, call, true);
  if (!study) return tl::unexpected(study.error());
  const auto told = (*study)->tell(text.empty() ? "{}" : text);
  if (!told) return tl::unexpected(refusal_of(told.error()));
  return json_response({{"ok", true}});
}

Reply<http::Response> get_study_best(const Site& site, Call& call) {
  const auto study = find_study(site, call, false);
  if (!study) return tl::unexpected(study.error());
  TUNER_API_ASSIGN(std::string best, (*study)->best());
  return json_text_response(std::move(best) + "\n");
}

}  // namespace tuner::api
