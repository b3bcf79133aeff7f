#!/usr/bin/env python3
"""Whether strategy B searches better than strategy A: rows of `regret` against rows of `regret`.

    regret_compare.py A.jsonl B.jsonl [--by found|recommended] [--resamples N]

Compares runs of the same problem, seed, instance, budget and number of workers; others are counted and left out. Differences
are B - A of log10 of the regret ratio: negative where B is better, -0.3 where it leaves half the regret. The interval holds
95 % of the means of resampled comparisons: problems are drawn with replacement, then the seeds of each. Same files, same
figures.
"""

import argparse
import collections
import json
import random
import statistics
import sys

FIELDS = {"found": "log_regret_ratio", "recommended": "log_regret_ratio_recommended"}


def read_rows(path):
    """(problem, seed, instance, budget, workers) -> row."""
    with open(path, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    return {tuple(row[key] for key in ("problem", "seed", "instance", "budget", "workers")): row for row in rows}


def interval(problems, resamples):
    """The middle 95 % of the hierarchical bootstrap's means; `problems` holds one list of differences for each."""
    rng = random.Random(1)
    means = []
    for _ in range(resamples):
        drawn = rng.choices(problems, k=len(problems))
        means.append(statistics.fmean(sum(rng.choices(each, k=len(each))) / len(each) for each in drawn))
    means.sort()
    return means[int(0.025 * (resamples - 1))], means[round(0.975 * (resamples - 1))]


def mean_of_means(lists):
    return statistics.fmean(statistics.fmean(each) for each in lists)


def line(title, pairs, resamples):
    """`pairs`: for each problem the list of (a, b)."""
    differences = [[b - a for a, b in each] for each in pairs]
    low, high = interval(differences, resamples)
    verdict = "better" if high < 0 else "worse" if low > 0 else ""
    return (f"{title:<20} {mean_of_means([[a for a, _ in each] for each in pairs]):8.3f}"
            f" {mean_of_means([[b for _, b in each] for each in pairs]):8.3f} {mean_of_means(differences):+8.3f}"
            f"  [{low:+.3f}, {high:+.3f}]  {verdict}").rstrip()


def times(rows):
    """Of rows of `regret`; those of models.py have none."""
    def median(field):
        return statistics.median(row.get(field, float("nan")) for row in rows)
    return f"{median('milliseconds_p50'):.3g} ms, p95 {median('milliseconds_p95'):.3g} ms"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("a")
    parser.add_argument("b")
    parser.add_argument("--by", choices=FIELDS, default="found", help="which configuration counts")
    parser.add_argument("--resamples", type=int, default=10_000)
    options = parser.parse_args()
    a, b = read_rows(options.a), read_rows(options.b)
    shared = sorted(a.keys() & b.keys())
    if not shared or options.resamples < 1:
        sys.exit("regret_compare: the files have no run in common" if not shared else "regret_compare: --resamples: at least 1")
    field = FIELDS[options.by]
    families, problems = collections.defaultdict(list), collections.defaultdict(list)
    for key in shared:
        problems[key[0]].append((a[key][field], b[key][field]))
    for name in problems:
        families[next(a[key]["family"] for key in shared if key[0] == name)].append(name)

    print(f"{len(shared)} runs in common, {len(a) - len(shared)} only in A, {len(b) - len(shared)} only in B\n")
    print(f"{'':<20} {'A':>8} {'B':>8} {'B - A':>8}  95 % interval")
    for family, names in families.items():
        print(line(family, [problems[name] for name in names], options.resamples))
        for name in names:
            print(line("  " + name, [problems[name]], min(options.resamples, 2000)))
    print(line("all", list(problems.values()), options.resamples))
    print(f"\nask and tell: A {times([a[key] for key in shared])}; B {times([b[key] for key in shared])}")


if __name__ == "__main__":
    main()
