// A chart with linear axes, written as SVG: frame and grid first, then marks in the order in which they are added.
//
// Colours and strokes come from the page's style sheet, by class; every chart has a title for those who cannot see it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/series.h"

namespace tuner {

struct Range {
  double low = 0.0, high = 1.0;
};

// Its width is no more than the rounding of its ends, up to 1e-12 of their magnitude, or it is empty.
bool is_rounding_only(Range range);

struct Tick {
  double at = 0.0;
  std::string label;
};

// A few round numbers within the range, about `count` of them; its lower end alone where it is rounding only.
std::vector<Tick> round_ticks(Range range, int count);

struct Axis {
  Range range;
  std::vector<Tick> ticks;
  std::string title = {};
};

struct Mark {
  double x = 0.0, y = 0.0;
  std::string title = {};  // shown when pointed at
};

struct ChartSize {
  double width, height;
  double left, bottom;  // room for the labels of the axes
};

class SvgChart {
 public:
  // More marks than this in one call are drawn as one path, without titles, to keep the page small.
  static constexpr std::size_t kMaxTitledMarks = 1'500;

  SvgChart(ChartSize size, Axis x, Axis y, std::string_view title);

  // Marks beyond an axis are drawn at its edge.
  void dots(std::span<const Mark> marks, std::string_view css_class, double radius);
  void crosses(std::span<const Mark> marks, std::string_view css_class);
  // A step function from its first point on, held until `until`.
  void steps(const Curve& curve, double until, std::string_view css_class);
  // Straight from point to point; interrupted where a value is not finite.
  void line(const Curve& curve, std::string_view css_class);

  std::string finish() &&;

 private:
  double across(double x) const;
  double down(double y) const;
  std::string place(double x, double y) const;  // "12.5 40"
  void draw_frame();
  void draw_merged(std::span<const Mark> marks, std::string_view css_class, double radius);

  ChartSize size_;
  Axis x_, y_;
  std::string svg_;
};

}  // namespace tuner
