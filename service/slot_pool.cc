#include "service/slot_pool.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

namespace tuner {

class SlotPool::Share final : public RunSlots {
 public:
  Share(SlotPool& pool, Members::iterator member) : pool_(pool), member_(member) {}
  ~Share() override { pool_.leave(member_); }
  Share(const Share&) = delete;
  Share& operator=(const Share&) = delete;

  void report(std::size_t held, std::size_t wanted) override {
    pool_.report(*member_, held, wanted);
  }
  std::size_t take_granted() override { return pool_.take_granted(*member_); }

 private:
  SlotPool& pool_;
  Members::iterator member_;
};

SlotPool::SlotPool(std::size_t slots, std::size_t per_user) : slots_(slots), per_user_(per_user) {}

std::unique_ptr<RunSlots> SlotPool::join(SlotClaim claim, std::function<void()> wake) {
  const std::lock_guard lock(mutex_);
  const auto least = std::ranges::min_element(members_, {}, &Member::served);
  const std::uint64_t served = least == members_.end() ? 0 : least->served;
  members_.push_back({.claim = std::move(claim), .wake = std::move(wake), .served = served});
  return std::make_unique<Share>(*this, std::prev(members_.end()));
}

std::size_t SlotPool::in_use() const {
  const std::lock_guard lock(mutex_);
  return used();
}

void SlotPool::report(Member& member, std::size_t held, std::size_t wanted) {
  const std::lock_guard lock(mutex_);
  member.claim.held = held;
  member.wanted = wanted - std::min(wanted, member.granted);
  grant();
}

std::size_t SlotPool::take_granted(Member& member) {
  const std::lock_guard lock(mutex_);
  const std::size_t granted = std::exchange(member.granted, 0);
  member.claim.held += granted;  // until the next report says what became of them
  return granted;
}

void SlotPool::leave(Members::iterator member) {
  const std::lock_guard lock(mutex_);
  members_.erase(member);
  grant();
}

void SlotPool::grant() {
  for (std::size_t free = slots_ - std::min(slots_, used()); free > 0; --free) {
    Member* member = next();
    if (member == nullptr) return;
    --member->wanted;
    ++member->granted;
    ++member->served;
    member->wake();
  }
}

SlotPool::Member* SlotPool::next() {
  Member* best = nullptr;
  const auto key = [this](const Member& member) {
    return std::tuple(-std::int64_t{member.claim.priority},
                      held_by(member.claim.user),
                      member.claim.held + member.granted,
                      member.served);
  };
  for (Member& member : members_) {
    if (member.wanted == 0 || held_by(member.claim.user) >= per_user_) continue;
    if (best == nullptr || key(member) < key(*best)) best = &member;
  }
  return best;
}

std::size_t SlotPool::held_by(const std::string& user) const {
  std::size_t held = 0;
  for (const Member& member : members_) {
    if (member.claim.user == user) held += member.claim.held + member.granted;
  }
  return held;
}

std::size_t SlotPool::used() const {
  std::size_t held = 0;
  for (const Member& member : members_) held += member.claim.held + member.granted;
  return held;
}

}  // namespace tuner
