// What the Gaussian process sees of a configuration: real columns in which distance means
// difference.
//
//   numbers                  one column, u itself; rounded to the centre of its bin where there
//                            are levels
//   categories               one column per value, 1/√2 at the chosen one: any two differ by
//                            distance 1
//   conditional numbers      an arc, active ↦ ω (sin πρu, cos πρu), inactive ↦ (0, 0), with ρ = ½
//                            and ω = 1/(πρ), so that a small step in u is as long as without a
//                            condition and inactive is ω = 0.64 from every value
//   conditional categories   one column more, for inactive
//   constants                nothing
//
// All columns of a parameter share a length scale. One model thus holds every branch of a
// conditional space.
//
// In the flow: Encoding maps configurations to u; this maps u to columns, and says how a search may
// move in u.
//
// Shapes  u has D = space.size() entries in [0,1]; P columns. Many points are rows.
// Source  rounding [GarridoMerchan2020]; arcs [Swersky2014].
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "tuner/gp/kernel.h"
#include "tuner/space/encoding.h"

namespace tuner {

class ModelCoordinates {
 public:
  explicit ModelCoordinates(SearchSpace space);

  const Encoding& encoding() const { return encoding_; }
  Eigen::Index dimension() const { return encoding_.dimension(); }
  const ColumnGroups& groups() const { return groups_; }

  // The number of levels of coordinate j, 0 if it is continuous; whether they are unordered.
  std::uint64_t levels(Eigen::Index j) const { return at(j).levels; }
  bool is_categorical(Eigen::Index j) const { return at(j).categorical; }
  // Of coordinate j, which has levels: the level at u, and the middle of level `index`.
  std::uint64_t level_at(Eigen::Index j, double u) const;
  double centre_of(Eigen::Index j, std::uint64_t index) const;
  bool is_conditional(Eigen::Index j) const { return at(j).conditional(); }

  // No coordinate has levels, and so none is conditional: all are free everywhere.
  bool is_continuous() const;

  const Domain& domain(Eigen::Index j) const;

  // 1 for every coordinate whose parameter is active at u, else 0.
  std::vector<char> activity(const Eigen::VectorXd& u) const;

  // As Encoding::snap, but without building a configuration, and without moving continuous values.
  Eigen::VectorXd snap(Eigen::VectorXd u) const;

  // The columns of snapped points, one row each.
  Eigen::MatrixXd columns(const Eigen::MatrixXd& points) const;

  // From the gradient in the columns to the gradient in u; zero where u is not free. u is snapped.
  Eigen::VectorXd pull_back(const Eigen::VectorXd& u, const Eigen::VectorXd& column_gradient) const;

  // The active continuous coordinates of u.
  std::vector<Eigen::Index> free_coordinates(const Eigen::VectorXd& u) const;

  // Snapped neighbours of a snapped u in one active discrete coordinate each: all other values of a
  // category or of at most 12 levels, else one and two levels and 10 % and 30 % of the range up and
  // down. One row each; forbidden ones are left out.
  Eigen::MatrixXd moves(const Eigen::VectorXd& u) const;

 private:
  struct Requirement {
    Eigen::Index parent;
    std::vector<std::uint64_t> levels;  // of the parent; sorted
  };
  struct Coordinate {
    std::uint64_t levels = 0;
    bool categorical = false;
    std::vector<Requirement> requirements;
    Eigen::Index first_column = 0, column_count = 0;

    bool conditional() const { return !requirements.empty(); }
  };

  const Coordinate& at(Eigen::Index j) const { return coordinates_[static_cast<std::size_t>(j)]; }
  Coordinate describe(std::size_t index) const;
  void append_moves(const Eigen::VectorXd& u,
                    Eigen::Index j,
                    std::vector<Eigen::VectorXd>& moves) const;

  Encoding encoding_;
  std::vector<Coordinate> coordinates_;
  std::vector<std::size_t> conditional_;  // of the coordinates; parents first
  ColumnGroups groups_;
};

}  // namespace tuner
