// The problems by name. Each family is one file; the table is in problems.cc.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bench/regret/problem.h"
#include "tuner/base/result.h"

namespace tuner::regret {

// Our own problems: what "all" means.
std::vector<std::string> problem_names();

// The tasks that other tuners were measured with: the family "development". They have instance 0 only.
std::vector<std::string> development_names();

// Contract: `name` is of one of the two lists.
Problem make_problem(std::string_view name, std::uint64_t instance);

// From "all", or names and families with commas between them. kInvalidArgument for one that does not exist.
Result<std::vector<std::string>> select_problems(std::string_view list);

// smooth.cc: two to six coordinates, smooth.
Problem branin(std::uint64_t instance);
Problem camel(std::uint64_t instance);
Problem hartmann6(std::uint64_t instance);
Problem rosenbrock4(std::uint64_t instance);

// multimodal.cc: many local minima.
Problem ackley10(std::uint64_t instance);
Problem michalewicz5(std::uint64_t instance);
Problem levy5(std::uint64_t instance);
Problem styblinski_tang5(std::uint64_t instance);
Problem griewank4(std::uint64_t instance);

// ellipsoid.cc: one minimum, badly scaled along hidden axes.
Problem ellipsoid10(std::uint64_t instance);
Problem ellipsoid20(std::uint64_t instance);

// lattice.cc: integers only.
Problem lattice6(std::uint64_t instance);
Problem sizes5(std::uint64_t instance);

// tuning.cc: what tuning looks like: scales, integers, categories that interact, conditions.
Problem network(std::uint64_t instance);
Problem boosting(std::uint64_t instance);
Problem kernel_machine(std::uint64_t instance);

// development.cc: published functions, with the boxes and budgets of the development tasks.
Problem dev_branin();
Problem dev_hartmann6();
Problem dev_ackley10();
Problem dev_rosenbrock4();
Problem dev_michalewicz5();
Problem dev_hartmann6_noisy();
Problem dev_ackley20();
Problem dev_branin_in50();

// development_tuning.cc: the development tasks that look like tuning.
Problem dev_hpo_mlp();
Problem dev_hpo_cnn_noisy();
Problem dev_int_lattice();

// failing.cc: the best is at the edge of what works.
Problem memory(std::uint64_t instance);
Problem branin_wall(std::uint64_t instance);
Problem hartmann6_wall(std::uint64_t instance);
Problem levy5_wall(std::uint64_t instance);

// constrained.cc: what a result must keep is told, and the best is at its edge.
Problem gardner(std::uint64_t instance);
Problem branin_disk(std::uint64_t instance);
Problem hartmann6_ball(std::uint64_t instance);
Problem levy5_walls(std::uint64_t instance);
Problem serving(std::uint64_t instance);

}  // namespace tuner::regret
