#!/usr/bin/env python3
"""Jobs with constraints, run as a user would: what keeps them is the best, and where nothing does, the nearest miss is named.

    constraints_test.py TUNER
"""
import json
import pathlib
import subprocess
import sys
import tempfile

JOB = {"command": ["/bin/sh", "-c", "echo loss=$((9 - {x})) ms=$((4 * {x})) recall=0.9{x}"],
       "objective": {"metric": "loss", "goal": "minimize"},
       "metrics": {"loss": r"loss=(\S+)", "ms": r"ms=(\S+)", "recall": r"recall=(\S+)"},
       "parameters": {"x": {"type": "integer", "min": 1, "max": 6}}, "strategy": "grid"}

with tempfile.TemporaryDirectory() as folder:
    here = pathlib.Path(folder)

    def tuner(*arguments, code=0):
        done = subprocess.run([sys.argv[1], "--home", here / "home", *arguments], capture_output=True, text=True, check=False)
        assert done.returncode == code, done
        return done.stdout + done.stderr

    def run(name, constraints, code):
        (here / f"{name}.json").write_text(json.dumps({**JOB, "name": name, "constraints": constraints}), encoding="utf-8")
        return tuner("run", here / f"{name}.json", code=code)

    out = run("fast", [{"metric": "ms", "max": 16}, {"metric": "recall", "min": 0.92}], 0)
    assert "loss=5  ms=16  recall=0.94" in out and "loss=3  ms=24 ✗  recall=0.96" in out, out
    assert "best: trial 4" in out, out
    best = tuner("best", "fast")
    assert "loss = 5 in trial 4" in best and "ms = 16 keeps ms ≤ 16" in best, best
    assert json.loads(tuner("best", "fast", "--json"))["constraints"] == {"ms": 16.0, "recall": 0.94}
    show = tuner("show", "fast")
    assert "ms ≤ 16" in show and "3 violate a constraint" in show, show
    rows = tuner("trials", "fast", "--sort", "objective").splitlines()
    assert [row.split()[0] for row in rows[1:]] == ["4", "3", "2", "1", "5", "6"], rows
    assert "recall ≥ 0.92" in rows[0] and "20 ✗" in rows[5], rows
    assert "keeps_constraints" in tuner("trials", "fast", "--format", "csv")
    trials = json.loads(tuner("trials", "fast", "--json"))["trials"]
    assert [each["keeps_constraints"] for each in trials] == [False, True, True, True, False, False], trials
    assert "ms ≤ 16" in tuner("validate", here / "fast.json")
    for suffix in ("html", "md", "json", "csv"):
        tuner("report", "fast", "-o", here / f"report.{suffix}")
    assert "24 ✗" in (here / "report.html").read_text(encoding="utf-8")

    out = run("none", [{"metric": "ms", "max": 3}], 1)
    assert "no trial keeps every constraint; the nearest miss is trial 1: loss=8  ms=4 ✗" in out, out
    assert "no trial of none keeps every constraint; the nearest miss is trial 1 with ms = 4 (≤ 3)" in tuner("best", "none", code=1)
    assert "nearest miss is trial 1" in tuner("show", "none")
    for suffix in ("html", "md", "json", "csv"):
        tuner("report", "none", "-o", here / f"report.{suffix}")
    assert "nearest miss" in (here / "report.md").read_text(encoding="utf-8")

    (here / "log").write_text("loss=1\n", encoding="utf-8")
    assert "the metric of the constraint 'ms' has no value" in tuner("test-metrics", here / "none.json", "--log", here / "log", code=1)
