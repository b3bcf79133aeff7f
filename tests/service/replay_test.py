"""A job's log proves itself: every suggestion and decision comes out again, and what was changed afterwards is found.

    replay_test.py TUNER
"""

import json
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

TUNER = sys.argv[1]

TRAINING = """
import argparse, sys
parser = argparse.ArgumentParser()
parser.add_argument("--rate", type=float)
parser.add_argument("--units", type=int)
parser.add_argument("--kind")
parser.add_argument("--epochs", type=int)
a = parser.parse_args()
if a.kind == "broken":
    sys.exit(3)
for epoch in range(1, a.epochs + 1):
    print(f"epoch {epoch} loss={(a.rate - 0.3) ** 2 + a.units / 100 + 1 / epoch}", flush=True)
"""

JOB = """
name: proof
command: [/usr/bin/python3, train.py]
objective: {metric: loss, goal: minimize}
metrics: {loss: 'epoch (?P<step>[0-9]+) loss=(.*)'}
parameters:
  rate: {type: continuous, min: 0, max: 1}
  units: {type: integer, min: 1, max: 9}
  kind: {type: categorical, values: [good, broken]}
resource: {parameter: epochs, min: 1, max: 9}
limits: {trials: 25, parallel: 3, failures: 25}
seed: 5
"""


def tuner(home, *arguments):
    done = subprocess.run([TUNER, "--home", home, *arguments], capture_output=True, text=True, timeout=50)
    return done.returncode, done.stdout, done.stderr


def change(home, statement, *values):
    with sqlite3.connect(pathlib.Path(home) / "tuner.db") as database:
        return database.execute(statement, values).fetchall()


def main():
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "train.py").write_text(TRAINING)
        pathlib.Path(folder, "job.yaml").write_text(JOB)
        home = str(pathlib.Path(folder, "home"))
        code, out, err = tuner(home, "run", "-q", f"{folder}/job.yaml")
        assert code == 0, (code, out, err)

        code, out, err = tuner(home, "replay", "proof", "--verify")
        assert code == 0 and "25 trials: every suggestion and every decision came out again, bit for bit" in out, (out, err)
        code, out, err = tuner(home, "replay", "proof")
        assert code == 0 and "every decision follows from the log" in out, (out, err)

        steps = [(number, actions, json.loads(actions)) for number, actions in change(home, "SELECT number, actions FROM steps")]
        [(number, actions, started, start)] = [(*step, action) for step in steps for action in step[2]
                                               if action["type"] == "start_run" and action["trial"] == 12]
        start["configuration"]["units"] = start["configuration"]["units"] % 9 + 1
        change(home, "UPDATE steps SET actions = ? WHERE number = ?", json.dumps(started), number)
        code, out, err = tuner(home, "replay", "proof", "--verify")
        assert code == 5 and f"step {number}: its checksum differs" in err, (code, out, err)
        change(home, "UPDATE steps SET actions = ? WHERE number = ?", actions, number)

        change(home, "UPDATE trials SET attempts = 2 WHERE number = 7")
        code, out, err = tuner(home, "--json", "replay", "proof", "--verify")
        document = json.loads(out)
        assert code == 1 and not document["same"] and document["difference"].startswith("trial 7"), out
        assert document["trials"] == 25 and document["suggestions_asked_again"], out

        assert tuner(home, "replay", "prof")[0] == 3


if __name__ == "__main__":
    main()
