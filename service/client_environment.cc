#include "service/client_environment.h"

#include <algorithm>
#include <vector>

#include "service/catalogue.h"

namespace tuner {
namespace {

struct ActedOn {
  std::string_view by;
  std::vector<std::string_view> patterns;  // as those of images
};

// The first row that matches decides.
const std::vector<ActedOn>& table() {
  static const std::vector<ActedOn> rows{
      {"",  // harmless, and of use to trainings
       {"PYTHONUNBUFFERED",
        "PYTHONHASHSEED",
        "PYTHONFAULTHANDLER",
        "PYTHONDONTWRITEBYTECODE",
        "PYTHONIOENCODING",
        "PYTHONUTF8",
        "NODE_ENV",
        "NODE_RANK",
        "GIT_BRANCH",
        "GIT_COMMIT",
        "JULIA_NUM_THREADS"}},
      {"the dynamic linker and the C library",
       {"LD_*", "GLIBC_TUNABLES", "GCONV_PATH", "LOCPATH", "NLSPATH"}},
      {"shells and whatever starts a program by its name",
       {"PATH", "IFS", "ENV", "BASH*", "SHELL*", "PS4", "PROMPT_COMMAND", "CDPATH", "ZDOTDIR"}},
      {"programs that look for their settings and modules there", {"HOME", "XDG_*"}},
      {"programs that start another one",
       {"BROWSER", "EDITOR", "VISUAL", "*PAGER", "LESS*", "CC", "CXX", "MAKEFLAGS", "MAKEFILES"}},
      {"Python", {"PYTHON*", "VIRTUAL_ENV", "PIP_*"}},
      {"Perl", {"PERL*"}},
      {"Ruby", {"RUBY*", "GEM_*", "BUNDLE_*"}},
      {"Node.js", {"NODE_*", "NPM_*", "npm_*"}},
      {"Java", {"JAVA_*", "_JAVA_*", "JDK_*", "CLASSPATH"}},
      {"R", {"R_*"}},
      {"Julia", {"JULIA_*"}},
      {"Lua", {"LUA_*"}},
      {"PHP", {"PHPRC", "PHP_*"}},
      {".NET", {"DOTNET_*", "CORECLR_*"}},
      {"awk", {"AWKPATH", "AWKLIBPATH"}},
      {"git", {"GIT_*"}},
      {"libraries that load others",
       {"OPENSSL_*",
        "KRB5_*",
        "CUDA_INJECTION*",
        "NCCL_*PLUGIN*",
        "OMP_TOOL_LIBRARIES",
        "OMPI_MCA_*"}}};
  return rows;
}

}  // namespace

std::string_view acts_on_variable(std::string_view name) {
  for (const auto& [by, patterns] : table()) {
    if (std::ranges::any_of(patterns,
                            [&](std::string_view each) { return Catalogue::matches(each, name); }))
      return by;
  }
  return "";
}

}  // namespace tuner
