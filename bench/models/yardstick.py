#!/usr/bin/python3
"""What random search finds on the tasks, and the lowest loss known: rows for ../results/yardsticks.csv on standard output.

    bench/models/yardstick.py --tasks gbm_breast,knn_iris [--rows models.jsonl]

300 random configurations are evaluated in this process. The yardstick is the median, over 301 searches that draw from these, of
the best of as many as the budget. The optimum is the lowest loss among them and in the rows of models.py: known, not proven.
"""

import argparse
import json
import math
import statistics
import warnings

import numpy as np

from tasks import TASKS, loss_of

DRAWS = 300
SEARCHES = 301


def value_at(domain, share):
    """The value at this share of the range, on its scale; whole numbers and categories in equal parts."""
    if domain["type"] == "categorical":
        return domain["values"][int(share * len(domain["values"]))]
    low, high = domain["min"], domain["max"] + (domain["type"] == "integer")
    if domain["scale"] == "log":
        value = math.exp(math.log(low) + share * (math.log(high) - math.log(low)))
    else:
        value = low + share * (high - low)
    return min(int(value), domain["max"]) if domain["type"] == "integer" else value


def random_losses(name):
    rng = np.random.default_rng(1)
    parameters = TASKS[name].parameters
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [loss_of(name, {each: value_at(domain, rng.random()) for each, domain in parameters.items()})
                for _ in range(DRAWS)]


def lowest_of_rows(path, name):
    if path is None:
        return math.inf
    with open(path, encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["problem"] == name]
    return min((row["incumbents"][-1][1] for row in rows), default=math.inf)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", required=True, help="with commas")
    parser.add_argument("--rows", help="rows of models.py")
    args = parser.parse_args()
    for name in args.tasks.split(","):
        losses, budget = np.array(random_losses(name)), TASKS[name].budget
        rng = np.random.default_rng(2)
        median = statistics.median(float(rng.choice(losses, budget).min()) for _ in range(SEARCHES))
        optimum = min(float(losses.min()), lowest_of_rows(args.rows, name))
        print(f"{name},{budget},{optimum!r},{median!r}", flush=True)


if __name__ == "__main__":
    main()
