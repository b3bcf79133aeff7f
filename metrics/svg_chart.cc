#include "metrics/svg_chart.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "metrics/report_text.h"

namespace tuner {
namespace {

constexpr double kTop = 10.0, kRight = 22.0;  // room for half a label

// One digit after the point is finer than any screen.
std::string pixels(double value) { return shortest(std::round(value * 10.0) / 10.0); }

std::string attribute(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "=\"" + std::string(value) + "\"";
}

std::string text(double x, double y, std::string_view css_class, std::string_view content) {
  return "<text" + attribute("x", pixels(x)) + attribute("y", pixels(y)) +
         attribute("class", css_class) + ">" + escape_html(content) + "</text>";
}

std::string path(std::string_view css_class, std::string_view data) {
  return "<path" + attribute("class", css_class) + attribute("d", data) + "/>\n";
}

std::string title_of(const Mark& mark) { return "<title>" + escape_html(mark.title) + "</title>"; }

}  // namespace

bool is_rounding_only(Range range) {
  constexpr double kNarrowest = 1e-12;
  return !(range.high - range.low >
           kNarrowest * std::max(std::abs(range.low), std::abs(range.high)));
}

std::vector<Tick> round_ticks(Range range, int count) {
  const double width = range.high - range.low;
  if (is_rounding_only(range) || !std::isfinite(width))
    return {{range.low, format_value(range.low)}};
  const double raw = width / count, decade = std::pow(10.0, std::floor(std::log10(raw)));
  double step = 10.0 * decade;
  for (const double factor : {5.0, 2.0, 1.0}) {
    if (factor * decade >= raw) step = factor * decade;
  }
  std::vector<Tick> ticks;
  const double first = std::ceil(range.low / step - 1e-9);
  const auto steps = static_cast<int>(std::floor(range.high / step + 1e-9) - first);
  for (int k = 0; k <= steps; ++k) {
    const double at = first + k == 0.0 ? 0.0 : (first + k) * step;
    ticks.push_back({at, format_value(at)});
  }
  return ticks;
}

SvgChart::SvgChart(ChartSize size, Axis x, Axis y, std::string_view title)
    : size_(size), x_(std::move(x)), y_(std::move(y)) {
  svg_ = "<svg viewBox=\"0 0 " + pixels(size_.width) + " " + pixels(size_.height) +
         "\" role=\"img\"><title>" + escape_html(title) + "</title>\n";
  draw_frame();
}

double SvgChart::across(double x) const {
  const double share = (x - x_.range.low) / (x_.range.high - x_.range.low);
  return size_.left + std::clamp(share, 0.0, 1.0) * (size_.width - size_.left - kRight);
}

double SvgChart::down(double y) const {
  const double share = (y - y_.range.low) / (y_.range.high - y_.range.low);
  return size_.height - size_.bottom -
         std::clamp(share, 0.0, 1.0) * (size_.height - size_.bottom - kTop);
}

std::string SvgChart::place(double x, double y) const {
  return pixels(across(x)) + " " + pixels(down(y));
}

void SvgChart::draw_frame() {
  const double floor = size_.height - size_.bottom;
  std::string grid;
  for (const Tick& tick : y_.ticks) {
    grid +=
        "M" + pixels(size_.left) + " " + pixels(down(tick.at)) + "H" + pixels(size_.width - kRight);
    svg_ += text(size_.left - 6, down(tick.at) + 4, "tick y", tick.label);
  }
  for (const Tick& tick : x_.ticks) svg_ += text(across(tick.at), floor + 16, "tick x", tick.label);
  svg_ += path("grid", grid);
  svg_ += path("axis",
               "M" + pixels(size_.left) + " " + pixels(floor) + "H" + pixels(size_.width - kRight));
  if (!x_.title.empty()) {
    svg_ += text((size_.left + size_.width - kRight) / 2, size_.height - 6, "axis-title", x_.title);
  }
  if (!y_.title.empty()) {
    const std::string middle = pixels((kTop + floor) / 2);
    svg_ += "<g transform=\"translate(14 " + middle + ") rotate(-90)\">" +
            text(0, 0, "axis-title", y_.title) + "</g>\n";
  }
}

void SvgChart::dots(std::span<const Mark> marks, std::string_view css_class, double radius) {
  if (marks.size() > kMaxTitledMarks) return draw_merged(marks, css_class, radius);
  for (const Mark& mark : marks) {
    svg_ += "<circle" + attribute("class", css_class) + attribute("cx", pixels(across(mark.x))) +
            attribute("cy", pixels(down(mark.y))) + attribute("r", pixels(radius)) + ">" +
            title_of(mark) + "</circle>\n";
  }
}

// Lines of no length with round ends, each place once.
void SvgChart::draw_merged(std::span<const Mark> marks, std::string_view css_class, double radius) {
  std::set<std::pair<long, long>> places;
  for (const Mark& mark : marks) {
    places.emplace(std::lround(across(mark.x)), std::lround(down(mark.y)));
  }
  std::string data;
  for (const auto& [x, y] : places)
    data += "M" + std::to_string(x) + " " + std::to_string(y) + "h0";
  svg_ += "<path" + attribute("class", std::string(css_class) + " merged") +
          attribute("stroke-width", pixels(2 * radius)) + attribute("d", data) + "/>\n";
}

void SvgChart::crosses(std::span<const Mark> marks, std::string_view css_class) {
  constexpr double kMergedRadius = 2.0;
  if (marks.size() > kMaxTitledMarks) return draw_merged(marks, css_class, kMergedRadius);
  for (const Mark& mark : marks) {
    svg_ += "<path" + attribute("class", css_class) +
            attribute("d", "M" + place(mark.x, mark.y) + "m-3 -3l6 6m0 -6l-6 6") + ">" +
            title_of(mark) + "</path>\n";
  }
}

void SvgChart::steps(const Curve& curve, double until, std::string_view css_class) {
  if (curve.empty()) return;
  std::string data = "M" + place(curve.front().x, curve.front().value);
  for (const CurvePoint& point : curve) {
    data += "H" + pixels(across(point.x)) + "V" + pixels(down(point.value));
  }
  svg_ += path(css_class, data + "H" + pixels(across(until)));
}

void SvgChart::line(const Curve& curve, std::string_view css_class) {
  std::string data;
  bool pen_down = false;
  for (const CurvePoint& point : curve) {
    if (std::isfinite(point.value)) data += (pen_down ? "L" : "M") + place(point.x, point.value);
    pen_down = std::isfinite(point.value);
  }
  svg_ += path(css_class, data);
}

std::string SvgChart::finish() && { return std::move(svg_) + "</svg>\n"; }

}  // namespace tuner
