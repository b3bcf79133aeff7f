"""A job whose definitions call their metrics differently: every table names a value by the metric of its own definition.

    definitions_test.py TUNER
"""

import json
import pathlib
import sys
import tempfile

from tuner_in_folder import tuner_in

TUNER = sys.argv[1]

JOB = """
name: both
objective: {metric: loss, goal: minimize}
definitions:
  - name: worse
    command: [/bin/sh, -c, 'echo loss=1{x}', sh]
    metrics: {loss: 'loss=(.*)'}
    parameters: {x: {type: integer, min: 1, max: 9}}
  - name: better
    command: [/bin/sh, -c, 'echo error=0.{y}', sh]
    objective: {metric: error, goal: minimize}
    metrics: {error: 'error=(.*)'}
    parameters: {y: {type: integer, min: 1, max: 9}, z: {type: continuous, min: 0, max: 1}}
limits: {trials: 16, parallel: 2}
strategy: random
seed: 5
"""


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "job.yaml").write_text(JOB)
        (folder / "other.yaml").write_text(JOB.replace("name: both", "name: other").replace("error", "mistakes"))
        (folder / "alike.yaml").write_text(JOB.replace("name: both", "name: alike"))
        tuner = tuner_in(TUNER, folder)

        progress = tuner(0, "run", folder / "job.yaml")
        trials = json.loads(tuner(0, "--json", "trials", "both"))["trials"]
        for trial in trials:
            metric = {"worse": "loss", "better": "error"}[trial["definition"]]
            assert f"trial {trial['trial']} succeeded  {metric}=" in progress, (trial, progress)
        for file in ("other", "alike"):
            tuner(0, "run", "-q", folder / f"{file}.yaml")

        listed = {line.split()[0]: line for line in tuner(0, "list").splitlines()[1:]}
        assert " error " in listed["both"] and " mistakes " in listed["other"], listed
        compared = tuner(0, "compare", "both", "alike")
        assert "minimize loss or error" in compared and "different objectives" not in compared, compared
        compared = tuner(0, "compare", "both", "other")
        assert "different objectives (minimize loss or error; minimize loss or mistakes)" in compared, compared
        page = tuner(0, "report", "both", "--format", "html")
        assert "best error, trial " in page and ">loss or error<" in page, page

        assert "several definitions: choose one with --definition, of 'worse', 'better'" in tuner(2, "importance", "both")
        importance = json.loads(tuner(0, "--json", "importance", "both", "--definition", "better"))
        assert importance["metric"] == "error", importance
        text = tuner(0, "importance", "both", "--definition", "better")
        assert "z" in text and "x" not in [line.split()[0] for line in text.splitlines() if line], text
        (folder / "log").write_text("error=0.5\n")
        assert "0.5" in tuner(0, "test-metrics", folder / "job.yaml", "--log", folder / "log", "--definition", "better")
        tuner(1, "test-metrics", folder / "job.yaml", "--log", folder / "log", "--definition", "worse")


if __name__ == "__main__":
    main()
