// The style sheet and the script that every HTML report carries in itself; see report_style.cc.
#pragma once

#include <string_view>

namespace tuner {

std::string_view report_style();
std::string_view report_script();  // sorts tables; the page is complete without it

}  // namespace tuner
