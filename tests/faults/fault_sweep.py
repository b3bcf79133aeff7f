#!/usr/bin/python3
"""Lets every call of `tuner` that can fail return an error, one at a time, while it runs a job; then checks that nothing was lost.

    fault_sweep.py --tuner build/dev/service/tuner --shim build/dev/tests/faults/libfault_shim.so [--kinds plain,promotion] [--every 10]

Each call once for each way in which it can fail, and with ENOSPC also for four calls on end, as on a disk that is full for a
while. The run must end well, or with a sentence and an exit code of its own; the next one, without faults, must end the job
with every trial exactly once. Of each kind of job in tests/crash/job_kinds.py.
"""
import collections
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "crash"))
from crash_sweep import Sweep, sweep_parser  # noqa: E402
from job_kinds import KINDS, Broken  # noqa: E402

TRIALS = 6
# Fault, so many times, of what only reads.
FAULTS = [("EIO", 1, False), ("EIO", 1, True), ("ENOSPC", 1, False), ("ENOSPC", 4, False), ("EINTR", 1, False), ("SHORT", 1, False)]
ALLOWED = {0, 5}  # all is well; the environment is to blame


def fault_environment(shim, fault, times, reads, program="tuner"):
    """Of a process with the library."""
    variables = {"LD_PRELOAD": shim, "TUNER_FAULT": fault, "TUNER_FAULT_TIMES": str(times), "TUNER_FAULT_PROGRAM": program}
    return {**variables, "TUNER_FAULT_READS": "1"} if reads else variables


def fault_name(fault, times, reads):
    return fault + (f" x{times}" if times > 1 else "") + (", reads too" if reads else "")


class FaultSweep(Sweep):
    def calls(self, *fault):
        """How many calls of an undisturbed run the fault applies to."""
        self.reset()
        count = self.folder / "count"
        self.must_end_well(*self.run(self.command, {**fault_environment(self.shim, *fault), "TUNER_FAULT_COUNT": str(count)}))
        self.check()
        return int(count.read_text())

    def fail_at(self, fault, times, reads, k):
        """The exit code of the run that met the fault."""
        self.reset()
        code, output = self.run(self.command, {**fault_environment(self.shim, fault, times, reads), "TUNER_FAULT_AT": str(k)})
        if code not in ALLOWED:
            raise Broken(f"the run ends with {code}:\n{output}")
        if code != 0 and times == 1 and not output.strip():
            raise Broken(f"the run ends with {code} and says nothing")
        self.recover()
        return code


class Tally:
    """What came of the faults, and every broken promise."""

    def __init__(self, go_on):
        self.go_on, self.faults, self.runs, self.broken = go_on, 0, 0, 0

    def sweep(self, name, times, calls, every, fail_at):
        """`fail_at(k)` is the exit code of a run with a fault at call k."""
        codes = collections.Counter()
        for k in range(0, calls, every):
            try:
                codes[fail_at(k)] += 1
            except Broken as broken:
                print(f"{name}, call {k} of {calls}: {broken}", flush=True)
                self.broken += 1
                if not self.go_on:
                    sys.exit(1)
        self.runs += sum(codes.values())
        self.faults += times * sum(codes.values())
        ends = ", ".join(f"{count} with exit code {code}" for code, count in sorted(codes.items()))
        print(f"{name}: {sum(codes.values())} runs: {ends}", flush=True)

    def conclude(self):
        print(f"{self.faults} faults in {self.runs} runs, {self.broken} broken promises")
        return 1 if self.broken else 0


def fault_parser(description):
    parser = sweep_parser(description)
    parser.add_argument("--go-on", action="store_true", help="report every broken promise, not only the first")
    return parser


def main():
    arguments = fault_parser(__doc__).parse_args()
    tally = Tally(arguments.go_on)
    for kind in arguments.kinds:
        with tempfile.TemporaryDirectory(prefix="tuner-faults-") as folder:
            sweep = FaultSweep(arguments.tuner, arguments.shim, folder, KINDS[kind], TRIALS)
            for fault in FAULTS:
                tally.sweep(f"{kind}, {fault_name(*fault)}", fault[1], sweep.calls(*fault), arguments.every,
                            lambda k, fault=fault: sweep.fail_at(*fault, k))
    return tally.conclude()


if __name__ == "__main__":
    sys.exit(main())
