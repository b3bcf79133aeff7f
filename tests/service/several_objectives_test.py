#!/usr/bin/env python3
"""A job with two objectives, run as a user would: its closing lines, `best` and `show` speak of the front.

    several_objectives_test.py TUNER
"""
import json
import pathlib
import subprocess
import sys
import tempfile

JOB = {"name": "front", "command": ["/bin/sh", "-c", "echo error={x} size={y}"],
       "objectives": [{"metric": "error", "goal": "minimize"}, {"metric": "size", "goal": "minimize"}],
       "metrics": {"error": "error=([^ ]+)", "size": "size=(.+)"},
       "parameters": {"x": {"type": "integer", "min": 0, "max": 3}, "y": {"type": "categorical", "values": [1, 2]}},
       "strategy": "grid"}

with tempfile.TemporaryDirectory() as folder:
    here = pathlib.Path(folder)
    (here / "job.json").write_text(json.dumps(JOB), encoding="utf-8")

    def tuner(*arguments):
        done = subprocess.run([sys.argv[1], "--home", here / "home", *arguments], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done
        return done.stdout

    assert "front: 1 trial, listed by tuner best front" in tuner("run", here / "job.json", "--quiet")
    best = json.loads(tuner("best", "front", "--json"))
    assert [each["objectives"] for each in best["front"]] == [{"error": 0.0, "size": 1.0}], best
    assert "front" in tuner("show", "front")
