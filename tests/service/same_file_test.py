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
    exists = "job 'same' exists with another specification (it differs in %s); %s to begin another choose a name with --name, or `tuner delete same` first"

    def refused(place, way_on, *options):
        message = tuner(4, "run", here, *options)
        assert exists % (place, way_on) in message, message

    refused("/limits/trials", "to go on with this one use tuner extend same --trials 7,", "--trials", "7")
    refused("/seed", "that cannot be changed;", "--seed", str(int(drawn[1]) ^ 1))
    here.write_text(JOB.replace("max: 1}", "max: 2}"))
    refused("/parameters/x/max", "to go on with this one use tuner extend same FILE,")
    here.write_text(JOB)
    elsewhere = tuner(4, "run", there)
    assert f"job 'same' exists, and runs in {folder}/here, not in {folder}/there: run its file in that folder" in elsewhere, elsewhere
    extended = tuner(2, "extend", "same", there, "--trials", "4")
    assert f"the job runs in {folder}/here, and this file is in {folder}/there: give a file in the job's folder" in extended, extended
