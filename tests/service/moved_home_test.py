"""A home that is moved keeps everything: its jobs are read and go on in the new place, also those of databases with whole paths in them.

    moved_home_test.py TUNER
"""

import json
import pathlib
import sqlite3
import sys
import tempfile

from tuner_in_folder import tuner_in

TUNER = sys.argv[1]

JOB = """
name: movers
command: [/bin/sh, -c, 'echo loss={x}; echo said by trial {trial_name}; echo weights > {model_dir}/w']
objective: {metric: loss, goal: minimize}
metrics: {loss: 'loss=(.*)'}
parameters:
  x: {type: continuous, min: 0, max: 1}
limits: {trials: 3}
seed: 1
"""


def as_earlier_versions_recorded(home):
    """The handles of runs with the whole path."""
    with sqlite3.connect(home / "tuner.db") as database:
        handles = [handle for handle, in database.execute("SELECT handle FROM runs")]
        assert len(handles) == 3 and all((home / "jobs" / handle).is_dir() for handle in handles), handles
        database.execute("UPDATE runs SET handle = ? || handle", (f"{home}/jobs/",))
    database.close()


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "job.yaml").write_text(JOB)
        before, after = (folder / place for place in ("before", "after"))
        for place in (before, after):
            place.mkdir()
        tuner_in(TUNER, before)(0, "run", "-q", folder / "job.yaml")
        as_earlier_versions_recorded(before / "home")
        (before / "home").rename(after / "home")
        before.rmdir()

        tuner = tuner_in(TUNER, after)
        tuner(0, "extend", "movers", "--trials", "5", "-q")
        trials = json.loads(tuner(0, "--json", "trials", "movers"))["trials"]
        assert [trial["status"] for trial in trials] == ["succeeded"] * 5, trials
        for trial in trials:
            assert f"said by trial {trial['name']}\n" in tuner(0, "logs", "movers", str(trial["trial"])), trial
        assert len(list((after / "home").glob("jobs/movers/*/a1/ml/model/w"))) == 5
        assert str(after / "home" / "jobs" / "movers") in tuner(0, "show", "movers")
        assert not before.exists()


if __name__ == "__main__":
    main()
