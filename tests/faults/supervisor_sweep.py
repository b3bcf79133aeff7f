#!/usr/bin/python3
"""Lets every call of one run's supervisor that can fail return an error, one at a time; then checks that no trial paid for it.

    supervisor_sweep.py --tuner build/dev/service/tuner --supervisor build/dev/tests/faults/dynamic/tuner-supervisor --shim build/dev/tests/faults/libfault_shim.so

The supervisor is the real one but for being linked so that a library can be preloaded into it. Its training prints more than the log's
limit, and leaves a process behind. Every trial must succeed, at most one of them at its second attempt, no attempt's training may have
begun twice, and no process may be left.
"""
import collections
import json
import os
import pathlib
import shutil
import sys
import tempfile

from fault_sweep import FaultSweep, Tally, fault_environment, fault_name, fault_parser
from job_kinds import HEAD, Broken, Kind

FAULTS = [("EIO", 1, True), ("ENOSPC", 1, False), ("ENOSPC", 4, False), ("EINTR", 1, False), ("SHORT", 1, False)]
LEFT_BEHIND = f"1{os.getpid():07d}"  # seconds that a process would sleep, by which it is known
JOB = HEAD + f"""
command: [/bin/sh, -c, 'echo "$TRAINING_JOB_NAME $TUNER_RUN_NAME" >> "$LEDGER"; sleep {LEFT_BEHIND} & yes | head -c 3000; echo loss={{x}}']
parameters: {{x: {{type: continuous, min: 0, max: 1}}}}
strategy: random
log_limit: 4kB
grace: 1s
"""


def processes_left():
    left = []
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if LEFT_BEHIND.encode() in (process / "cmdline").read_bytes().split(b"\0"):
                left.append(process.name)
        except OSError:
            pass  # it has ended
    return left


class SupervisorSweep(FaultSweep):
    def __init__(self, tuner, supervisor, shim, folder):
        beside = pathlib.Path(folder) / "bin"
        beside.mkdir()
        for program in (tuner, supervisor):
            shutil.copy(program, beside)
        super().__init__(beside / "tuner", shim, folder, Kind(JOB, trials=4, fewest=4))

    def disturbed(self, fault, extra):
        """Runs the job; one supervisor meets the fault."""
        self.reset()
        once = self.folder / "once"
        once.unlink(missing_ok=True)
        environment = {**fault_environment(self.shim, *fault, "tuner-supervisor"), "TUNER_FAULT_ONCE": str(once), **extra}
        self.must_end_well(*self.run(self.command, environment))
        self.check()

    def calls(self, *fault):
        count = self.folder / "count"
        count.unlink(missing_ok=True)
        self.disturbed(fault, {"TUNER_FAULT_COUNT": str(count)})
        return int(count.read_text())

    def fail_at(self, fault, times, reads, k):
        self.disturbed((fault, times, reads), {"TUNER_FAULT_AT": str(k)})
        return 0

    def check(self):
        code, output = self.run(["trials", "crash", "--json"])
        self.must_end_well(code, output)
        trials = json.loads(output)["trials"]
        bad = [trial for trial in trials if trial["status"] != "succeeded"]
        if bad or sum(trial["attempts"] for trial in trials) > len(trials) + 1:
            raise Broken(f"a trial has paid for it: {json.dumps(bad or trials, indent=1)}")
        begun = [line.split() for line in self.ledger.read_text().splitlines()]
        if max(collections.Counter(run for _, run in begun).values()) > 1:
            raise Broken(f"a run that began twice: {begun}")
        if processes_left():
            raise Broken(f"processes that are left: {processes_left()}")


def main():
    parser = fault_parser(__doc__)
    parser.add_argument("--supervisor", required=True)
    arguments = parser.parse_args()
    tally = Tally(arguments.go_on)
    with tempfile.TemporaryDirectory(prefix="tuner-faults-") as folder:
        sweep = SupervisorSweep(arguments.tuner, arguments.supervisor, arguments.shim, folder)
        for fault in FAULTS:
            tally.sweep(f"supervisor, {fault_name(*fault)}", fault[1], sweep.calls(*fault), arguments.every,
                        lambda k, fault=fault: sweep.fail_at(*fault, k))
    return tally.conclude()


if __name__ == "__main__":
    sys.exit(main())
