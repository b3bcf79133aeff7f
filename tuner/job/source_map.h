// Where in a file the fields of a specification came from, so that a later check can name the line.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tuner/base/error.h"

namespace tuner {

class SourceMap {
 public:
  static constexpr int kNotInFile = 0;  // the pointer says where else, "--trials"

  struct Place {
    std::string pointer;  // in the file; may differ from the one in the specification
    int line = 1;         // or kNotInFile
  };

  struct Finding {
    Place place;
    Error error;  // its `at` is of no importance
  };

  explicit SourceMap(std::string file = {}) : file_(std::move(file)) {}

  const std::string& file() const { return file_; }
  void add(std::string spec_pointer, Place place) {
    places_.insert_or_assign(std::move(spec_pointer), std::move(place));
  }

  // Of the nearest field that encloses it; the beginning of the file where none is known.
  Place find(std::string_view spec_pointer) const;

  // Errors whose `at` is a pointer into the specification get "job.yaml:7: /parameters/lr/min"
  // instead, and are sorted by line.
  std::vector<Error> locate(std::vector<Error> errors) const;
  std::vector<Error> locate(std::vector<Finding> findings) const;

 private:
  std::string file_;
  std::map<std::string, Place, std::less<>> places_;
};

}  // namespace tuner
