#!/usr/bin/env python3
"""Jobs that begin with what others found, run as a user would.

    warm_start_test.py TUNER
"""
import contextlib
import csv
import json
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

TRAIN = 'echo "loss=$(( ({x} - 7) * ({x} - 7) ))"'
COMMON = {"command": ["/bin/sh", "-c", TRAIN], "objective": {"metric": "loss", "goal": "minimize"},
          "metrics": {"loss": "loss=(.+)"}, "parameters": {"x": {"type": "integer", "min": 0, "max": 19}}}

with tempfile.TemporaryDirectory() as folder:
    here = pathlib.Path(folder)

    def call(*arguments):
        return subprocess.run([sys.argv[1], "--home", here / "home", *arguments], capture_output=True, text=True, check=False)

    def tuner(*arguments):
        done = call(*arguments)
        assert done.returncode == 0, done
        return done.stdout

    def file_of(name, **extra):
        file = here / f"{name}.json"
        file.write_text(json.dumps({"name": name, "seed": 3, **COMMON, **extra}), encoding="utf-8")
        return file

    def noted_by_run(name, **extra):
        done = call("run", file_of(name, **extra), "--quiet")
        assert done.returncode == 0, done
        return done.stderr

    def run(name, **extra):
        tuner("run", file_of(name, **extra), "--quiet")
        return [trial["configuration"]["x"] for trial in json.loads(tuner("trials", name, "--json"))["trials"]]

    # Configurations to start with come first, and nothing twice.
    first = run("first", strategy="random", limits={"trials": 8}, start=[{"x": 2}, {"x": 19}, {"x": 2}])
    assert first[:2] == [2, 19] and len(set(first)) == 8, first
    assert "Begins with  3 configurations\n" in tuner("show", "first")

    # The database is of an earlier version: a check says so, a run brings it up to date.
    with contextlib.closing(sqlite3.connect(here / "home" / "tuner.db")) as database:
        database.executescript("ALTER TABLE metric_series DROP COLUMN last_seen; ALTER TABLE metric_series DROP COLUMN finite; ALTER TABLE metric_series DROP COLUMN mean; "
                               "ALTER TABLE metric_series DROP COLUMN squares; "
                               "DROP INDEX job_heads; ALTER TABLE jobs DROP COLUMN single_training; ALTER TABLE commands DROP COLUMN trial; "
                               "ALTER TABLE jobs DROP COLUMN user; ALTER TABLE jobs DROP COLUMN priority; "
                               "ALTER TABLE jobs DROP COLUMN request; ALTER TABLE trials DROP COLUMN definition; "
                               "ALTER TABLE jobs DROP COLUMN places; ALTER TABLE jobs DROP COLUMN prior; DROP TABLE extensions; "
                               "DROP TABLE totals; DROP TABLE failure_totals; DROP TABLE client_points; "
                               "DROP TABLE client_metrics; DROP TABLE resource_tags; DROP TABLE group_components; "
                               "DROP TABLE tracking_records; PRAGMA user_version = 2;")
    old = call("validate", file_of("old", limits={"trials": 3}, warm_start={"jobs": ["first"], "kind": "identical"}))
    assert "/warm_start: " in old.stderr and "the next job that runs in this home brings it up to date" in old.stderr, old.stderr

    # The same task: what was tried is not tried again, and the space is used up when all is known.
    known = {"jobs": ["first"], "kind": "identical"}
    second = run("second", strategy="random", limits={"trials": 30}, warm_start=known)
    assert sorted(first + second) == list(range(20)), (first, second)
    assert "8 results of first (identical)" in tuner("show", "second")
    assert json.loads(tuner("show", "second", "--json"))["begins_with"] == "8 results of first (identical)"
    assert "8 results of first (identical)" in tuner("report", "second", "--format", "md")

    # What is tuned in one of the two alone has the value that is fixed in the other.
    two = {"command": ["/bin/sh", "-c", 'echo "loss=$(( ({x} - 7) * ({x} - 7) + {y} ))"'],
           "parameters": {**COMMON["parameters"], "y": {"type": "integer", "min": 0, "max": 1}}}
    fixed = run("fixed", command=two["command"], static={"y": 1}, strategy="grid", limits={"trials": 20})
    freed = run("freed", **two, strategy="grid", limits={"trials": 40}, warm_start={"jobs": ["fixed"], "kind": "identical"})
    assert sorted(fixed) == sorted(freed) == list(range(20)), (fixed, freed)
    assert {trial["configuration"]["y"] for trial in json.loads(tuner("trials", "freed", "--json"))["trials"]} == {0}
    frozen = {"command": two["command"], "static": {"y": 1}, "warm_start": {"jobs": ["freed"], "kind": "identical"}}
    none = call("validate", file_of("unfound", **frozen, strategy="random", limits={"trials": 5}))
    assert "/warm_start/jobs/0: no result of job 'freed' has the values that are static here" in none.stderr, none.stderr
    assert run("frozen", **frozen, limits={"trials": 1}) == [7]
    assert "20 results of freed (identical)" in tuner("show", "frozen")

    # Another task: the best configuration of the other comes first.
    best = min(first, key=lambda x: (x - 7) ** 2)
    third = run("third", limits={"trials": 1}, warm_start={"jobs": ["first"], "kind": "transfer"})
    assert third == [best], third

    # Constraints are those of the new job, also on a metric that the other one only printed; its losses alone are transferred.
    cost = {"command": ["/bin/sh", "-c", TRAIN + '; echo "cost=$((19 - {x}))"'], "metrics": {"loss": "loss=(.+)", "cost": "cost=(.+)"}}
    bound = {**cost, "limits": {"trials": 1}, "constraints": [{"metric": "cost", "max": 4}]}
    assert run("printed", **cost, limits={"trials": 12}, strategy="grid") == list(range(12))
    assert run("bounded", **bound, warm_start={"jobs": ["printed"], "kind": "identical"})[0] > 11
    with contextlib.closing(sqlite3.connect(here / "home" / "tuner.db")) as database:
        prior = json.loads(database.execute("SELECT prior FROM jobs WHERE name = 'bounded'").fetchone()[0])
    assert [result["excesses"] for result in prior["earlier"]] == [[(15 - x) / 4] for x in range(12)], prior
    unmeasured = call("validate", file_of("unmeasured", **bound, warm_start=known))
    assert ("/warm_start/jobs/0: job 'first' did not measure 'cost', which is constrained here; kind: transfer does without"
            in unmeasured.stderr), unmeasured.stderr
    assert "8 results of first (transfer)" in tuner("validate", file_of("without", **bound, warm_start={"jobs": ["first"], "kind": "transfer"}))

    # The objective must be the same, metric and goal.
    other_goal = call("validate", file_of("other", objective={"metric": "loss", "goal": "maximize"}, limits={"trials": 3}, warm_start=known))
    assert "/warm_start/jobs/0: job 'first' does not have the objective maximize loss" in other_goal.stderr, other_goal.stderr

    # Results of files, in whatever way their columns are called; a check says what is wrong with them.
    (here / "optuna.csv").write_text("number,value,params_x,state,note\n0,4.0,9.0,COMPLETE,\"a, b\"\n1,,3,FAIL,\n2,,5,RUNNING,\n3,1.0,77,COMPLETE,\n")
    (here / "plain.json").write_text(json.dumps([{"x": 0, "loss": 49}, {"config": {"x": 1}, "metrics": {"loss": "nan"}}, {"x": 2}]))
    files = {"files": ["optuna.csv", "plain.json"], "kind": "identical"}
    noted = tuner("validate", file_of("imported", limits={"trials": 30}, warm_start=files))
    for note in ("optuna.csv: 2 of 4 rows: 1 without a result, 1 does not fit (line 5: x: 77 is not between 0 and 19)", "plain.json: 2 of 3 rows: 1 without a result"):
        assert note in noted, noted
    imported = run("imported", strategy="grid", limits={"trials": 30}, warm_start=files)
    assert imported == [x for x in range(20) if x not in (9, 3, 0, 1)], imported
    assert "4 results of optuna.csv, plain.json (identical)" in tuner("show", "imported")
    (here / "own.csv").write_text(tuner("trials", "imported", "--format", "csv"))
    (here / "own.json").write_text(tuner("trials", "imported", "--format", "json"))
    for own in ("own.csv", "own.json"):
        assert run("own-" + own[4:], strategy="grid", limits={"trials": 30}, warm_start={"files": [own], "kind": "identical"}) == [0, 1, 3, 9]
    one_left = {"files": ["optuna.csv"], "kind": "identical"}
    assert "tuner: optuna.csv: 2 of 4 rows: " in noted_by_run("noted", limits={"trials": 1}, warm_start=one_left)
    assert noted_by_run("noted", limits={"trials": 1}, warm_start=one_left) == "", "it begins with what it has"
    assert run("moved", limits={"trials": 1}, warm_start={"files": ["own.csv"], "kind": "transfer"}) == [7]
    (here / "bad.csv").write_text("x,loss\n1,0.5\nmany,0.5\n2,much\n")
    (here / "open.csv").write_text("x,loss\n1,\"0.5\n")
    (here / "short.csv").write_text("x,loss\n1\n")
    (here / "other.csv").write_text("y,loss\n1,0.5\n")
    (here / "odd.csv").write_text("x,loss,state\n1,0.5,EXPLODED\n")
    (here / "far.csv").write_text("x,loss\n100,0.5\n")
    names = ["bad.csv", "open.csv", "short.csv", "other.csv", "odd.csv", "far.csv", "none.csv", "optuna.csv"]
    unread = call("validate", file_of("unread", limits={"trials": 3}, warm_start={"files": names, "kind": "identical"})).stderr
    for i, problem in enumerate(["bad.csv:3: 'many' is no value of 'x'", "open.csv:2: a quote stands where none may be, or is never closed",
                                 "short.csv:2: a row of 1 cell where the header has 2", "other.csv: no row has a value of 'x'; there are 'loss', 'y'",
                                 "odd.csv:2: 'EXPLODED' is no status of a trial that is known", "no result of far.csv lies in the ranges of this job", "none.csv: "]):
        assert any(f"/warm_start/files/{i}: " in line and problem in line for line in unread.splitlines()), (problem, unread)
    assert "/warm_start/files/7" not in unread, unread
    assert "bad.csv:4: 'much' is no number, but a value of loss" in unread, unread

    # Our own table holds every value exactly, also what a spreadsheet takes for a formula, and is read back.
    odd = {"command": ["/bin/sh", "-c", "echo loss=1", "{c}"], "parameters": {"c": {"type": "categorical", "values": ["-x", "=1+1", "+a", "@b", "-1", "a,b", "", " x ", "\t"]}}}
    tuner("run", file_of("odd", **odd, strategy="grid"), "--quiet")
    (here / "odd-own.csv").write_text(tuner("trials", "odd", "--format", "csv"))
    with (here / "odd-own.csv").open(newline="") as table:
        assert {row["parameter.c"] for row in csv.DictReader(table)} == set(odd["parameters"]["c"]["values"])
    again = call("validate", file_of("odd-again", **odd, strategy="grid", warm_start={"files": ["odd-own.csv"], "kind": "identical"}))
    assert again.returncode == 0 and "left out" not in again.stdout + again.stderr and "9 results of odd-own.csv" in again.stdout, again

    # A job that is not there is a mistake of the file that names it.
    missing = call("validate", file_of("missing", limits={"trials": 3}, warm_start={"jobs": ["nobody"], "kind": "identical"}))
    assert missing.returncode == 2 and "no job named 'nobody'" in missing.stderr, missing

    # A job keeps what it began with, though the other is gone.
    tuner("delete", "first", "--yes")
    file = file_of("second", strategy="random", limits={"trials": 30}, warm_start=known)
    tuner("run", file, "--quiet")
    tuner("resume", "second", "--quiet")
    assert "8 results of first (identical)" in tuner("show", "second")

    # All that is wrong, at once, with its place.
    parameters = {"y": {"type": "integer", "min": 0, "max": 9}}
    wrong = call("validate", file_of("wrong", parameters=parameters, limits={"trials": 3}, command=["/bin/true"], start=[{"y": 10}],
                                     warm_start={"jobs": ["first", "second", "wrong"], "kind": "identical"}))
    assert wrong.returncode == 2, wrong
    for problem in ("/start/0/y: 10 is not between 0 and 9", "/warm_start/jobs/0: no job named 'first'", "/warm_start/jobs/2: a job cannot start from itself",
                    "/warm_start/jobs/1: job 'second' does not tune the same parameters (only here: 'y'; only there: 'x')"):
        assert problem in wrong.stderr, (problem, wrong.stderr)
    assert wrong.stderr.count("/warm_start/jobs/2: ") == 1, wrong.stderr
