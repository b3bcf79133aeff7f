#!/usr/bin/python3
"""Lets every call of `tuner run` that can fail return an error, one at a time; then checks that nothing was lost.

    fault_sweep.py --tuner build/dev/service/tuner --shim build/dev/tests/faults/libfault_shim.so [--every 10]

Each call once for each way in which it can fail, and with ENOSPC also for four calls on end, as on a disk that is full for a
while. The run must end well, or with a sentence and an exit code of its own; the next one, without faults, must end the job
with every trial exactly once.
"""
import argparse
import collections
import os
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "crash"))
from crash_sweep import Failure, Sweep  # noqa: E402

TRIALS = 6
FAULTS = [("EIO", 1), ("ENOSPC", 1), ("ENOSPC", 4), ("EINTR", 1), ("SHORT", 1)]
ALLOWED = {0, 5}  # all is well; the environment is to blame


class FaultSweep(Sweep):
    def environment(self, fault, times):
        return {"LD_PRELOAD": self.shim, "TUNER_FAULT": fault, "TUNER_FAULT_TIMES": str(times)}

    def calls(self, fault):
        """How many calls of an undisturbed run the fault applies to."""
        self.reset()
        count = self.folder / "count"
        code, output = self.run(["run", "-q", "job.yaml"], {**self.environment(fault, 1), "TUNER_FAULT_COUNT": str(count)})
        if code != 0:
            raise Failure(f"an undisturbed run ends with {code}:\n{output}")
        self.check()
        return int(count.read_text())

    def fail_at(self, fault, times, k):
        """The exit code of the run that met the fault."""
        self.reset()
        code, output = self.run(["run", "-q", "job.yaml"], {**self.environment(fault, times), "TUNER_FAULT_AT": str(k)})
        if code not in ALLOWED:
            raise Failure(f"the run ends with {code}:\n{output}")
        if code != 0 and times == 1 and not output.strip():
            raise Failure(f"the run ends with {code} and says nothing")
        self.recover()
        return code


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tuner", required=True)
    parser.add_argument("--shim", required=True)
    parser.add_argument("--every", type=int, default=1, help="only every so many calls")
    parser.add_argument("--go-on", action="store_true", help="report every broken rule, not only the first")
    arguments = parser.parse_args()
    broken, total = 0, 0
    with tempfile.TemporaryDirectory(prefix="tuner-faults-") as folder:
        sweep = FaultSweep(os.path.abspath(arguments.tuner), os.path.abspath(arguments.shim), folder, TRIALS)
        for fault, times in FAULTS:
            codes = collections.Counter()
            for k in range(0, sweep.calls(fault), arguments.every):
                try:
                    codes[sweep.fail_at(fault, times, k)] += 1
                except Failure as failure:
                    print(f"{fault} x{times} at call {k}: {failure}", flush=True)
                    broken += 1
                    if not arguments.go_on:
                        return 1
            total += times * sum(codes.values())
            ends = ", ".join(f"{count} with exit code {code}" for code, count in sorted(codes.items()))
            print(f"{fault} x{times}: {sum(codes.values())} runs: {ends}", flush=True)
    print(f"{total} faults, {broken} broken rules")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
