#include "tests/backends/local_fixture.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <stdexcept>

#include "tuner/job/command_template.h"

namespace tuner {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Witness::Witness(const std::filesystem::path& path) : path_(path.string()) {
  if (::mkfifo(path_.c_str(), 0600) != 0) throw std::runtime_error("no fifo");
  reader_ = UniqueFd(::open(path_.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
}

bool Witness::anyone_left() const {
  char byte;
  return ::read(reader_.get(), &byte, 1) <
         0;  // EAGAIN: a writer lives; 0, the end of the file: none
}

void Witness::wait_until_all_are_gone() const {
  pollfd hang_up{reader_.get(), 0, 0};
  ::poll(&hang_up, 1, -1);
}

NoDescriptors::NoDescriptors() {
  ::getrlimit(RLIMIT_NOFILE, &before_);
  const rlimit none{0, before_.rlim_max};
  ::setrlimit(RLIMIT_NOFILE, &none);
}

std::unique_ptr<LocalProcess> make_local(const std::filesystem::path& home) {
  return LocalProcess::create({.slots_folder = home / "slots",
                               .jobs_folder = home / "jobs",
                               .supervisor = TUNER_TEST_SUPERVISOR,
                               .gpus = {{"0", "1"}}})
      .value();
}

RunRequest LocalFixture::request(std::vector<std::string> command, const std::string& trial) {
  RunRequest request;
  request.job = {"job"};
  request.trial_name = trial;
  request.run_name = trial + "-a1";
  request.command = std::move(command);
  request.working_folder = folder.path();
  request.trial_folder = folder.path() / "jobs" / "job" / trial;
  request.checkpoint_folder = request.trial_folder / "checkpoints";
  request.objective_metric = "loss";
  return request;
}

RunRequest LocalFixture::shell(const std::string& script, const std::string& trial) {
  return request({"/bin/sh", "-c", escape_template(script)}, trial);
}

RunHandle LocalFixture::submit(const RunRequest& request) {
  auto run = backend->submit(request);
  if (!run) throw std::runtime_error(to_string(run.error()));
  return *run;
}

RunStatus LocalFixture::status(const RunHandle& run) {
  return backend->status({&run, 1}).value().at(0);
}

RunStatus LocalFixture::ended(const RunHandle& run) {
  RunStatus now = status(run);
  for (; now.phase != RunPhase::kEnded; now = status(run))
    backend->wait(std::chrono::minutes{1}, {});
  return now;
}

std::string LocalFixture::log(const RunHandle& run) {
  return backend->read_log(run, 0).value().text;
}

void LocalFixture::wait_for_log(const RunHandle& run, const std::string& text) {
  while (log(run).find(text) == std::string::npos) {
    if (status(run).phase == RunPhase::kEnded)
      throw std::runtime_error("the run ended without saying " + text);
    backend->wait(std::chrono::milliseconds{5}, {});
  }
}

RunRecords LocalFixture::records(const RunHandle& run) {
  return run_records_from(read_file(run_folder(run) / kRunFile));
}

}  // namespace tuner
