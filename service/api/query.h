// The part of a target after '?': what a handler reads of it by name, and what is wrong with the rest.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "service/api/refusal.h"

namespace tuner::api {

class Query {
 public:
  // "limit=10&status=running"; '+' is a plus sign.
  explicit Query(std::string_view raw);

  // Each name may be read once or more; a value that breaks the rule is read as the fallback and told by check().
  std::optional<std::string> text(const std::string& name);
  std::uint64_t whole(const std::string& name,
                      std::uint64_t fallback,
                      std::uint64_t least,
                      std::uint64_t most);

  void complain(const std::string& name, std::string message);

  // After everything has been read: every problem at once, names that nobody has read among them.
  Reply<void> check() const;

 private:
  std::map<std::string, std::string> values_;
  std::set<std::string> read_;
  std::vector<Problem> problems_;
};

}  // namespace tuner::api
