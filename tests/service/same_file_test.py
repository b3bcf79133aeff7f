"""A job file that is run for the first time, and again from another folder.

    same_file_test.py TUNER
"""

import pathlib
import re
import sys
import tempfile

from tuner_in_folder import tuner_in

JOB = """
name: same
command: [/bin/sh, -c, 'echo loss={x}']
objective: {metric: loss, goal: minimize}
metrics: {loss: 'loss=(.*)'}
parameters: {x: {type: continuous, min: 0, max: 1}}
limits: {trials: 2}
"""

with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name).resolve()
    tuner = tuner_in(sys.argv[1], folder)
    for each in ("here", "there"):
        (folder / each).mkdir()
        (folder / each / "job.yaml").write_text(JOB)
    here, there = folder / "here" / "job.yaml", folder / "there" / "job.yaml"

    first = tuner(0, "run", here).splitlines()[0]
    drawn = re.fullmatch(r"same: seed (\d+) was drawn; --seed (\d+) proposes the same", first)
    assert drawn and drawn[1] == drawn[2], first
    assert f"seed {drawn[1]}" in tuner(0, "show", "same")
    again = tuner(0, "run", here, "--name", "again", "--seed", drawn[1])
    assert "was drawn" not in again + tuner(0, "run", here), again
    assert "was drawn" not in tuner(0, "run", here, "--name", "quiet", "-q")
    elsewhere = tuner(4, "run", there)
    assert f"job 'same' exists, and runs in {folder}/here, not in {folder}/there: run its file in that folder" in elsewhere, elsewhere
    extended = tuner(2, "extend", "same", there, "--trials", "4")
    assert f"the job runs in {folder}/here, and this file is in {folder}/there: give a file in the job's folder" in extended, extended
