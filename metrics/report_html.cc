#include "metrics/report_html.h"

#include <algorithm>
#include <utility>

#include "metrics/report_charts.h"
#include "metrics/report_style.h"
#include "metrics/report_tables.h"
#include "metrics/report_text.h"

namespace tuner {
namespace {

constexpr std::size_t kMaxTrialRows = 1'000;

std::string element(std::string_view tag, std::string_view text) {
  return "<" + std::string(tag) + ">" + escape_html(text) + "</" + std::string(tag) + ">\n";
}

std::string paragraph(std::string_view css_class, std::string_view text) {
  return "<p class=\"" + std::string(css_class) + "\">" + escape_html(text) + "</p>\n";
}

std::string cell_html(const Cell& cell, bool figure) {
  const std::string data = cell.number ? " data-v=\"" + shortest(*cell.number) + "\"" : "";
  return std::string("<td class=\"") + (figure ? "figure" : "text") + "\"" + data + ">" +
         escape_html(cell.text) + "</td>";
}

std::string table_html(const Table& table, bool sortable) {
  const std::vector<bool> figures = figure_columns(table);
  std::string html = "<div class=\"scroll\"><table><thead><tr>";
  for (std::size_t column = 0; column < table.header.size(); ++column) {
    const std::string name = escape_html(table.header[column]);
    html += std::string("<th scope=\"col\"") + (figures[column] ? " class=\"figure\">" : ">") +
            (sortable ? "<button type=\"button\">" + name + "</button>" : name) + "</th>";
  }
  html += "</tr></thead>\n<tbody>\n";
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    html += table.highlighted.contains(row) ? "<tr class=\"highlighted\">" : "<tr>";
    for (std::size_t column = 0; column < table.rows[row].size(); ++column) {
      html += cell_html(table.rows[row][column], figures[column]);
    }
    html += "</tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

std::string html_section(std::string_view title, const Table& table, bool sortable = false) {
  return table.rows.empty() ? "" : element("h3", title) + table_html(table, sortable);
}

std::string figure_html(const Figure& figure) {
  const std::string caption = figure.caption.empty() ? "" : element("figcaption", figure.caption);
  return "<figure>" + figure.svg + caption + "</figure>\n";
}

std::string small_multiples(std::string_view title,
                            std::string_view note,
                            const std::vector<Figure>& figures) {
  if (figures.empty()) return "";
  std::string html = element("h3", title) + paragraph("note", note) + "<div class=\"small\">\n";
  for (const Figure& figure : figures)
    html += "<figure>" + element("figcaption", figure.caption) + figure.svg + "</figure>\n";
  return html + "</div>\n";
}

std::string legend_entry(std::string_view symbol, std::string_view text) {
  return "<li><svg viewBox=\"0 0 26 12\" aria-hidden=\"true\">" + std::string(symbol) + "</svg>" +
         escape_html(text) + "</li>";
}

std::string history_legend(const JobReport& job) {
  std::string html =
      "<ul class=\"legend\">" +
      legend_entry("<path class=\"best-line\" d=\"M0 6H26\"/>", "best so far") +
      legend_entry("<circle class=\"best\" cx=\"13\" cy=\"6\" r=\"6\"/>", "best trial") +
      legend_entry("<circle class=\"succeeded\" cx=\"13\" cy=\"6\" r=\"4\"/>", "succeeded");
  if (job.counts.contains(TrialStatus::kStoppedEarly)) {
    html += legend_entry("<circle class=\"stopped\" cx=\"13\" cy=\"6\" r=\"4\"/>", "stopped early");
  }
  if (job.violating > 0) {
    html += legend_entry("<circle class=\"violating\" cx=\"13\" cy=\"6\" r=\"4\"/>",
                         "violates a constraint");
  }
  if (job.counts.contains(TrialStatus::kFailed)) {
    html += legend_entry("<path class=\"failed\" d=\"M10 3l6 6m0 -6l-6 6\"/>", "failed");
  }
  return html + "</ul>\n";
}

std::string card(std::string_view css_class, std::string_view figure, std::string_view label) {
  return "<div class=\"" + std::string(css_class) + "\"><b>" + escape_html(figure) + "</b><span>" +
         escape_html(label) + "</span></div>\n";
}

std::string cards(const JobReport& job) {
  const Trial* const best = job.best_trial();
  std::string html = "<div class=\"cards\">\n";
  html += best == nullptr
              ? card("card first",
                     "–",
                     job.nearest_miss ? describe_nearest_miss(*job.find(*job.nearest_miss),
                                                              job.record.spec.constraints)
                                      : "no trial has given a value")
              : card("card first",
                     format_value(best->objectives.front()),
                     "best " + metric_of(job.record.spec, *best) + ", trial " +
                         std::to_string(best->id.number));
  if (job.has_several_objectives()) {
    html += card("card", std::to_string(job.front.size()), "trials on the front");
  }
  if (job.spread) {
    html += card("card",
                 format_value(job.spread->median),
                 "median; quartiles " + format_value(job.spread->lower_quartile) + " … " +
                     format_value(job.spread->upper_quartile));
  }
  html += card("card", std::to_string(job.trials.size()), "trials: " + describe_counts(job));
  html += card("card",
               format_duration(job.record.job_time),
               "job time; " + format_duration(job.training_time) + " of training");
  return html + "</div>\n";
}

std::string lead(const JobReport& job) {
  const TuningJobSpec& spec = job.record.spec;
  std::string text = spec.strategy;
  for (const Objective& objective : spec.objectives) text += " · " + describe(objective);
  for (const Constraint& constraint : spec.constraints) text += " · " + describe(constraint);
  text += " · " + std::to_string(spec.limits.parallel) + " at a time";
  if (spec.seed) text += " · seed " + std::to_string(*spec.seed);
  const std::string prior = describe_prior(spec, job.record.prior);
  if (!prior.empty()) text += " · begins with " + prior;
  text += " · started " + format_time(job.record.created_at);
  if (job.record.ended_at) text += ", ended " + format_time(*job.record.ended_at);
  return paragraph("lead", text) + paragraph("lead", describe_status(job.record));
}

// All trials by number, or of very many only the best.
std::string trials_section(const JobReport& job) {
  std::vector<TrialId> shown;
  if (job.trials.size() > kMaxTrialRows) {
    shown.assign(
        job.ranking.begin(),
        job.ranking.begin() + std::min<std::ptrdiff_t>(kMaxTrialRows, std::ssize(job.ranking)));
  } else {
    for (const Trial& trial : job.trials) shown.push_back(trial.id);
  }
  if (shown.empty()) return "";
  const bool all = shown.size() == job.trials.size();
  const std::string title =
      all ? "All trials" : "The " + std::to_string(shown.size()) + " best trials";
  const std::string rest =
      all ? "" : " All " + std::to_string(job.trials.size()) + " are in the CSV and JSON reports.";
  return element("h3", title) +
         paragraph("note", "A click on a column's name sorts by it." + rest) +
         table_html(trial_table(job, shown), true);
}

std::string definition_section(const TuningJobSpec& spec) {
  std::string text;
  const auto all = spec.all_definitions();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!spec.definitions.empty())
      text += (i == 0 ? "" : "\n\n") + spec.definitions[i].name + ":\n";
    std::string command;
    for (const std::string& argument : all[i]->command)
      command += (command.empty() ? "" : " ") + argument;
    text += command;
    for (const MetricDefinition& metric : all[i]->metrics) {
      text += "\n" + metric.name + ": " + (metric.regex.empty() ? "JSON lines" : metric.regex);
    }
  }
  return element("h3", "Command and metrics") + element("pre", text);
}

std::string job_body(const JobReport& job) {
  const Figure history = history_figure(job);
  std::string html = lead(job) + cards(job) + element("h3", "History");
  html += history.svg.empty() ? paragraph("note", "No trial has given a value yet.")
                              : figure_html(history) + history_legend(job);
  html += job.has_several_objectives()
              ? html_section("Front", front_table(job), true)
              : html_section("Best configuration", best_configuration_table(job));
  html += small_multiples(
      "Parameters",
      job.objective().metric + " of every trial over each parameter, in the scale of the search",
      parameter_figures(job));
  html += small_multiples("Learning curves",
                          job.objective().metric + " of the best trials, step by step",
                          learning_figures(job));
  return html + html_section("Failures", failure_table(job)) + trials_section(job) +
         definition_section(job.record.spec);
}

std::string comparison_body(const Report& report) {
  const Comparison& comparison = *report.comparison;
  std::string html = html_section("Side by side", overview_table(report));
  const Figure overlay = overlay_figure(report);
  if (!comparison.trial_counts.empty() && !overlay.svg.empty()) {
    html += element("h3", "Best value so far") + figure_html(overlay) + "<ul class=\"legend\">";
    for (std::size_t i = 0; i < report.jobs.size(); ++i) {
      html += legend_entry("<path class=\"best-line " + job_class(i) + "\" d=\"M0 6H26\"/>",
                           report.jobs[i].record.spec.name.text);
    }
    html +=
        "</ul>\n" + html_section("Best value at equal numbers of trials", best_at_table(report));
  }
  if (comparison.target) {
    html += html_section("Reaching " + format_value(*comparison.target) + ", which every job did",
                         target_table(report));
  }
  if (!comparison.tests.empty())
    html += element("h3", "Trials of one job against those of another");
  for (const PairTest& test : comparison.tests) html += element("p", test.meaning);
  return html + paragraph("note", comparison.caveat);
}

std::string page(std::string_view title, std::string_view body) {
  return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
         "'unsafe-inline'; "
         "script-src 'unsafe-inline'\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n" +
         element("title", title) + "<style>" + std::string(report_style()) +
         "</style></head>\n<body>\n" + std::string(body) +
         "<footer>Made by tuner.</footer>\n<script>" + std::string(report_script()) +
         "</script></body></html>\n";
}

}  // namespace

std::string to_html(const Report& report) {
  const std::string& first = report.jobs.front().record.spec.name.text;
  if (!report.comparison) {
    return page(first,
                paragraph("kicker", "Tuning report") + element("h1", first) +
                    job_body(report.jobs.front()));
  }
  std::string names;
  for (const JobReport& job : report.jobs)
    names += (names.empty() ? "" : ", ") + job.record.spec.name.text;
  std::string body = paragraph("kicker", "Comparison of tuning jobs") + element("h1", names) +
                     comparison_body(report);
  for (const JobReport& job : report.jobs)
    body += element("h2", job.record.spec.name.text) + job_body(job);
  return page(names, body);
}

}  // namespace tuner
