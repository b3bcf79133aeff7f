#include "tuner/job/source_map.h"

#include <algorithm>
#include <utility>

#include "tuner/base/utf8.h"
#include "tuner/job/document.h"

namespace tuner {

SourceMap::Place SourceMap::find(std::string_view spec_pointer) const {
  while (true) {
    if (const auto found = places_.find(spec_pointer); found != places_.end()) return found->second;
    const std::size_t slash = spec_pointer.rfind('/');
    if (slash == std::string_view::npos) return {};
    spec_pointer = spec_pointer.substr(0, slash);
  }
}

std::vector<Error> SourceMap::locate(std::vector<Finding> findings) const {
  std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    return a.place.line < b.place.line;
  });
  std::vector<Error> errors;
  for (auto& [place, error] : findings) {
    error.at =
        place.line == kNotInFile ? place.pointer : place_in_file(file_, place.line, place.pointer);
    error.message = shortened_to_bytes(error.message, kMaxMessageBytes);
    errors.push_back(std::move(error));
  }
  return errors;
}

std::vector<Error> SourceMap::locate(std::vector<Error> errors) const {
  std::vector<Finding> findings;
  for (Error& error : errors) {
    Place place = find(error.at);
    findings.push_back({std::move(place), std::move(error)});
  }
  return locate(std::move(findings));
}

}  // namespace tuner
