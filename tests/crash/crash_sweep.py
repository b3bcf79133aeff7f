#!/usr/bin/python3
"""Kills `tuner` at its k-th call that changes something, and at random moments; then checks that nothing was lost.

    crash_sweep.py --tuner build/dev/service/tuner --shim build/dev/tests/crash/libkill_shim.so [--kinds plain,promotion] [--every 10] [--random 100]

Of each kind of job in job_kinds.py, which says what must hold at the end. The seed of the random moments is printed.
"""
import argparse
import contextlib
import dataclasses
import json
import os
import pathlib
import random
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

import job_kinds
from job_kinds import Broken


class Sweep:
    def __init__(self, tuner, shim, folder, kind, trials=None):
        self.tuner, self.shim = os.path.abspath(tuner), os.path.abspath(shim)
        self.folder = pathlib.Path(folder)
        self.kind = dataclasses.replace(kind, trials=max(trials or kind.trials, kind.fewest))
        self.home, self.ledger = self.folder / "home", self.folder / "ledger"
        self.recoveries = []  # seconds
        (self.folder / "train.sh").write_text(job_kinds.TRAIN)
        self.write_job("job.yaml", self.kind.job, self.kind.trials)
        self.command = ["run", "-q", "job.yaml"]
        if kind.extended:
            self.begin_to_extend()

    def write_job(self, name, text, trials):
        (self.folder / name).write_text(text.replace("TRIALS", str(trials)))

    def begin_to_extend(self):
        """Half of the trials are behind the job when it is extended, in another range."""
        self.ledger.write_text("")
        self.write_job("job.yaml", self.kind.job, self.kind.trials // 2)
        self.must_end_well(*self.run(self.command))
        self.write_job("job.yaml", self.kind.job.replace("max: 1}", "max: 2}"), self.kind.trials)
        self.command = ["extend", "crash", "job.yaml", "-q"]
        self.home.rename(self.folder / "before")
        self.ledger.rename(self.folder / "ledger before")

    def reset(self):
        shutil.rmtree(self.home, ignore_errors=True)
        for count in (".well", ".sick"):
            self.ledger.with_suffix(count).write_text("")
        if self.kind.extended:
            shutil.copytree(self.folder / "before", self.home, symlinks=True)
            shutil.copy(self.folder / "ledger before", self.ledger)
        else:
            self.ledger.write_text("")

    def start(self, arguments, extra=()):
        environment = dict(os.environ, LEDGER=str(self.ledger), TUNER_HOME=str(self.home), **self.kind.environment, **dict(extra))
        return subprocess.Popen([self.tuner, *arguments], cwd=self.folder, env=environment, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def run(self, arguments, extra=()):
        process = self.start(arguments, extra)
        output, _ = process.communicate(timeout=120)
        return process.returncode, output

    @staticmethod
    def must_end_well(code, output):
        if code != 0:
            raise Broken(f"the run ends with {code}:\n{output}")

    def count(self):
        """How many points an undisturbed run passes, and how long it takes in seconds."""
        self.reset()
        began = time.monotonic()
        count_file = self.folder / "count"
        self.must_end_well(*self.run(self.command, {"LD_PRELOAD": self.shim, "TUNER_KILL_COUNT": str(count_file)}))
        self.check()
        return int(count_file.read_text()), time.monotonic() - began

    def kill_at(self, k):
        self.reset()
        code, output = self.run(self.command, {"LD_PRELOAD": self.shim, "TUNER_KILL_AT": str(k)})
        if code != -signal.SIGKILL:
            self.must_end_well(code, output)
        self.recover()
        return code != 0

    def kill_after(self, seconds):
        self.reset()
        process = self.start(self.command)
        try:
            process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
        self.recover()

    def ask(self, question, *values):
        """The first column of the answer; None where there is no database yet, or no row."""
        try:
            with contextlib.closing(sqlite3.connect(f"file:{self.home}/tuner.db?mode=ro", uri=True)) as database:
                row = database.execute(question, values).fetchone()
            return row[0] if row else None
        except sqlite3.Error:
            return None

    def recover(self):
        """Runs the job to its end, and notes how long it took until the first new step, by the time that the log has of it."""
        before, began = self.ask("SELECT steps FROM jobs") or 0, time.time()
        code, output = self.run(self.command)
        if self.kind.extended and code == 2:  # it is extended already, or has trials that must end before
            began = time.time()
            code, output = self.run(["resume", "crash", "-q"])
            if code == 0 and self.ask("SELECT count(*) FROM trials") < self.kind.trials:
                code, output = self.run(self.command)
        self.must_end_well(code, output)
        stepped = self.ask("SELECT wall_ms FROM steps WHERE number = ?", before + 1)
        if stepped is not None:
            self.recoveries.append(stepped / 1000 - began)
        self.check()

    def check(self):
        code, output = self.run(["trials", "crash", "--json"])
        self.must_end_well(code, output)
        job_kinds.check_end(self.kind, json.loads(output)["trials"], self.ledger.read_text().splitlines())


def sweep_kind(name, arguments, generator, recoveries):
    """Prints what was done; raises Broken with the place."""
    where = "the undisturbed run"
    with tempfile.TemporaryDirectory(prefix="tuner-crash-") as folder:
        try:
            sweep = Sweep(arguments.tuner, arguments.shim, folder, job_kinds.KINDS[name])
            points, seconds = sweep.count()
            kills = 0
            for k in range(0, points, arguments.every):
                where = f"point {k} of {points}"
                kills += sweep.kill_at(k)
            for i in range(arguments.random):
                moment = generator.uniform(0, seconds)
                where = f"random kill {i}, after {moment:.4f} s"
                sweep.kill_after(moment)
        except Broken as broken:
            raise Broken(f"{name}, {where}: {broken}") from broken
    print(f"{name}: {points} points, {kills} kills at every {arguments.every}; {arguments.random} at random moments", flush=True)
    recoveries += sweep.recoveries


def kinds_of(text):
    kinds = text.split(",")
    unknown = [kind for kind in kinds if kind not in job_kinds.KINDS]
    if unknown:
        raise argparse.ArgumentTypeError(f"{unknown}: choose of {list(job_kinds.KINDS)}")
    return kinds


def sweep_parser(description):
    """The options of every sweep over kinds of jobs."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tuner", required=True)
    parser.add_argument("--shim", required=True)
    parser.add_argument("--kinds", type=kinds_of, default=list(job_kinds.KINDS), help="kinds of jobs, with commas between; all if not given")
    parser.add_argument("--every", type=int, default=1, help="only every so many calls")
    return parser


def main():
    parser = sweep_parser(__doc__)
    parser.add_argument("--random", type=int, default=100, help="kills at random moments, for each kind")
    parser.add_argument("--seed", type=int, default=None)
    arguments = parser.parse_args()
    seed = arguments.seed if arguments.seed is not None else random.SystemRandom().randrange(2**32)
    generator, recoveries = random.Random(seed), []
    try:
        for name in arguments.kinds:
            sweep_kind(name, arguments, generator, recoveries)
    except Broken as broken:
        sys.exit(f"seed {seed}, {broken}")
    print(f"seed {seed}: no trial lost, none run twice")
    quantiles = statistics.quantiles(recoveries, n=100, method="inclusive")
    print(f"from the next start to its first new step: median {1000 * quantiles[49]:.0f} ms, "
          f"99 of 100 within {1000 * quantiles[98]:.0f} ms, longest {1000 * max(recoveries):.0f} ms")


if __name__ == "__main__":
    main()
