#!/usr/bin/python3
"""The digits example with all trainings complete, and with asha stopping them: what is saved, and what it costs in quality.

    bench/asha_compare.py --tuner build/release/service/tuner --home /tmp/asha [--seeds 10] [--epochs 60] [--min 4]

For every seed it runs examples/digits/job.yaml twice with the strategy bayesian and as many epochs: once as it is, and once with
`resource: {parameter: epochs, min: MIN, max: EPOCHS}`. Prints for each the best validation log-loss, the epochs that were trained and
the time of all trainings, which includes the start of Python; then the mean difference in log-loss with its 95 % interval, Student's t
on the paired differences, and the shares of epochs and time. A job that is already in the home is not run again.
"""

import json
import pathlib
import shutil
import subprocess

import numpy as np
from digits_compare import METRIC, comparison_parser, interval

EXAMPLE = pathlib.Path(__file__).resolve().parents[1] / "examples" / "digits"
STATIC = "static: {epochs: 20}"


def arguments():
    parser = comparison_parser(__doc__)
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--min", type=int, default=4)
    return parser.parse_args()


def job_files(args):
    """The two job files, by name, beside a copy of the training."""
    folder = args.home / "asha_compare"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(EXAMPLE / "train.py", folder)
    text = (EXAMPLE / "job.yaml").read_text(encoding="utf-8")
    assert STATIC in text
    lines = {"full": f"static: {{epochs: {args.epochs}}}",
             "asha": f"resource: {{parameter: epochs, min: {args.min}, max: {args.epochs}}}"}
    for name, line in lines.items():
        (folder / f"{name}.yaml").write_text(text.replace(STATIC, line), encoding="utf-8")
    return {name: folder / f"{name}.yaml" for name in lines}


def run(args, name, file, seed):
    """(best log-loss, epochs, seconds of training)"""
    tuner = [args.tuner, "--home", args.home]
    job = f"{name}-{args.epochs}-{args.min}-{seed}"
    subprocess.run([*tuner, "run", file, "--quiet", "--name", job, "--seed", str(seed), "--trials", str(args.trials)],
                   check=True, stdout=subprocess.DEVNULL)

    def ask(*question):
        return json.loads(subprocess.run([*tuner, "--json", *question], check=True, capture_output=True, text=True).stdout)

    audit = ask("stop-audit", job)["rules"][0]
    return ask("best", job)["objective"], audit["values"], audit["seconds"]


def main():
    args = arguments()
    files = job_files(args)
    rows = {name: [] for name in files}
    print("seed      full: loss  epochs   seconds      asha: loss  epochs   seconds", flush=True)
    for seed in range(1, args.seeds + 1):
        for name, file in files.items():
            rows[name].append(run(args, name, file, seed))
        print("{:4d}  {:14.4f} {:7d} {:9.1f}  {:14.4f} {:7d} {:9.1f}".format(seed, *rows["full"][-1], *rows["asha"][-1]), flush=True)
    full, asha = (np.array(rows[name]) for name in ("full", "asha"))
    mean, low, high = interval(asha[:, 0] - full[:, 0])
    shares = asha[:, 1:].sum(axis=0) / full[:, 1:].sum(axis=0)
    print(f"\nbest {METRIC}: {full[:, 0].mean():.4f} complete, {asha[:, 0].mean():.4f} with asha; "
          f"asha minus complete {mean:+.4f}, 95 % interval [{low:+.4f}, {high:+.4f}]")
    print(f"epochs {shares[0]:.0%}, time of the trainings {shares[1]:.0%} of those of complete trainings")


if __name__ == "__main__":
    main()
