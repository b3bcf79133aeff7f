// What is wrong with one file: what its reader could not read, then what checks of the specification find in the rest. A
// problem that only follows from an earlier one is left out, so that all can be shown at once.
//
//   reader ─► add() ─► with_rules_of(spec, further checks) ─► problems with file, line and key
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tuner/job/source_map.h"
#include "tuner/job/tuning_job.h"

namespace tuner {

class Complaints {
 public:
  // What the message of a broken rule is in the words of the file's format.
  using Words = std::string (*)(std::string message);

  // `words` nullptr: the file is a job file, in whose words the rules are written.
  explicit Complaints(std::string file = {}, Words words = nullptr)
      : places_(std::move(file)), words_(words) {}

  void add(SourceMap::Place place, std::string message);
  SourceMap& places() { return places_; }

  // Whether something at, in or around this field of the specification could not be read.
  bool any_under(std::string_view spec_pointer) const;

  // All of them, sorted by line.
  std::vector<Error> errors() const { return places_.locate(findings_); }

  // Adds spec.problems(), and what `further` checks found in single fields of `spec` (each with its JSON pointer): except
  // what only follows from a value that could not be read. Sorted by line.
  std::vector<Error> with_rules_of(const TuningJobSpec& spec,
                                   const std::vector<Error>& further = {}) const;

 private:
  // A field of the job itself or of one of its definitions.
  struct Part {
    const TrainingDefinition& training;
    std::string root;     // "/definitions/1", or empty
    std::string pointer;  // within it
  };
  static Part part_of(const TuningJobSpec& spec, const std::string& pointer);

  bool any_at(std::string_view spec_pointer) const;
  bool is_consequence(const Part& part) const;
  bool is_consequence_in_rule(const Part& part) const;
  bool is_unread(const Part& part) const;

  // The finding that a rule is broken.
  SourceMap::Finding in_words(Error problem) const;

  SourceMap places_;
  Words words_;
  std::vector<SourceMap::Finding> findings_;
};

}  // namespace tuner
