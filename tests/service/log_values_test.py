#!/usr/bin/env python3
"""What a trial is worth whose log was cut, emptied or deleted while it ran, or ends in what is no number.

    log_values_test.py TUNER
"""
import json
import pathlib
import subprocess
import sys
import tempfile

JOB = {"objective": {"metric": "loss", "goal": "minimize"}, "metrics": {"loss": r"loss=(\S+)"},
       "parameters": {"x": {"type": "continuous", "min": 0, "max": 1}}, "limits": {"trials": 1}, "strategy": "random"}

with tempfile.TemporaryDirectory() as folder:
    here = pathlib.Path(folder)

    def call(*arguments):
        return subprocess.run([sys.argv[1], "--home", here / "home", *arguments], capture_output=True, text=True, check=False)

    def start(name, script, **extra):
        file = here / f"{name}.json"
        file.write_text(json.dumps({**JOB, "name": name, "command": ["/bin/sh", "-c", script], **extra}), encoding="utf-8")
        return file

    def run(name, script, **extra):
        done = call("run", start(name, script, **extra))
        assert done.returncode == 0, done
        trial = json.loads(call("trials", name, "--json").stdout)["trials"][0]
        return trial, done.stdout + call("show", name).stdout

    def doubtful(name, script, value, note, **extra):
        trial, said = run(name, script, **extra)
        assert trial["objectives"]["loss"] == value and trial["status"] == "succeeded", trial
        assert note in trial["reason"] and said.count(note) == 2, (trial, said)

    doubtful("cut", "echo loss=9; head -c 100000 /dev/zero | tr '\\0' x; echo; echo loss=1", 1, "its log was cut at its limit", log_limit="1kB")
    doubtful("number", "echo loss=0.611; echo loss=0.511%", 0.611, "the last match of 'loss' is no number ('0.511%')")
    trial, said = run("emptied", "echo loss=5; : > /proc/self/fd/1; echo loss=1")  # whether or not the first line was read
    assert trial["objectives"]["loss"] == 1, trial
    trial, said = run("comma", "echo loss=0.611; echo loss=0.511,")
    assert trial["objectives"]["loss"] == 0.511 and trial["reason"] == "", trial

    # A training that removes its own log is tried again, and counts for nothing where that goes on.
    file = start("gone", 'echo loss=0.5; rm "$(readlink /proc/self/fd/2)"; echo loss=0.1', retries=0)
    gone = call("run", file)
    assert gone.returncode == 1, gone
    trial = json.loads(call("trials", "gone", "--json").stdout)["trials"][0]
    assert trial["failure"] == "infrastructure" and "its log was deleted" in trial["reason"], trial
