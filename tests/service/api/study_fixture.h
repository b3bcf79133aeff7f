// Studies in a home of their own, and a program that asks them and tells what a function says.
#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "service/api/studies.h"
#include "tests/contract/result_matchers.h"
#include "tests/fakes/temporary_folder.h"

namespace tuner::api {

inline constexpr const char* kSmallSpace =
    R"({"lr":{"type":"float","low":1e-5,"high":1,"log":true},"n":{"type":"int","low":1,"high":90},)"
    R"("c":{"type":"categorical","choices":["a",3,"3",3.0,true]}})";

class StudiesTest : public ::testing::Test {
 protected:
  Home home() const { return Home(folder_.path()); }
  std::filesystem::path log_of(const std::string& name) const {
    return home().studies_folder() / (name + ".log");
  }

  static std::string body_of(const std::string& name, const std::string& space = kSmallSpace) {
    return R"({"name":")" + name + R"(","seed":7,"space":)" + space + "}";
  }

  static std::shared_ptr<Study> create(Studies& studies,
                                       const std::string& name,
                                       const std::string& strategy = "bayesian",
                                       const std::string& space = kSmallSpace) {
    const std::string body = body_of(name, space);
    const auto header = parse_document(body, DocumentFormat::kJson, "");
    auto study = studies.create(
        {.name = name, .strategy = strategy, .created_at = "now", .created_by = "ann"},
        *header,
        body);
    if (!study) ADD_FAILURE() << to_string(study.error().front());
    return study ? *study : nullptr;
  }

  static std::shared_ptr<Study> found(Studies& studies, const std::string& name) {
    return testing::value_of(studies.find(name));
  }

  // A trial that was asked for, as text; it is told unless it is to stay open.
  static std::string one_round(Study& study, bool stays_open = false) {
    const auto asked = testing::value_of(study.ask(1));
    if (asked.empty()) return "";
    if (!stays_open) tell_trial(study, asked.front());
    return asked.front();
  }

  static void tell_trial(Study& study, const std::string& trial) {
    const auto json = nlohmann::json::parse(trial);
    const int id = json.at("id");
    const double lr = json.at("params").at("lr"), n = json.at("params").at("n");
    const nlohmann::json value = id % 5 == 4 ? nlohmann::json() : nlohmann::json(lr + n / 90);
    const auto told = study.tell(nlohmann::json{{"id", id}, {"value", value}}.dump());
    EXPECT_TRUE(told) << to_string(told.error().front());
  }

  // All that can be seen of a study.
  static std::string all_of(Study& study) {
    const auto state = testing::value_of(study.state());
    std::string text =
        state.definition + " " + std::to_string(state.trials) + " " + std::to_string(state.told);
    for (const std::string& each : state.open) text += " " + each;
    const auto best = study.best();
    return text + " " + (best ? *best : best.error().message);
  }

 private:
  testing_fakes::TemporaryFolder folder_;
};

}  // namespace tuner::api
