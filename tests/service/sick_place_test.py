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
import threading

TUNER = sys.argv[1]

# On GPU 1 it fails, and says so. On the others it goes on when the gate is open.
TRAINING = """
import os, pathlib, sys
if os.environ["CUDA_VISIBLE_DEVICES"] == "1":
    with pathlib.Path("failed").open("w") as failed:
        failed.write("x")
    sys.exit("something is wrong with this device")
pathlib.Path("gate").open().close()
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


def open_gate_after(failures, folder, failed):
    """Reads what the trainings say that fail, through a pipe that stays open, as the gate does then."""
    for _ in range(failures):
        os.read(failed, 1)
    os.open(folder / "gate", os.O_RDWR)


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

        for pipe in ("failed", "gate"):
            os.mkfifo(folder / pipe)
        failed = os.open(folder / "failed", os.O_RDWR)
        watcher = threading.Thread(target=open_gate_after, args=(3, folder, failed), daemon=True)
        watcher.start()
        progress = tuner("run", folder / "job.yaml")
        watcher.join()
        os.set_blocking(failed, False)
        os.write(failed, b".")  # so that there is something to read
        assert progress.count("gpu 1 is set aside") == 1 and "gpu 1 is set aside until 10m" in progress, progress
        assert "(12 trials, 12 succeeded, 0 failed)" in progress, progress
        assert len(os.read(failed, 100).strip(b".")) <= 1, "nothing is sent there any more"

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
