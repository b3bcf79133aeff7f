#!/usr/bin/python3
"""Two strategies on the digits example, paired by seed: is the difference real?

    bench/digits_compare.py --tuner build/release/service/tuner --home /tmp/digits [--seeds 10]

For every seed it runs examples/digits/job.yaml once with each strategy, and compares the best validation log-loss after half of
the trials and after all of them. Prints a table of the seeds, and for both budgets the mean difference (ours − theirs, below 0 is
better for ours) with its 95 % interval: Student's t on the paired differences. A job that is already in the home is not run again,
so that an interrupted comparison goes on where it was.
"""

import argparse
import json
import pathlib
import subprocess

import numpy as np
from scipy import stats

JOB_FILE = pathlib.Path(__file__).resolve().parents[1] / "examples" / "digits" / "job.yaml"
METRIC = "validation:log_loss"


def comparison_parser(description):
    """The options of every comparison on the digits example."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tuner", required=True, type=pathlib.Path)
    parser.add_argument("--home", required=True, type=pathlib.Path)
    parser.add_argument("--seeds", type=int, default=10, help="runs with the seeds 1 … SEEDS")
    parser.add_argument("--trials", type=int, default=40)
    return parser


def arguments():
    parser = comparison_parser(__doc__)
    parser.add_argument("--parallel", type=int, default=2)
    parser.add_argument("--ours", default="bayesian")
    parser.add_argument("--theirs", default="random")
    return parser.parse_args()


def losses(args, strategy, seed):
    """The objective of every trial of one job, in the order in which they were suggested; infinite where there is none."""
    name = f"digits-{strategy}-{seed}"
    tuner = [args.tuner, "--home", args.home]
    subprocess.run([*tuner, "run", JOB_FILE, "--quiet", "--name", name, "--strategy", strategy, "--seed", str(seed),
                    "--trials", str(args.trials), "--parallel", str(args.parallel)],
                   check=True, stdout=subprocess.DEVNULL)
    listed = subprocess.run([*tuner, "--json", "trials", name], check=True, capture_output=True, text=True)
    values = [trial["objectives"][METRIC] for trial in json.loads(listed.stdout)["trials"]]
    return np.array([np.inf if value is None else value for value in values])


def interval(differences):
    """(mean, lower end, upper end) of the 95 % interval."""
    mean = differences.mean()
    half = stats.t.ppf(0.975, len(differences) - 1) * stats.sem(differences)
    return mean, mean - half, mean + half


def main():
    args = arguments()
    budgets = {"half": args.trials // 2, "full": args.trials}
    best = {strategy: {budget: [] for budget in budgets} for strategy in (args.ours, args.theirs)}
    print(f"seed  {args.ours:>10} half   full  {args.theirs:>10} half   full", flush=True)
    for seed in range(1, args.seeds + 1):
        for strategy, by_budget in best.items():
            values = losses(args, strategy, seed)
            for budget, trials in budgets.items():
                by_budget[budget].append(values[:trials].min())
        row = [best[strategy][budget][-1] for strategy in best for budget in budgets]
        print("{:4d}  {:15.4f} {:6.4f}  {:15.4f} {:6.4f}".format(seed, *row), flush=True)

    print(f"\nbest {METRIC} of {args.ours} minus that of {args.theirs}, {args.seeds} seeds:")
    for budget, trials in budgets.items():
        ours, theirs = (np.array(best[strategy][budget]) for strategy in (args.ours, args.theirs))
        mean, low, high = interval(ours - theirs)
        print(f"  after {trials} trials: mean {mean:+.4f}, 95 % interval [{low:+.4f}, {high:+.4f}]; "
              f"means {ours.mean():.4f} and {theirs.mean():.4f}; {args.ours} is lower in {(ours < theirs).sum()}")


if __name__ == "__main__":
    main()
