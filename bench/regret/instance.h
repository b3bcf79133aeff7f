// From a published function on a box to its instances.
//
//   loss(z) = f(x* + R (P z − t))
//
// P permutes and reflects the coordinates of the unit cube, t = x* + s moves the minimum x* by up to a fifth of each range and
// keeps it inside of the box, R rotates. In instance 0 the three are the identity, except R where the function is rotated by
// its definition. The functions are such that nothing outside of the published box lies below f(x*).
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <functional>
#include <string>

#include "bench/regret/problem.h"

namespace tuner::regret {

enum class Rotation { kNever, kExceptPublished, kAlways };

struct Box {
  std::string name, family;
  Eigen::VectorXd lower, upper, best;  // one entry per coordinate; best = x*
  std::function<double(const Eigen::VectorXd&)> function;
  std::size_t budget = 50;
  Rotation rotation = Rotation::kNever;
};

// The same ends for each of `dimension` coordinates; best is `best` in all of them.
Box cube(std::string name, Eigen::Index dimension, double lower, double upper, double best);

// Parameters x01, x02, …: so named, their alphabetical order is that of the coordinates.
Problem instance_of(const Box& box, std::uint64_t instance);

// `count` different numbers in random order; a random orthogonal matrix. Functions of their arguments.
std::vector<Eigen::Index> permutation(Eigen::Index count,
                                      std::uint64_t instance,
                                      std::string_view purpose);
Eigen::MatrixXd rotation(Eigen::Index dimension, std::uint64_t instance, std::string_view purpose);

}  // namespace tuner::regret
