#!/usr/bin/python3
"""How well strategies tune real models, through the same commands that users type: one JSON row per search.

    bench/models/models.py --tuner build/release/service/tuner --home /tmp/models --out models.jsonl [--seeds 0-9]

For every task, strategy and seed it writes a job file, runs `tuner run` on it, one training after another, and reads `tuner trials` and
`tuner best`. A job that the home already holds is not run again, so that an interrupted bench goes on where it was. Rows have the
fields of bench/regret's; `recommended` is the loss of the trial that the model recommends, where `best` names one.
"""

import argparse
import csv
import json
import math
import os
import pathlib
import subprocess
import sys
import time

from tasks import TASKS

HERE = pathlib.Path(__file__).resolve().parent
YARDSTICKS = HERE.parent / "results" / "yardsticks.csv"
FLOOR = -3.0


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tuner", required=True, type=os.path.abspath)
    parser.add_argument("--home", required=True, type=pathlib.Path, help="for the jobs, and to go on after an interruption")
    parser.add_argument("--out", required=True, type=pathlib.Path, help="file of rows; rows of the same searches are replaced")
    parser.add_argument("--tasks", default=",".join(TASKS), help="with commas (default: all)")
    parser.add_argument("--strategies", default="bayesian", help="with commas (default: bayesian)")
    parser.add_argument("--seeds", default="0-9", help="number or range (default: 0-9)")
    parser.add_argument("--budget", type=int, help="trials of a search (default: each task's own)")
    args = parser.parse_args()
    args.tasks, args.strategies = args.tasks.split(","), args.strategies.split(",")
    if unknown := set(args.tasks) - set(TASKS):
        parser.error(f"--tasks: there is no {', '.join(sorted(unknown))}; there are {', '.join(TASKS)}")
    first, _, last = args.seeds.partition("-")
    args.seeds = range(int(first), int(last or first) + 1)
    return args


def job_of(task, strategy, seed, budget):
    """A job file; JSON is one of its forms."""
    return {
        "name": f"{task}-{strategy}-{seed}".replace("_", "-"),
        "command": [sys.executable, str(HERE / "train.py"), task],
        "environment": {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        "objective": {"metric": "loss", "goal": "minimize"},
        "metrics": {"loss": r"loss=(\S+)"},
        "parameters": TASKS[task].parameters,
        "limits": {"trials": budget, "parallel": 1},
        "strategy": strategy,
        "seed": seed,
    }


def ask(args, *command):
    """The JSON answer of a `tuner` command."""
    done = subprocess.run([args.tuner, "--home", args.home, "--json", *command], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def search(args, job):
    """(losses of the trials in their order, loss of the recommended one) of a job that has been run."""
    path = args.home / (job["name"] + ".json")
    path.write_text(json.dumps(job, indent=1), encoding="utf-8")
    subprocess.run([args.tuner, "--home", args.home, "run", path, "--quiet"], check=True, stdout=subprocess.DEVNULL)
    losses = {trial["trial"]: trial["objectives"]["loss"] for trial in ask(args, "trials", job["name"])["trials"]}
    best = ask(args, "best", job["name"])
    recommended = best["model"]["trial"] if best["model"] else best["trial"]
    return [math.inf if loss is None else loss for loss in losses.values()], losses[recommended]


def incumbents(losses):
    """[trial, loss] wherever the loss was the lowest so far."""
    found = []
    for trial, loss in enumerate(losses):
        if not found or loss < found[-1][1]:
            found.append([trial, loss])
    return found


def yardsticks():
    """(task, budget) -> (optimum, what random search finds in the median)."""
    with open(YARDSTICKS, encoding="utf-8", newline="") as file:
        return {(row["task"], int(row["budget"])): (float(row["optimum"]), float(row["random"])) for row in csv.DictReader(file)}


def log_regret_ratio(loss, yardstick):
    """None where no yardstick is recorded: a task with another budget."""
    if yardstick is None:
        return None
    ratio = (loss - yardstick[0]) / (yardstick[1] - yardstick[0])
    return max(math.log10(ratio), FLOOR) if ratio > 0 else FLOOR


def row_of(args, task, strategy, seed):
    budget = args.budget or TASKS[task].budget
    losses, recommended = search(args, job_of(task, strategy, seed, budget))
    found, yardstick = incumbents(losses), yardsticks().get((task, budget))
    return {"problem": task, "family": "models", "instance": 0, "seed": seed, "strategy": strategy, "workers": 1, "budget": budget,
            "trials": len(losses), "incumbents": found, "recommended": recommended,
            "log_regret_ratio": log_regret_ratio(found[-1][1], yardstick),
            "log_regret_ratio_recommended": log_regret_ratio(recommended, yardstick)}


def key(row):
    return row["problem"], row["strategy"], row["seed"], row["budget"]


def main():
    args = arguments()
    args.home.mkdir(parents=True, exist_ok=True)
    rows = {}
    if args.out.exists():
        rows = {key(row): row for row in map(json.loads, args.out.read_text(encoding="utf-8").splitlines())}
    searches = [(task, strategy, seed) for seed in args.seeds for task in args.tasks for strategy in args.strategies]
    for number, (task, strategy, seed) in enumerate(searches, start=1):
        began = time.monotonic()
        row = row_of(args, task, strategy, seed)
        rows[key(row)] = row
        args.out.write_text("".join(json.dumps(rows[each]) + "\n" for each in sorted(rows)), encoding="utf-8")
        print(f"{number}/{len(searches)} {task} {strategy} seed {seed}: {row['incumbents'][-1][1]:.6g} "
              f"after {row['trials']} trials, {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
