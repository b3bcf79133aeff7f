#!/usr/bin/python3
"""Kills `tuner` at its k-th call that changes something, and at random moments; then checks that nothing was lost.

    crash_sweep.py --tuner build/dev/service/tuner --shim build/dev/tests/crash/libkill_shim.so [--every 10] [--random 100]

Every training writes its trial's name into a ledger when it begins, so a run that happens twice cannot hide. The seed of
the random moments is printed.
"""
import argparse
import collections
import contextlib
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

TRIALS = 20

JOB = """
name: crash
command: [/bin/sh, train.sh]
objective: {metric: loss, goal: minimize}
metrics: {loss: 'loss=(\\S+)'}
parameters:
  x: {type: continuous, min: 0, max: 1}
  y: {type: integer, min: 1, max: 9}
limits: {trials: TRIALS, parallel: 2}
strategy: sobol
seed: 5
"""

# --x VALUE --y VALUE
TRAIN = """
echo "$TRAINING_JOB_NAME" >> "$LEDGER"
echo "epoch 1 loss=1$4"
echo "epoch 2 loss=0$2"
"""


class Failure(Exception):
    pass


class Sweep:
    def __init__(self, tuner, shim, folder, trials=TRIALS):
        self.tuner, self.shim, self.folder, self.trials = tuner, shim, pathlib.Path(folder), trials
        self.ledger = self.folder / "ledger"
        self.recoveries = []  # seconds
        (self.folder / "job.yaml").write_text(JOB.replace("TRIALS", str(trials)))
        (self.folder / "train.sh").write_text(TRAIN)

    def reset(self):
        shutil.rmtree(self.folder / "home", ignore_errors=True)
        self.ledger.write_text("")

    def start(self, arguments, extra=()):
        environment = dict(os.environ, LEDGER=str(self.ledger), TUNER_HOME=str(self.folder / "home"), **dict(extra))
        return subprocess.Popen([self.tuner, *arguments], cwd=self.folder, env=environment, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def run(self, arguments, extra=()):
        process = self.start(arguments, extra)
        output, _ = process.communicate(timeout=120)
        return process.returncode, output

    def count(self):
        """How many points an undisturbed run passes, and how long it takes in seconds."""
        self.reset()
        began = time.monotonic()
        count_file = self.folder / "count"
        code, output = self.run(["run", "-q", "job.yaml"],
                                {"LD_PRELOAD": self.shim, "TUNER_KILL_COUNT": str(count_file)})
        if code != 0:
            raise Failure(f"an undisturbed run ends with {code}:\n{output}")
        self.check()
        return int(count_file.read_text()), time.monotonic() - began

    def kill_at(self, k):
        self.reset()
        code, output = self.run(["run", "-q", "job.yaml"], {"LD_PRELOAD": self.shim, "TUNER_KILL_AT": str(k)})
        if code not in (0, -signal.SIGKILL):
            raise Failure(f"the run ends with {code}:\n{output}")
        self.recover()
        return code != 0

    def kill_after(self, seconds):
        self.reset()
        process = self.start(["run", "-q", "job.yaml"])
        try:
            process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
        self.recover()

    def ask(self, question, *values):
        """The first column of the answer; None where there is no database yet, or no row."""
        try:
            with contextlib.closing(sqlite3.connect(f"file:{self.folder}/home/tuner.db?mode=ro", uri=True)) as database:
                row = database.execute(question, values).fetchone()
            return row[0] if row else None
        except sqlite3.Error:
            return None

    def recover(self):
        """Runs the job to its end, and notes how long it took until the first new step, by the time that the log has of it."""
        before, began = self.ask("SELECT steps FROM jobs") or 0, time.time()
        code, output = self.run(["run", "-q", "job.yaml"])
        if code != 0:
            raise Failure(f"the next run ends with {code}:\n{output}")
        stepped = self.ask("SELECT wall_ms FROM steps WHERE number = ?", before + 1)
        if stepped is not None:
            self.recoveries.append(stepped / 1000 - began)
        self.check()

    def check(self):
        code, output = self.run(["trials", "crash", "--json"])
        if code != 0:
            raise Failure(f"tuner trials ends with {code}:\n{output}")
        document = json.loads(output)
        trials = document["trials"] if isinstance(document, dict) else document
        names = [trial["name"] for trial in trials]
        if len(names) != self.trials or len(set(names)) != self.trials:
            raise Failure(f"{len(names)} trials instead of {self.trials}")
        bad = [trial for trial in trials if trial["status"] != "succeeded" or trial["attempts"] != 1]
        if bad:
            raise Failure(f"trials that did not succeed at the first attempt: {json.dumps(bad, indent=1)}")
        begun = collections.Counter(self.ledger.read_text().split())
        if begun != collections.Counter(names):
            raise Failure(f"trainings that began: {begun}, trials: {names}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tuner", required=True)
    parser.add_argument("--shim", required=True)
    parser.add_argument("--every", type=int, default=1, help="only every so many points")
    parser.add_argument("--random", type=int, default=100, help="kills at random moments")
    parser.add_argument("--seed", type=int, default=None)
    arguments = parser.parse_args()
    seed = arguments.seed if arguments.seed is not None else random.SystemRandom().randrange(2**32)
    where = "the undisturbed run"
    with tempfile.TemporaryDirectory(prefix="tuner-crash-") as folder:
        sweep = Sweep(os.path.abspath(arguments.tuner), os.path.abspath(arguments.shim), folder)
        try:
            points, seconds = sweep.count()
            kills = 0
            for k in range(0, points, arguments.every):
                where = f"point {k} of {points}"
                kills += sweep.kill_at(k)
            generator = random.Random(seed)
            for i in range(arguments.random):
                moment = generator.uniform(0, seconds)
                where = f"random kill {i} of seed {seed}, after {moment:.4f} s"
                sweep.kill_after(moment)
        except Failure as failure:
            sys.exit(f"{where}: {failure}")
    print(f"{points} points, {kills} kills at every {arguments.every}; {arguments.random} at random moments, seed {seed}: "
          "no trial lost, none run twice")
    quantiles = statistics.quantiles(sweep.recoveries, n=100, method="inclusive")
    print(f"from the next start to its first new step: median {1000 * quantiles[49]:.0f} ms, "
          f"99 of 100 within {1000 * quantiles[98]:.0f} ms, longest {1000 * max(sweep.recoveries):.0f} ms")


if __name__ == "__main__":
    main()
