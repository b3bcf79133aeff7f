#include "tests/faults/disk_image.h"

#include <algorithm>

namespace tuner::faults {
namespace {

constexpr std::size_t kSector = 512;

void put(std::string& content, std::uint64_t offset, std::string_view bytes) {
  if (content.size() < offset + bytes.size()) content.resize(offset + bytes.size());
  std::copy(bytes.begin(), bytes.end(), content.begin() + static_cast<std::ptrdiff_t>(offset));
}

}  // namespace

void DiskImage::apply(const Change& change, std::string& content) {
  if (change.truncates) {
    content.resize(change.offset);
  } else {
    put(content, change.offset, change.bytes);
  }
}

// A sector is on the disk or is not.
void DiskImage::apply_torn(const Change& change, std::string& content, Rng& rng) {
  if (change.truncates) {
    if (rng.below(2) == 0) content.resize(change.offset);
    return;
  }
  const std::string_view bytes = change.bytes;
  for (std::size_t begin = 0; begin < bytes.size();) {
    const std::size_t sector_end = kSector - (change.offset + begin) % kSector;
    const std::string_view part = bytes.substr(begin, sector_end);
    if (rng.below(2) == 0) put(content, change.offset + begin, part);
    begin += part.size();
  }
}

void DiskImage::sync() {
  if (!safe_) safe_.emplace();
  for (const Change& change : pending_) apply(change, *safe_);
  pending_.clear();
}

std::optional<std::string> DiskImage::after_power_cut(Loss loss, Rng& rng) const {
  std::optional<std::string> content = safe_;
  if (loss == Loss::kEverything || pending_.empty()) return content;
  if (!content && rng.below(2) == 0) return content;
  if (!content) content.emplace();
  const std::size_t kept = loss == Loss::kTail ? rng.below(pending_.size() + 1) : pending_.size();
  for (std::size_t i = 0; i < kept; ++i) {
    if (loss == Loss::kTail) {
      apply(pending_[i], *content);
    } else {
      apply_torn(pending_[i], *content, rng);
    }
  }
  return content;
}

}  // namespace tuner::faults
