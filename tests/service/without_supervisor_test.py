#!/usr/bin/env python3
"""A program without its supervisor says so with exit code 5 and leaves no job behind.

    without_supervisor_test.py TUNER
"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

JOB = {"name": "lonely", "command": ["/bin/true"], "objective": {"metric": "loss", "goal": "minimize"},
       "metrics": {"loss": "loss=(.+)"}, "limits": {"trials": 1}}

with tempfile.TemporaryDirectory() as folder:
    here = pathlib.Path(folder)
    program = shutil.copy(sys.argv[1], here / "tuner")
    (here / "job.json").write_text(json.dumps(JOB), encoding="utf-8")

    def tuner(*arguments):
        return subprocess.run([program, "--home", here / "home", *arguments], capture_output=True, text=True, check=False)

    run = tuner("run", here / "job.json")
    assert run.returncode == 5, run
    assert "tuner-supervisor is neither beside this program" in run.stderr, run
    jobs = tuner("list", "--json")
    assert json.loads(jobs.stdout)["jobs"] == [], jobs
