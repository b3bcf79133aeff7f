// `tuner doctor`: whether this machine, the home and its database are fit for work, or a server can be worked with.
#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "service/commands.h"
#include "service/conclude.h"
#include "service/doctor_checks.h"
#include "service/job_json.h"
#include "service/server_checks.h"
#include "service/text_table.h"
#include "service/workspace.h"

namespace tuner {
namespace {

TextCell health_cell(Health health) {
  switch (health) {
    case Health::kOk:
      return {"ok", Style::kGood};
    case Health::kWarn:
      return {"warn", Style::kWarn};
    case Health::kFail:
      return {"fail", Style::kBad};
  }
  return {};
}

std::string text_of(const std::vector<Check>& checks) {
  TextTable table({{""}, {""}, {""}});
  for (const Check& check : checks) {
    table.add_row({health_cell(check.health), {check.what}, {check.finding}});
  }
  Terminal terminal = standard_output();
  terminal.width.reset();  // advice is for reading to its end
  return table.render(terminal);
}

std::string document_of(const std::vector<Check>& checks, bool fit) {
  auto list = nlohmann::ordered_json::array();
  for (const Check& check : checks) {
    list.push_back({{"check", check.what},
                    {"health", health_cell(check.health).text},
                    {"finding", check.finding}});
  }
  return json_text({{"ok", fit}, {"checks", list}});
}

Result<std::vector<Check>> look(const CommandContext& context, const DoctorOptions& options) {
  if (options.server)
    return examine_server(*options.server, credentials_of_environment(), SystemClock());
  TUNER_ASSIGN_OR_RETURN(const Home home, find_home(context));
  const char* path = std::getenv("PATH");
  return examine(home, path == nullptr ? "" : path);
}

Result<ExitCode> doctor(const CommandContext& context, const DoctorOptions& options) {
  TUNER_ASSIGN_OR_RETURN(const std::vector<Check> checks, look(context, options));
  const bool fit = std::none_of(checks.begin(), checks.end(), [](const Check& check) {
    return check.health == Health::kFail;
  });
  print(context.json ? document_of(checks, fit) : text_of(checks));
  return fit ? kExitOk : kExitEnvironment;
}

}  // namespace

int doctor_command(const CommandContext& context, const DoctorOptions& options) {
  return conclude(doctor(context, options));
}

}  // namespace tuner
