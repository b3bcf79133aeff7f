"""A GPU on which everything fails is set aside, and costs no trial.

    sick_place_test.py TUNER
"""

import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

TUNER = sys.argv[1]

# On GPU 1 it fails. On the others it goes on until three have failed there.
TRAINING = """
import os, pathlib, sys, time
if os.environ["CUDA_VISIBLE_DEVICES"] == "1":
    with pathlib.Path("failed").open("a") as failed:
        failed.write("x")
    sys.exit("something is wrong with this device")
while not pathlib.Path("failed").exists() or pathlib.Path("failed").stat().st_size < 3:
    time.sleep(0.01)
print("loss=%s" % sys.argv[2])
"""

JOB = """
name: sick
command: [/usr/bin/python3, train.py]
objective: {metric: loss, goal: minimize}
metrics: {loss: 'loss=(.*)'}
parameters: {rate: {type: continuous, min: 0, max: 1}}
limits: {trials: 12, parallel: 3}
strategy: random
gpus_per_trial: 1
seed: 5
"""


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "train.py").write_text(TRAINING)
        (folder / "job.yaml").write_text(JOB)

        def tuner(*arguments):
            done = subprocess.run([TUNER, "--home", folder / "home", *arguments], capture_output=True, text=True,
                                  timeout=50, env=dict(os.environ, TUNER_GPUS="3"))
            assert done.returncode == 0, (arguments, done)
            return done.stdout + done.stderr

        progress = tuner("run", folder / "job.yaml")
        assert "gpu 1 is set aside until 10m" in progress, progress
        assert "(12 trials, 12 succeeded, 0 failed)" in progress, progress
        assert (folder / "failed").stat().st_size <= 4, "nothing is sent there any more"

        shown = json.loads(tuner("show", "sick", "--json"))
        assert shown["counts"]["failed"] == 0, shown
        [place] = shown["places"]
        assert place["place"].endswith(" gpu 1") and place["status"] == "set aside", place
        assert place["until_seconds"] > 600 and "runs in a row failed there" in place["why"], place
        assert "gpu 1 is set aside until" in tuner("show", "sick")

        with sqlite3.connect(folder / "home" / "tuner.db") as database:
            steps = database.execute("SELECT events, actions FROM steps ORDER BY number").fetchall()
        marked, after = False, []
        for events, actions in steps:
            if marked:
                after += [event["place"] for event in json.loads(events) if event["type"] == "run_started"]
            marked |= '"mark_place"' in actions
        assert sum(place.endswith(" gpu 1") for place in after) <= 1 < len(after), "but one that was on its way"
        assert "bit for bit" in tuner("replay", "sick", "--verify")


if __name__ == "__main__":
    main()
