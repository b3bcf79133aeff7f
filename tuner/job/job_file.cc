#include "tuner/job/job_file.h"

#include "tuner/job/field.h"
#include "tuner/job/field_readers.h"
#include "tuner/job/job_file_early_stopping.h"
#include "tuner/job/job_file_parameters.h"
#include "tuner/job/job_file_training.h"

namespace tuner {
namespace {

using std::filesystem::path;

// Keys of the format that a later version will read; said by name, so that nobody searches for a
// slip of the keyboard.
constexpr const char* kLaterKeys[] = {"keep"};

std::vector<Constraint> read_constraints(const Field& field) {
  std::vector<Constraint> constraints;
  for (const Field& item : field.items()) {
    Constraint& constraint = constraints.emplace_back();
    item.read_members(
        {{"metric", [&](const Field& each) { assign(constraint.metric, each.text()); }},
         {"min", [&](const Field& each) { assign(constraint.min, each.number()); }},
         {"max", [&](const Field& each) { assign(constraint.max, each.number()); }}},
        {"metric"});
  }
  return constraints;
}

Limits read_limits(const Field& field) {
  Limits limits;
  field.read_members(
      {{"trials", [&](const Field& each) { assign(limits.trials, each.whole<std::uint32_t>()); }},
       {"parallel",
        [&](const Field& each) { assign(limits.parallel, each.whole<std::uint32_t>()); }},
       {"trial_time", [&](const Field& each) { assign(limits.trial_time, each.duration()); }},
       {"time", [&](const Field& each) { assign(limits.time, each.duration()); }},
       {"training_time", [&](const Field& each) { assign(limits.training_time, each.duration()); }},
       {"cost", [&](const Field& each) { assign(limits.cost, each.number()); }},
       {"price_per_hour", [&](const Field& each) { assign(limits.price_per_hour, each.number()); }},
       {"failures",
        [&](const Field& each) { assign(limits.failures, each.whole<std::uint32_t>()); }}});
  return limits;
}

// true, false, or a tolerance.
std::optional<Convergence> read_convergence(const Field& field) {
  const auto text = field.text();
  if (!text || *text == "false") return std::nullopt;
  if (*text == "true") return Convergence{};
  return Convergence{field.number()};
}

Completion read_completion(const Field& field) {
  Completion completion;
  field.read_members(
      {{"target", [&](const Field& each) { assign(completion.target, each.number()); }},
       {"not_improving",
        [&](const Field& each) { assign(completion.not_improving, each.whole<std::uint32_t>()); }},
       {"converged", [&](const Field& each) { completion.converged = read_convergence(each); }}});
  return completion;
}

std::vector<FailurePattern> read_failures(const Field& field) {
  std::vector<FailurePattern> failures;
  for (const Field& item : field.items()) {
    FailurePattern& failure = failures.emplace_back();
    const auto read_class = [&](const Field& each) {
      assign(failure.failure,
             each.one_of<FailureClass>({{"out_of_memory", FailureClass::kOutOfMemory},
                                        {"diverged", FailureClass::kDiverged},
                                        {"user_error", FailureClass::kUserError},
                                        {"infrastructure", FailureClass::kInfrastructure},
                                        {"preempted", FailureClass::kPreempted}}));
    };
    item.read_members(
        {{"pattern", [&](const Field& each) { assign(failure.pattern, each.text()); }},
         {"class", read_class}},
        {"pattern", "class"});
  }
  return failures;
}

// "off", or {failures: 3, retry_after: 10m}.
std::optional<Breaker> read_breaker(const Field& field) {
  if (!field.is(Node::Kind::kMapping)) {
    field.one_of<bool>({{"off", false}});
    return std::nullopt;
  }
  Breaker breaker;
  field.read_members(
      {{"failures",
        [&](const Field& each) { assign(breaker.failures, each.whole<std::uint32_t>()); }},
       {"retry_after", [&](const Field& each) { assign(breaker.retry_after, each.duration()); }}});
  return breaker;
}

Field::Readers search_readers(TuningJobSpec& spec) {
  return {
      {"name", [&](const Field& each) { assign(spec.name.text, each.text()); }},
      {"constraints", [&](const Field& each) { spec.constraints = read_constraints(each); }},
      {"warm_start",
       [&](const Field& each) { spec.warm_start = read_warm_start(each, spec.working_folder); }},
      {"limits", [&](const Field& each) { spec.limits = read_limits(each); }},
      {"completion", [&](const Field& each) { spec.completion = read_completion(each); }},
      {"strategy", [&](const Field& each) { assign(spec.strategy, each.text()); }},
      {"early_stopping",
       [&](const Field& each) { spec.early_stopping = read_early_stopping(each); }},
      {"resource", [&](const Field& each) { spec.resource = read_resource(each); }},
      {"seed", [&](const Field& each) { assign(spec.seed, each.whole<std::uint64_t>()); }},
  };
}

Field::Readers running_readers(TuningJobSpec& spec) {
  const auto read_opt_ml = [&](const Field& each) {
    assign(spec.bind_opt_ml, each.one_of<bool>({{"private", false}, {"bind", true}}));
  };
  return {
      {"backend", [&](const Field& each) { assign(spec.backend, each.text()); }},
      {"failures", [&](const Field& each) { spec.failures = read_failures(each); }},
      {"breaker", [&](const Field& each) { spec.breaker = read_breaker(each); }},
      {"grace", [&](const Field& each) { assign(spec.grace, each.duration()); }},
      {"opt_ml", read_opt_ml},
      {"log_limit", [&](const Field& each) { assign(spec.log_limit_bytes, each.bytes()); }},
  };
}

Field::Readers all_readers(TuningJobSpec& spec) {
  Field::Readers readers = search_readers(spec);
  for (auto& reader : training_readers(spec, "")) readers.push_back(std::move(reader));
  for (auto& reader : running_readers(spec)) readers.push_back(std::move(reader));
  readers.emplace_back("definitions", [](const Field&) {});  // when all else is known
  return readers;
}

}  // namespace

JobFile read_job(const Node& document, const std::string& file, const path& folder) {
  JobFile job{{}, Complaints(file)};
  const Field root(document, "", job.complaints);
  job.spec.working_folder = absolute_path(folder, ".");
  const bool has_definitions = document.find("definitions") != nullptr;
  root.read_members(all_readers(job.spec),
                    has_definitions ? std::vector<std::string>{"name"}
                                    : std::vector<std::string>{"name", "command"},
                    kLaterKeys);
  if (!root.is(Node::Kind::kMapping)) return job;
  read_combinations(root, job.spec);
  if (job.spec.resource && document.find("early_stopping") == nullptr) {
    job.spec.early_stopping.asha = true;
  }
  if (has_definitions)
    read_definitions(root.member("definitions"), document, job.complaints, job.spec);
  if (job.spec.is_single_training()) root.complain("a job needs at least one objective");
  return job;
}

ReadResult<JobFile> read_job_file(const path& file) {
  const auto document = read_document(file);
  if (!document) return tl::unexpected(document.error());
  JobFile job = read_job(*document, file.string(), std::filesystem::absolute(file).parent_path());
  auto problems = job.problems();
  if (!problems.empty()) return tl::unexpected(std::move(problems));
  return job;
}

}  // namespace tuner
