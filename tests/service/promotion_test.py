"""Trials that are continued: each goes on from the checkpoint of the one that it continues, and no epoch is trained twice.

    promotion_test.py TUNER
"""

import collections
import csv
import io
import json
import pathlib
import sys
import tempfile

from tuner_in_folder import tuner_in

TUNER = sys.argv[1]

TRAINING = """
import argparse, os, pathlib
parser = argparse.ArgumentParser()
parser.add_argument("--rate", type=float)
parser.add_argument("--epochs", type=int)
a = parser.parse_args()
checkpoint = pathlib.Path(os.environ["TUNER_CHECKPOINT_DIR"], "epoch")
begun = int(checkpoint.read_text()) if checkpoint.exists() else 0
print(f"goes on from epoch {begun}")
for epoch in range(begun + 1, a.epochs + 1):
    with pathlib.Path("trained").open("a") as trained:
        trained.write(f"{checkpoint.resolve()} {epoch}\\n")
    print(f"epoch {epoch} loss={(a.rate - 0.3) ** 2 + 1 / epoch}")
    checkpoint.write_text(str(epoch))
"""

JOB = """
name: climb
command: [/usr/bin/python3, train.py]
objective: {metric: loss, goal: minimize}
metrics: {loss: 'epoch (?P<step>[0-9]+) loss=(.*)'}
parameters:
  rate: {type: continuous, min: 0, max: 1}
resource: {parameter: epochs, min: 1, max: 9, promotion: true}
limits: {trials: 12, parallel: 2}
seed: 5
"""


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "train.py").write_text(TRAINING)
        (folder / "job.yaml").write_text(JOB)

        tuner = tuner_in(TUNER, folder)

        said = tuner(0, "run", folder / "job.yaml")
        starts = [line for line in said.splitlines() if " started  rate=" in line]
        assert len(starts) == 12 and all(", budget " in line for line in starts), said
        assert any(", continues trial " in line for line in starts), said
        tuner(0, "extend", "climb", "--trials", "24", "-q")  # another process, which recalls the first one's rungs

        trials = {trial["trial"]: trial for trial in json.loads(tuner(0, "--json", "trials", "climb"))["trials"]}
        assert len(trials) == 24 and all(trial["status"] == "succeeded" for trial in trials.values()), trials
        continued = {number: trial["continues"] for number, trial in trials.items() if "continues" in trial}
        assert len(set(continued.values())) == len(continued) >= 6, continued
        assert {trial["budget"] for trial in trials.values()} == {1, 3, 9}, trials
        for number, earlier in continued.items():
            assert earlier < number and trials[number]["configuration"] == trials[earlier]["configuration"], number
            assert trials[number]["budget"] == 3 * trials[earlier]["budget"], number
            assert f"goes on from epoch {trials[earlier]['budget']}\n" in tuner(0, "logs", "climb", str(number)), number

        trained = collections.Counter((folder / "trained").read_text().splitlines())
        expected = sum(trial["budget"] - (trials[trial["continues"]]["budget"] if "continues" in trial else 0)
                       for trial in trials.values())
        assert max(trained.values()) == 1 and len(trained) == expected, (trained, expected)

        number, earlier = max(continued.items())
        best = json.loads(tuner(0, "--json", "best", "climb"))
        assert best["budget"] == 9 and best["continues"] == trials[best["trial"]]["continues"], best
        for command in ("show", "best"):
            assert f"continues trial {best['continues']}" in tuner(0, command, "climb"), command
        rows = {int(row["trial"]): row for row in csv.DictReader(io.StringIO(tuner(0, "trials", "climb", "--format", "csv")))}
        assert rows[number]["continues"] == str(earlier) and rows[earlier]["budget"] == str(trials[earlier]["budget"]), rows
        assert "CONTINUES" in tuner(0, "trials", "climb")
        assert f"it continues trial {earlier} up to a budget of" in tuner(0, "explain", "climb", str(number))
        assert "24 trials: every suggestion and every decision came out again, bit for bit" in tuner(0, "replay", "climb", "--verify")

        audit = json.loads(tuner(0, "--json", "stop-audit", "climb"))
        none, own = audit["rules"][:2]
        chains = len(trials) - len(continued)
        assert (none["rule"], own["rule"]) == ("none", "the job's own"), audit
        assert none["values"] == own["values"] == audit["resource"]["steps"] == expected, (expected, audit)
        assert none["trials"] == audit["resource"]["configurations"] == chains and none["stopped"] == own["saved_values"] == 0, audit
        complete = sum(trial["budget"] == 9 for trial in trials.values())
        assert own["stopped"] == chains - complete and audit["resource"]["complete"] == complete, audit
        assert f"{chains} configurations, {complete} of them up to 9, took" in tuner(0, "stop-audit", "climb")

        simulated = json.loads(tuner(0, "--json", "simulate", folder / "job.yaml", "--trials", "60", "--trial-time", "9h"))
        seconds = sorted(trial["seconds"] / 3600 for trial in simulated["trials"])
        assert sum("continues" in trial for trial in simulated["trials"]) > 10
        assert 0.5 < seconds[len(seconds) // 2] < 2 and seconds[-1] > 3, seconds


if __name__ == "__main__":
    main()
