// The tables of the metrics that clients send for a component: their points, and running statistics of each metric.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tuner/store/sqlite.h"
#include "tuner/tracking_store.h"

namespace tuner {

// Positions of the points that contradict earlier ones: as TrackingStore::put_points().
Result<std::vector<std::size_t>> insert_points(Database& database,
                                               std::int64_t component,
                                               std::span<const ClientPoint> points);
Result<std::vector<ClientPoint>> read_client_points(Database& database,
                                                    std::int64_t component,
                                                    const std::string& metric);
Result<std::vector<ClientStatistics>> read_statistics(Database& database, std::int64_t component);

}  // namespace tuner
