#include "bench/regret/front_problems.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string_view>

#include "bench/regret/functions.h"
#include "bench/regret/instance.h"
#include "tuner/base/check.h"
#include "tuner/base/rng.h"

namespace tuner::regret {
namespace {

using std::numbers::pi;
using Losses = std::vector<double>;

// A function of a point of the unit cube.
struct Front {
  std::string name, family;
  Eigen::Index dimension = 0;
  std::function<Losses(const Eigen::VectorXd&)> losses;
  Eigen::VectorXd reference;
  double largest = 0.0;
};

// A monotonous map of [0, 1] onto itself that moves the middle.
struct Bend {
  double middle = 0.5;
  double operator()(double u) const {
    return u < middle ? 0.5 * u / middle : 1.0 - 0.5 * (1.0 - u) / (1.0 - middle);
  }
};

FrontProblem instance_of(Front front, std::uint64_t instance) {
  const Eigen::Index d = front.dimension;
  std::vector<Eigen::Index> from(static_cast<std::size_t>(d));
  for (std::size_t i = 0; i < from.size(); ++i) from[i] = static_cast<Eigen::Index>(i);
  std::vector<Bend> bends(from.size());
  if (instance > 0) {
    from = permutation(d, instance, front.name);
    Rng rng = Rng::for_trial(instance, TrialId{1}, "bends of " + front.name);
    for (Bend& bend : bends) bend.middle = 0.3 + 0.4 * rng.uniform();
  }
  const Box box = cube(front.name, d, 0.0, 1.0, 0.5);
  const Problem numbers = regret::instance_of(
      {box.name, box.family, box.lower, box.upper, box.best, [](const auto&) { return 0.0; }}, 0);
  auto losses = [losses = front.losses, from, bends](const Configuration& configuration) {
    Eigen::VectorXd u(static_cast<Eigen::Index>(from.size()));
    Eigen::Index i = 0;
    for (const auto& [name, value] : configuration) {
      const auto k = from[static_cast<std::size_t>(i++)];
      u[k] = bends[static_cast<std::size_t>(k)](std::get<double>(value));
    }
    return losses(u);
  };
  return {front.name, front.family, numbers.space, losses, front.reference, front.largest};
}

double factorial(Eigen::Index n) { return std::tgamma(static_cast<double>(n) + 1.0); }
double power(double base, Eigen::Index n) { return std::pow(base, static_cast<double>(n)); }

// The losses of the DTLZ family whose front is a curved or plane simplex: radius times products of the parts that the first
// coordinates cut off, one after the other.
Losses simplex(const Eigen::VectorXd& u,
               Eigen::Index objectives,
               double radius,
               double (*kept)(double),
               double (*cut)(double)) {
  Losses losses;
  for (Eigen::Index m = objectives; m-- > 0;) {
    double loss = radius;
    for (Eigen::Index j = 0; j < m; ++j) loss *= kept(u[j]);
    if (m < objectives - 1) loss *= cut(u[m]);
    losses.push_back(loss);
  }
  return losses;
}

Front dtlz1(Eigen::Index m) {
  const auto losses = [m](const Eigen::VectorXd& u) {
    const Eigen::ArrayXd x = u.tail(u.size() - m + 1).array() - 0.5;
    const double g =
        100.0 * (static_cast<double>(x.size()) + (x * x - (20.0 * pi * x).cos()).sum());
    return simplex(
        u, m, 0.5 * (1.0 + g), [](double v) { return v; }, [](double v) { return 1.0 - v; });
  };
  return {"dtlz1_" + std::to_string(m),
          "dtlz",
          m + 3,
          losses,
          Eigen::VectorXd::Constant(m, 200.0),
          power(200.0, m) - power(0.5, m) / factorial(m)};
}

Losses sphere(const Eigen::VectorXd& u, Eigen::Index m) {
  const double g = (u.tail(u.size() - m + 1).array() - 0.5).square().sum();
  return simplex(
      u,
      m,
      1.0 + g,
      [](double v) { return std::cos(v * pi / 2.0); },
      [](double v) { return std::sin(v * pi / 2.0); });
}

Front dtlz2(Eigen::Index m) {
  const double ball = std::pow(pi, m / 2.0) / std::tgamma(m / 2.0 + 1.0);
  return {"dtlz2_" + std::to_string(m),
          "dtlz",
          m + 4,
          [m](const Eigen::VectorXd& u) { return sphere(u, m); },
          Eigen::VectorXd::Constant(m, 1.1),
          power(1.1, m) - ball / power(2.0, m)};
}

// The last loss of DTLZ7 on the front is 2M − Σ hill(f_j); what a smaller f_j dominates counts as well.
double hill(double f) { return f * (1.0 + std::sin(3.0 * pi * f)); }

double volume_of_dtlz7(Eigen::Index m, const Eigen::VectorXd& reference) {
  constexpr int kCells = 24;
  std::vector<double> highest;  // of the hills up to the middle of each cell
  double so_far = 0.0, f = 0.0;
  for (int cell = 0; cell < kCells; ++cell) {
    for (; f <= std::min(1.0, reference[0] * (cell + 0.5) / kCells); f += 1e-4)
      so_far = std::max(so_far, hill(f));
    highest.push_back(so_far);
  }
  double sum = 0.0, cells = power(kCells, m - 1);
  for (double index = 0.0; index < cells; ++index) {
    double rest = index, room = reference[m - 1] - 2.0 * static_cast<double>(m);
    for (Eigen::Index j = 0; j + 1 < m; ++j, rest = std::floor(rest / kCells))
      room += highest[static_cast<std::size_t>(std::fmod(rest, kCells))];
    sum += std::max(room, 0.0);
  }
  return sum * power(reference[0], m - 1) / cells;
}

Front dtlz7(Eigen::Index m) {
  const auto losses = [m](const Eigen::VectorXd& u) {
    const Eigen::Index rest = u.size() - m + 1;
    const double g = 1.0 + 9.0 * u.tail(rest).sum() / static_cast<double>(rest);
    Losses values(u.data(), u.data() + m - 1);
    double last = (1.0 + g) * static_cast<double>(m);
    for (const double f : values) last -= hill(f);
    values.push_back(last);
    return values;
  };
  Eigen::VectorXd reference = Eigen::VectorXd::Constant(m, 1.1);
  reference[m - 1] = 5.0 * static_cast<double>(m);
  return {"dtlz7_" + std::to_string(m),
          "dtlz",
          m + 3,
          losses,
          reference,
          volume_of_dtlz7(m, reference)};
}

// DTLZ2 with f⁴ in place of f, and f² of the last: a convex front.
Front convex(Eigen::Index m) {
  const auto losses = [m](const Eigen::VectorXd& u) {
    Losses values = sphere(u, m);
    for (double& loss : values) loss *= loss;
    for (std::size_t j = 0; j + 1 < values.size(); ++j) values[j] *= values[j];
    return values;
  };
  return {"convex_" + std::to_string(m),
          "convex",
          m + 4,
          losses,
          Eigen::VectorXd::Constant(m, 1.1),
          power(1.1, m) - power(2.0, m - 1) / factorial(2 * m - 1)};
}

// Distances from places in the unit cube; no bound is known but that of the box.
Front places(Eigen::Index m) {
  constexpr double kVolumes[] = {0.43, 0.29, 0.17};
  const auto losses = [m](const Eigen::VectorXd& u) {
    Losses values;
    for (Eigen::Index k = 0; k < m; ++k) {
      double sum = 0.0;
      for (Eigen::Index j = 0; j < u.size(); ++j)
        sum += std::pow(u[j] - (0.1 + 0.2 * static_cast<double>((7 * k + 3 * j) % 5)), 2);
      values.push_back(std::sqrt(sum));
    }
    return values;
  };
  return {"places_" + std::to_string(m),
          "places",
          6,
          losses,
          Eigen::VectorXd::Constant(m, 1.2),
          kVolumes[m - 3]};
}

// Mass, acceleration and intrusion of a car's front by five thicknesses.
Losses vehicle_losses(const Eigen::VectorXd& u) {
  const Eigen::VectorXd x = 1.0 + 2.0 * u.array();
  const double a = x[0], b = x[1], c = x[2], d = x[3], e = x[4];
  return {1640.2823 + 2.3573285 * a + 2.3220035 * b + 4.5688768 * c + 7.7213633 * d + 4.4559504 * e,
          6.5856 + 1.15 * a - 1.0427 * b + 0.9738 * c + 0.8364 * d - 0.3695 * a * d +
              0.0861 * a * e + 0.3628 * b * d - 0.1106 * a * a - 0.3437 * c * c + 0.1764 * d * d,
          -0.0551 + 0.0181 * a + 0.1024 * b + 0.0421 * c - 0.0073 * a * b + 0.024 * b * c -
              0.0118 * b * d - 0.0204 * c * d - 0.008 * c * e - 0.0241 * b * b + 0.0109 * d * d};
}

Front vehicle(Eigen::Index) {
  return {"vehicle",
          "vehicle",
          5,
          vehicle_losses,
          Eigen::Vector3d(1864.72022, 11.81993945, 0.2903999384),
          246.81607081187002};
}

// The problems by [Zitzler2000] with a distance in all coordinates but the first.
Front zdt(const std::string& name, double (*shape)(double f, double g), double largest) {
  const auto losses = [shape](const Eigen::VectorXd& u) -> Losses {
    const double g = 1.0 + 9.0 * u.tail(u.size() - 1).mean();
    return {u[0], g * shape(u[0], g)};
  };
  return {name, "two", 6, losses, Eigen::Vector2d(1.1, 2.0), largest};
}

Front zdt1(Eigen::Index) {
  return zdt(
      "zdt1", [](double f, double g) { return 1.0 - std::sqrt(f / g); }, 2.2 - 1.0 / 3.0);
}

Front zdt2(Eigen::Index) {
  return zdt(
      "zdt2", [](double f, double g) { return 1.0 - f / g * f / g; }, 2.2 - 2.0 / 3.0);
}

Front zdt3(Eigen::Index) {
  return zdt(
      "zdt3",
      [](double f, double g) { return 1.0 - std::sqrt(f / g) - f / g * std::sin(10.0 * pi * f); },
      2.2 + 0.7);
}

Front branin_currin(Eigen::Index) {
  const auto losses = [](const Eigen::VectorXd& u) -> Losses {
    const double a = u[0], b = u[1];
    const double damped = b > 0.0 ? 1.0 - std::exp(-0.5 / b) : 1.0;
    return {branin_of(Eigen::Vector2d(15.0 * a - 5.0, 15.0 * b)),
            damped * (2300.0 * a * a * a + 1900.0 * a * a + 2092.0 * a + 60.0) /
                (100.0 * a * a * a + 500.0 * a * a + 4.0 * a + 20.0)};
  };
  return {"branin_currin", "two", 2, losses, Eigen::Vector2d(18.0, 6.0), 59.4};
}

struct Entry {
  const char* name;
  Front (*make)(Eigen::Index objectives);
  Eigen::Index objectives;
};

constexpr Entry kFronts[] = {
    {"zdt1", zdt1, 2},       {"zdt2", zdt2, 2},
    {"zdt3", zdt3, 2},       {"branin_currin", branin_currin, 2},
    {"dtlz1_3", dtlz1, 3},   {"dtlz1_4", dtlz1, 4},
    {"dtlz1_5", dtlz1, 5},   {"dtlz2_3", dtlz2, 3},
    {"dtlz2_4", dtlz2, 4},   {"dtlz2_5", dtlz2, 5},
    {"dtlz7_3", dtlz7, 3},   {"dtlz7_4", dtlz7, 4},
    {"dtlz7_5", dtlz7, 5},   {"convex_3", convex, 3},
    {"convex_4", convex, 4}, {"convex_5", convex, 5},
    {"places_3", places, 3}, {"places_4", places, 4},
    {"places_5", places, 5}, {"vehicle", vehicle, 3},
};

}  // namespace

std::vector<std::string> front_problem_names() {
  std::vector<std::string> names;
  for (const Entry& entry : kFronts) names.emplace_back(entry.name);
  return names;
}

FrontProblem make_front_problem(const std::string& name, std::uint64_t instance) {
  const auto* entry = std::find_if(
      std::begin(kFronts), std::end(kFronts), [&](const Entry& e) { return e.name == name; });
  TUNER_CHECK(entry != std::end(kFronts), "the problem exists");
  return instance_of(entry->make(entry->objectives), instance);
}

}  // namespace tuner::regret
