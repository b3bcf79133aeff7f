// The charts of the HTML page. Each is an empty string where there is nothing to draw.
#pragma once

#include <string>
#include <vector>

#include "metrics/report.h"

namespace tuner {

struct Figure {
  std::string svg;
  std::string caption;  // plain text
};

// Every trial as a mark, the best value so far as a step line; failed trials at the foot.
Figure history_figure(const JobReport& job);
// The objective over each parameter, in the scale of its search.
std::vector<Figure> parameter_figures(const JobReport& job);
// The best trials' objective over the steps of their training, one chart each, on common axes.
std::vector<Figure> learning_figures(const JobReport& job);
// The best value so far of each job, by trial.
Figure overlay_figure(const Report& report);

// Jobs are told apart by colour and dashes: "job-0" … "job-7", then again from the start.
std::string job_class(std::size_t job);

}  // namespace tuner
