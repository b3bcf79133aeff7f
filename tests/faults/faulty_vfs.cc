// The methods of SQLite's interface to a file system, each of which asks the disk what is to fail.
#include <sqlite3.h>

#include <cstring>
#include <utility>

#include "tests/faults/faulty_disk.h"

namespace tuner::faults {
namespace {

FaultyDisk* disk = nullptr;
sqlite3_vfs* below = nullptr;

// SQLite gives the memory; the file of the VFS below follows it.
struct OpenFile {
  sqlite3_file base;
  std::string* path;
  bool syncs_folder;  // with its first sync, as SQLite's own VFS does for journals that may be new
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
  const sqlite3_io_methods* real_methods() { return real()->pMethods; }
  DiskImage* image() {
    FaultyDisk::File* file = disk->find(*path);
    return file != nullptr && file->exists ? &file->image : nullptr;
  }
};

OpenFile& open_file(sqlite3_file* file) { return *reinterpret_cast<OpenFile*>(file); }

// Whether a call fails before it does anything, and with which code.
int refusal(DiskCall call, int code) {
  return disk->next(call) == DiskFault::kNone ? SQLITE_OK : code;
}

int close_file(sqlite3_file* file) {
  OpenFile& open = open_file(file);
  const int code = open.real_methods()->xClose(open.real());
  delete open.path;
  return code;
}

int read_file(sqlite3_file* file, void* into, int size, sqlite3_int64 offset) {
  OpenFile& open = open_file(file);
  const DiskFault fault = disk->next(DiskCall::kRead);
  if (fault == DiskFault::kNone) {
    return open.real_methods()->xRead(open.real(), into, size, offset);
  }
  if (fault == DiskFault::kPartial) open.real_methods()->xRead(open.real(), into, size / 2, offset);
  return SQLITE_IOERR_READ;
}

int write_part(OpenFile& open, const void* from, int size, sqlite3_int64 offset) {
  if (DiskImage* image = open.image()) {
    image->write(static_cast<std::uint64_t>(offset),
                 {static_cast<const char*>(from), static_cast<std::size_t>(size)});
  }
  return open.real_methods()->xWrite(open.real(), from, size, offset);
}

int write_file(sqlite3_file* file, const void* from, int size, sqlite3_int64 offset) {
  OpenFile& open = open_file(file);
  const DiskFault fault = disk->next(DiskCall::kWrite);
  if (fault == DiskFault::kNone) return write_part(open, from, size, offset);
  if (fault == DiskFault::kPartial) write_part(open, from, size / 2, offset);
  return fault == DiskFault::kFull || fault == DiskFault::kPartial ? SQLITE_FULL
                                                                   : SQLITE_IOERR_WRITE;
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  OpenFile& open = open_file(file);
  if (const int code = refusal(DiskCall::kTruncate, SQLITE_IOERR_TRUNCATE)) return code;
  if (DiskImage* image = open.image()) image->truncate(static_cast<std::uint64_t>(size));
  return open.real_methods()->xTruncate(open.real(), size);
}

int sync_file(sqlite3_file* file, int flags) {
  OpenFile& open = open_file(file);
  const DiskFault fault = disk->next(DiskCall::kSync);
  DiskImage* image = open.image();
  if (fault == DiskFault::kSyncLies) return SQLITE_OK;
  if (fault == DiskFault::kSyncForgets && image != nullptr) image->forget();
  if (fault != DiskFault::kNone) return SQLITE_IOERR_FSYNC;
  if (image != nullptr) image->sync();
  if (std::exchange(open.syncs_folder, false)) disk->sync_folder();
  return open.real_methods()->xSync(open.real(), flags);
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
  OpenFile& open = open_file(file);
  if (const int code = refusal(DiskCall::kSize, SQLITE_IOERR_FSTAT)) return code;
  return open.real_methods()->xFileSize(open.real(), size);
}

int lock_file(sqlite3_file* file, int level) {
  OpenFile& open = open_file(file);
  const DiskFault fault = disk->next(DiskCall::kLock);
  if (fault == DiskFault::kBusy) return SQLITE_BUSY;
  if (fault != DiskFault::kNone) return SQLITE_IOERR_LOCK;
  return open.real_methods()->xLock(open.real(), level);
}

int unlock_file(sqlite3_file* file, int level) {
  OpenFile& open = open_file(file);
  return open.real_methods()->xUnlock(open.real(), level);
}

int check_reserved(sqlite3_file* file, int* reserved) {
  OpenFile& open = open_file(file);
  return open.real_methods()->xCheckReservedLock(open.real(), reserved);
}

int control_file(sqlite3_file* file, int operation, void* argument) {
  OpenFile& open = open_file(file);
  return open.real_methods()->xFileControl(open.real(), operation, argument);
}

int sector_size(sqlite3_file* file) {
  OpenFile& open = open_file(file);
  return open.real_methods()->xSectorSize(open.real());
}

int characteristics(sqlite3_file* file) {
  OpenFile& open = open_file(file);
  return open.real_methods()->xDeviceCharacteristics(open.real());
}

int map_shared(sqlite3_file* file, int region, int size, int extend, void volatile** memory) {
  OpenFile& open = open_file(file);
  const DiskFault fault = disk->next(DiskCall::kMapShared);
  if (fault == DiskFault::kFull) return SQLITE_IOERR_SHMSIZE;
  if (fault != DiskFault::kNone) return SQLITE_IOERR_SHMMAP;
  return open.real_methods()->xShmMap(open.real(), region, size, extend, memory);
}

int lock_shared(sqlite3_file* file, int offset, int count, int flags) {
  OpenFile& open = open_file(file);
  const bool takes = (flags & SQLITE_SHM_LOCK) != 0;
  const DiskFault fault = takes ? disk->next(DiskCall::kLockShared) : DiskFault::kNone;
  if (fault == DiskFault::kBusy) return SQLITE_BUSY;
  if (fault != DiskFault::kNone) return SQLITE_IOERR_SHMLOCK;
  return open.real_methods()->xShmLock(open.real(), offset, count, flags);
}

void barrier_shared(sqlite3_file* file) {
  OpenFile& open = open_file(file);
  open.real_methods()->xShmBarrier(open.real());
}

int unmap_shared(sqlite3_file* file, int remove) {
  OpenFile& open = open_file(file);
  return open.real_methods()->xShmUnmap(open.real(), remove);
}

constexpr sqlite3_io_methods kMethods{.iVersion = 2,
                                      .xClose = close_file,
                                      .xRead = read_file,
                                      .xWrite = write_file,
                                      .xTruncate = truncate_file,
                                      .xSync = sync_file,
                                      .xFileSize = file_size,
                                      .xLock = lock_file,
                                      .xUnlock = unlock_file,
                                      .xCheckReservedLock = check_reserved,
                                      .xFileControl = control_file,
                                      .xSectorSize = sector_size,
                                      .xDeviceCharacteristics = characteristics,
                                      .xShmMap = map_shared,
                                      .xShmLock = lock_shared,
                                      .xShmBarrier = barrier_shared,
                                      .xShmUnmap = unmap_shared,
                                      .xFetch = nullptr,
                                      .xUnfetch = nullptr};

int open_path(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  OpenFile& open = open_file(file);
  open.base.pMethods = nullptr;
  if (const int code = refusal(DiskCall::kOpen, SQLITE_CANTOPEN)) return code;
  int existed = 0;
  if (name != nullptr) below->xAccess(below, name, SQLITE_ACCESS_EXISTS, &existed);
  const int code = below->xOpen(below, name, open.real(), flags, out_flags);
  if (code != SQLITE_OK) return code;
  open.path = new std::string(name == nullptr ? "" : name);
  open.syncs_folder = (flags & SQLITE_OPEN_CREATE) != 0 &&
                      (flags & (SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL)) != 0;
  if (name != nullptr) disk->file(*open.path, existed == 0);
  open.base.pMethods = &kMethods;
  return SQLITE_OK;
}

int delete_path(sqlite3_vfs*, const char* name, int sync_folder) {
  if (const int code = refusal(DiskCall::kDelete, SQLITE_IOERR_DELETE)) return code;
  const int code = below->xDelete(below, name, sync_folder);
  if (code == SQLITE_OK) disk->remove(name, sync_folder != 0);
  return code;
}

int no_sleep(sqlite3_vfs*, int microseconds) { return microseconds; }

}  // namespace

FaultyDisk& FaultyDisk::install() {
  static FaultyDisk instance;
  static sqlite3_vfs vfs;
  if (disk != nullptr) return instance;
  disk = &instance;
  below = sqlite3_vfs_find(nullptr);
  vfs = *below;  // its other methods look at nothing but their own arguments
  vfs.pNext = nullptr;
  vfs.zName = "faulty";
  vfs.szOsFile = static_cast<int>(sizeof(OpenFile)) + below->szOsFile;
  vfs.xOpen = open_path;
  vfs.xDelete = delete_path;
  vfs.xSleep = no_sleep;
  sqlite3_vfs_register(&vfs, 1);
  return instance;
}

}  // namespace tuner::faults
