#include "tuner/store/memory_store.h"

#include "tests/contract/store_contract.h"

namespace tuner::testing {
namespace {

std::unique_ptr<ExperimentStore> open_memory_store(const std::filesystem::path&) {
  return std::make_unique<MemoryStore>();
}

INSTANTIATE_TEST_SUITE_P(Memory, StoreContract, ::testing::Values(&open_memory_store));

}  // namespace
}  // namespace tuner::testing
