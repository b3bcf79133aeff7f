// The development tasks are the functions that other tuners were measured with: spaces, values and yardsticks.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "bench/regret/problems.h"

namespace tuner::regret {
namespace {

ParameterValue value_from(const nlohmann::json& json, const Domain& domain) {
  if (std::holds_alternative<Categorical>(domain)) return Category{json.get<std::string>()};
  if (std::holds_alternative<Integer>(domain)) return json.get<std::int64_t>();
  return json.get<double>();
}

// development_golden.json holds random configurations and their losses, from the definitions behind the recorded results.
TEST(DevelopmentTasks, HaveTheValuesOfTheirDefinitions) {
  std::ifstream file(TUNER_SOURCE_DIR "/tests/bench/development_golden.json");
  std::size_t seen = 0;
  for (const auto& row : nlohmann::json::parse(file)) {
    const Problem problem = make_problem(row["problem"].get<std::string>(), 0);
    Configuration configuration;
    for (const Parameter& parameter : problem.space.parameters()) {
      const auto& json = row["configuration"].at(parameter.name);
      configuration.emplace(parameter.name, value_from(json, parameter.domain));
    }
    ASSERT_EQ(configuration.size(), row["configuration"].size()) << problem.name;
    EXPECT_TRUE(problem.space.check(configuration)) << problem.name;
    const double loss = row["loss"].get<double>();
    EXPECT_NEAR(problem.loss(configuration), loss, 1e-12 * (1.0 + std::abs(loss))) << row;
    ++seen;
  }
  EXPECT_GE(seen, development_names().size());
}

// bench/results/yardsticks.csv: task,budget,optimum,random.
TEST(DevelopmentTasks, HaveTheRecordedYardsticks) {
  std::ifstream file(TUNER_SOURCE_DIR "/bench/results/yardsticks.csv");
  std::map<std::string, std::string> rows;
  for (std::string line; std::getline(file, line);) {
    const std::size_t comma = line.find(',');
    rows["dev_" + line.substr(0, comma)] = line.substr(comma + 1);
  }
  for (const std::string& name : development_names()) {
    const Problem problem = make_problem(name, 0);
    ASSERT_TRUE(problem.recorded && rows.contains(name)) << name;
    std::istringstream row(rows[name]);
    double budget = 0.0, optimum = 0.0, random = 0.0;
    char comma = 0;
    row >> budget >> comma >> optimum >> comma >> random;
    EXPECT_EQ(static_cast<double>(problem.budget), budget) << name;
    EXPECT_EQ(problem.recorded->optimum, optimum) << name;
    EXPECT_EQ(problem.recorded->random, random) << name;
  }
}

TEST(DevelopmentTasks, AreAFamilyApartFromAll) {
  EXPECT_EQ(select_problems("development").value(), development_names());
  EXPECT_EQ(select_problems("all,development")->size(),
            problem_names().size() + development_names().size());
  for (const std::string& name : development_names()) {
    EXPECT_EQ(make_problem(name, 0).family, "development");
    EXPECT_EQ(make_problem(name, 0).name, name);
  }
  EXPECT_FALSE(select_problems("development,dev_branin"));
}

}  // namespace
}  // namespace tuner::regret
