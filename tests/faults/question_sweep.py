#!/usr/bin/python3
"""Lets every call that can fail return an error, one at a time, while `tuner` answers: reports, exports, and copies of logs.

    question_sweep.py --tuner build/dev/service/tuner --shim build/dev/tests/faults/libfault_shim.so [--every 10]

A command must say what it says without the fault, or end with a sentence and exit code 5; a file is then what it was before, and
nothing is left beside it. What goes to standard output passes through the C library, whose calls cannot be taken: there each command
once writes to a full device. The home is that of two jobs that have ended.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from fault_sweep import Tally, fault_environment, fault_name, fault_parser
from crash_sweep import Sweep
from job_kinds import KINDS, Broken

FAULTS = [("EIO", 1, True), ("ENOSPC", 1, False), ("ENOSPC", 4, False), ("EINTR", 1, False), ("SHORT", 1, False)]
OUTPUT = "output"
COMMANDS = [
    *(["report", "crash", "-o", OUTPUT, "--format", form] for form in ("html", "md", "json", "csv")),
    ["compare", "crash", "other", "-o", OUTPUT, "--format", "html"],
    ["report", "crash"],
    ["trials", "crash", "--format", "csv"],
    ["--json", "trials", "crash"],
    ["--json", "show", "crash"],
    ["show", "crash"],
    ["best", "crash"],
    ["--json", "list"],
    ["logs", "crash", "3"],
    ["logs", "crash", "3", "--follow"],
    ["--json", "logs", "crash", "3"],
    ["stop-audit", "crash"],
    ["importance", "crash"],
    ["explain", "crash", "3"],
    ["replay", "crash", "--verify"],
]
NOW = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z| UTC)?")  # a report says when it was made


class QuestionSweep(Sweep):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.reset()
        for name in ("crash", "other"):
            self.must_end_well(*self.run(["run", "-q", "job.yaml", "--name", name]))

    def ask_question(self, command, extra=(), stdout=subprocess.PIPE):
        """(exit code, standard output, standard error, the file)"""
        output = self.folder / OUTPUT
        output.write_text("as it was")
        done = subprocess.run([self.tuner, *command], cwd=self.folder, stdout=stdout, stderr=subprocess.PIPE, text=True, timeout=60,
                              env=dict(os.environ, TUNER_HOME=str(self.home), **dict(extra)))
        return done.returncode, NOW.sub("", done.stdout or ""), done.stderr, NOW.sub("", output.read_text())

    def calls(self, command, *fault):
        count = self.folder / "count"
        code, *_ = self.ask_question(command, {**fault_environment(self.shim, *fault), "TUNER_FAULT_COUNT": str(count)})
        if code != 0:
            raise Broken(f"undisturbed, {command} ends with {code}")
        return int(count.read_text())

    def fail_at(self, command, expected, fault, k):
        beside = set(self.folder.iterdir())
        answer = self.ask_question(command, {**fault_environment(self.shim, *fault), "TUNER_FAULT_AT": str(k)})
        self.check_answer(answer, expected)
        left = set(self.folder.iterdir()) - beside
        if left and fault[1] == 1:
            raise Broken(f"{left} is left behind")
        for file in left:  # nothing can be removed while every call fails
            file.unlink()
        return answer[0]

    @staticmethod
    def check_answer(answer, expected):
        code, text, problem, file = answer
        if code == 0 and (text, file) != (expected[1], expected[3]):
            raise Broken(f"exit code 0, and another answer:\n{text}\n{problem}\n{file}")
        if code not in (0, 5):
            raise Broken(f"exit code {code}:\n{text}\n{problem}")
        if code == 5 and not problem.startswith("tuner: "):
            raise Broken(f"exit code 5, and no sentence:\n{problem}")
        if code == 5 and file != "as it was":
            raise Broken(f"exit code 5, and the file has changed:\n{file}")


def sweep_command(sweep, command, every, tally):
    expected = sweep.ask_question(command)
    if expected[0] != 0:
        raise Broken(f"undisturbed, {command} ends with {expected[0]}: {expected[2]}")
    for fault in FAULTS:
        tally.sweep(f"{' '.join(command)}, {fault_name(*fault)}", fault[1], sweep.calls(command, *fault), every,
                    lambda k, fault=fault: sweep.fail_at(command, expected, fault, k))

    def full_device(_):
        with open("/dev/full", "w") as device:
            code, _, problem, _ = sweep.ask_question(command, stdout=device)
        if code != 5 or "No space left on device" not in problem:
            raise Broken(f"with a full device as standard output, exit code {code}: {problem}")
        return code

    tally.sweep(f"{' '.join(command)}, a full device", 1, 1, 1, full_device)


def main():
    parser = fault_parser(__doc__)
    arguments = parser.parse_args()
    tally = Tally(arguments.go_on)
    with tempfile.TemporaryDirectory(prefix="tuner-faults-") as folder:
        sweep = QuestionSweep(arguments.tuner, arguments.shim, pathlib.Path(folder), KINDS["plain"])
        for command in COMMANDS:
            sweep_command(sweep, command, arguments.every, tally)
    return tally.conclude()


if __name__ == "__main__":
    sys.exit(main())
