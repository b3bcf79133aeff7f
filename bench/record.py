#!/usr/bin/python3
"""Puts rows of `regret`, `models.py` and `latency` into results/, where tables.py finds them.

    bench/record.py ROWS.jsonl … [--into bench/results]

A row replaces the recorded one of the same search: strategy, task and seed, or strategy, space, results and pending trials. Searches
without a recorded yardstick (another problem, another budget) and with workers side by side are left out, and counted. measured.csv
gets, for each strategy, the day, the commit and the machine: run this where and when the rows were made.
"""

import argparse
import collections
import csv
import datetime
import json
import os
import pathlib
import re
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
QUALITY = ["searcher", "task", "seed", "budget", "loss", "log_regret_ratio", "log_regret_ratio_recommended"]
LATENCY = ["searcher", "d", "n", "pending", "first_ms", "p50_ms", "p95_ms"]
MEASURED = ["figures", "searcher", "date", "commit", "machine"]


def read(path):
    if not path.exists():
        return []
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path, columns, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def quality_row(row, yardsticks):
    """None where no recorded row may stand beside it."""
    task = row["problem"].removeprefix("dev_")
    known = (task, str(row["budget"])) in yardsticks and row["log_regret_ratio"] is not None
    if not known or row["family"] not in ("development", "models") or row["workers"] != 1:
        return None
    return {"searcher": row["strategy"], "task": task, "seed": row["seed"], "budget": row["budget"],
            "loss": f"{row['incumbents'][-1][1]:.6g}", "log_regret_ratio": f"{row['log_regret_ratio']:.4f}",
            "log_regret_ratio_recommended": f"{row['log_regret_ratio_recommended']:.4f}"}


def latency_row(row):
    return {"searcher": row["strategy"], "d": row["space"], "n": row["results"], "pending": row["pending"],
            **{f"{each}_ms": f"{row['milliseconds_' + each]:.4g}" for each in ("first", "p50", "p95")}}


def machine():
    model = re.search(r"^model name\s*:\s*(.+)$", pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
    return f"{model[1] if model else os.uname().machine}, {os.cpu_count()} cores"


def commit():
    asked = subprocess.run(["git", "-C", HERE, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return asked.stdout.strip() or "unknown"


def merge(path, columns, new, keys):
    """The recorded rows with the new ones in their places, in the order of tasks or sizes."""
    rows = {tuple(str(row[key]) for key in keys): row for row in [*read(path), *new]}

    def in_order(key):
        return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in key]
    write(path, columns, [rows[key] for key in sorted(rows, key=in_order)])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="+", type=pathlib.Path)
    parser.add_argument("--into", type=pathlib.Path, default=HERE / "results")
    args = parser.parse_args()
    yardsticks = {(row["task"], row["budget"]) for row in read(HERE / "results" / "yardsticks.csv")}
    new = collections.defaultdict(list)
    for path in args.rows:
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            kind = "quality" if "problem" in row else "latency"
            new[kind].append(quality_row(row, yardsticks) if kind == "quality" else latency_row(row))
    left_out = new["quality"].count(None)
    new["quality"] = [row for row in new["quality"] if row]

    merge(args.into / "ours_quality.csv", QUALITY, new["quality"], ("searcher", "task", "seed"))
    merge(args.into / "ours_latency.csv", LATENCY, new["latency"], ("searcher", "d", "pending", "n"))
    seen = sorted({(kind, row["searcher"]) for kind, rows in new.items() for row in rows})
    made = [dict(zip(MEASURED, (*each, datetime.date.today(), commit(), machine()))) for each in seen]
    merge(args.into / "measured.csv", MEASURED, made, ("figures", "searcher"))
    print(f"{len(new['quality'])} searches and {len(new['latency'])} latencies recorded, {left_out} rows left out")


if __name__ == "__main__":
    main()
