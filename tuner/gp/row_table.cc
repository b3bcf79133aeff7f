#include "tuner/gp/row_table.h"

#include "tuner/base/check.h"
#include "tuner/base/make_room.h"

namespace tuner {

void RowTable::add(const Eigen::VectorXd& row) {
  TUNER_CHECK(row.size() == columns_, "rows of a table are equally long");
  make_room(entries_, static_cast<std::size_t>(columns_));
  entries_.insert(entries_.end(), row.begin(), row.end());
  ++size_;
}

}  // namespace tuner
