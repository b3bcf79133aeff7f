#!/usr/bin/python3
"""The digits example with all trainings complete, with asha stopping them, and with asha promoting them: what is saved, and what it costs.

    bench/asha_compare.py --tuner build/release/service/tuner --home /tmp/asha [--seeds 10] [--epochs 81] [--min 3]

For every seed it runs examples/digits/job.yaml three times with the strategy bayesian: as it is, with so many epochs; with
`resource: {parameter: epochs, min: MIN, max: EPOCHS}`; and with the same and `promotion: true`. With asha trials are shorter, so that there
are more of them: as many as take at most half of the epochs. Prints for each the best validation log-loss, the epochs that were trained and the
processor seconds of all trainings, which other work on the machine hardly changes, without the start of Python (forked_training.py); then, for
both ways of asha, the mean difference in log-loss with its 95 % interval, Student's t on the paired differences, and the shares of epochs and
processor seconds. A job that is already in the home is not run again, and keeps its figures.
"""

import contextlib
import json
import os
import pathlib
import subprocess
import sys
import time

import numpy as np
from digits_compare import METRIC, comparison_parser, interval

HERE = pathlib.Path(__file__).resolve().parent
EXAMPLE = HERE.parent / "examples" / "digits"
STATIC = "static: {epochs: 20}"
COMMAND = "[/usr/bin/python3, train.py]"
TIME_LIMIT = ", trial_time: 2m"  # the machine may have other work
WAYS = ("complete", "stopped", "promoted")


def arguments():
    parser = comparison_parser(__doc__)
    parser.add_argument("--stopped-trials", type=int, default=45, help="trials where asha stops them")
    parser.add_argument("--promoted-trials", type=int, default=115, help="trials with promotion, those that continue another included")
    parser.add_argument("--epochs", type=int, default=81)
    parser.add_argument("--min", type=int, default=3)
    return parser.parse_args()


@contextlib.contextmanager
def training_server(address):
    """While a server of trainings listens at this socket; afterwards the figures of all that it has had are in its file."""
    address.unlink(missing_ok=True)
    server = subprocess.Popen([sys.executable, HERE / "forked_training.py", "--serve", EXAMPLE / "train.py", address], stdin=subprocess.PIPE,
                              env=dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1"))
    try:
        while not address.exists():
            if server.poll() is not None:
                sys.exit("the server of trainings has ended")
            time.sleep(0.1)
        yield
    finally:
        server.communicate()


def processor_seconds(address, job):
    figures = address.with_suffix(".jsonl").read_text(encoding="utf-8")
    trainings = (json.loads(line) for line in figures.splitlines())
    return sum(training["processor_seconds"] for training in trainings if training["run"].rsplit("-", 3)[0] == job)


def job_files(args, folder, address):
    """The job files, by way."""
    text = (EXAMPLE / "job.yaml").read_text(encoding="utf-8")
    assert STATIC in text and COMMAND in text and TIME_LIMIT in text
    text = text.replace(COMMAND, f"[/usr/bin/python3, {HERE / 'forked_training.py'}, {address}]").replace(TIME_LIMIT, "")
    resource = f"parameter: epochs, min: {args.min}, max: {args.epochs}"
    lines = {"complete": f"static: {{epochs: {args.epochs}}}",
             "stopped": f"resource: {{{resource}}}",
             "promoted": f"resource: {{{resource}, promotion: true}}"}
    for way, line in lines.items():
        (folder / f"{way}.yaml").write_text(text.replace(STATIC, line), encoding="utf-8")
    return {way: folder / f"{way}.yaml" for way in WAYS}


def run(args, way, file, address, seed):
    """(best log-loss, epochs, processor seconds of the trainings)"""
    tuner = [args.tuner, "--home", args.home]
    trials = {"complete": args.trials, "stopped": args.stopped_trials, "promoted": args.promoted_trials}[way]
    job = f"{way}-{args.epochs}-{args.min}-{seed}"
    with training_server(address):
        subprocess.run([*tuner, "run", file, "--quiet", "--name", job, "--seed", str(seed), "--trials", str(trials)],
                       check=True, stdout=subprocess.DEVNULL)

    def ask(*question):
        return json.loads(subprocess.run([*tuner, "--json", *question], check=True, capture_output=True, text=True).stdout)

    trained = {rule["rule"]: rule for rule in ask("stop-audit", job)["rules"]}["none"]
    return ask("best", job)["objective"], trained["values"], processor_seconds(address, job)


def compare(args, files, address):
    rows = {way: [] for way in WAYS}
    print("seed" + "".join(f"  {way:>10}: loss  epochs   seconds" for way in WAYS), flush=True)
    for seed in range(1, args.seeds + 1):
        for way, file in files.items():
            rows[way].append(run(args, way, file, address, seed))
        print(f"{seed:4d}" + "".join("  {:16.4f} {:7d} {:9.1f}".format(*rows[way][-1]) for way in WAYS), flush=True)
    return {way: np.array(rows[way]) for way in WAYS}


def main():
    args = arguments()
    folder = args.home.resolve() / "asha_compare"
    folder.mkdir(parents=True, exist_ok=True)
    address = folder / "trainings"
    results = compare(args, job_files(args, folder, address), address)
    complete = results["complete"]
    print(f"\nbest {METRIC} of complete trainings: {complete[:, 0].mean():.4f}; {complete[:, 1].sum():.0f} epochs, "
          f"{complete[:, 2].sum():.0f} processor seconds")
    for way in WAYS[1:]:
        mean, low, high = interval(results[way][:, 0] - complete[:, 0])
        trained = results[way][:, 1:].sum(axis=0)
        shares = trained / complete[:, 1:].sum(axis=0)
        print(f"{way}: {results[way][:, 0].mean():.4f}, less that of complete ones {mean:+.4f}, 95 % interval [{low:+.4f}, {high:+.4f}]; "
              f"{trained[0]:.0f} epochs, {shares[0]:.0%}; {trained[1]:.0f} processor seconds, {shares[1]:.0%}")


if __name__ == "__main__":
    main()
