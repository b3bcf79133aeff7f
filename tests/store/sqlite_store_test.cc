#include "tuner/store/sqlite_store.h"

#include "tests/contract/store_contract.h"

namespace tuner::testing {
namespace {

std::unique_ptr<ExperimentStore> open_sqlite_store(const std::filesystem::path& folder) {
  return SqliteStore::open(folder / "tuner.db").value();
}

INSTANTIATE_TEST_SUITE_P(Sqlite, StoreContract, ::testing::Values(&open_sqlite_store));
INSTANTIATE_TEST_SUITE_P(Sqlite, DurableStoreContract, ::testing::Values(&open_sqlite_store));

}  // namespace
}  // namespace tuner::testing
