"""A job goes on under other limits, in other ranges and with another strategy, and its log still proves itself.

    extend_test.py TUNER
"""

import csv
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile

from tuner_in_folder import tuner_in

TUNER = sys.argv[1]

TRAINING = """
import argparse, pathlib
parser = argparse.ArgumentParser()
parser.add_argument("--rate", type=float)
parser.add_argument("--kind")
a = parser.parse_args()
with pathlib.Path("runs").open("a") as runs:
    runs.write("x")
print("loss=%r" % ((a.rate - 1.3) ** 2 + (a.kind == "bad")))
"""

JOB = """
name: grow
command: [/usr/bin/python3, train.py]
objective: {metric: loss, goal: minimize}
metrics: {loss: 'loss=(.*)'}
parameters:
  rate: {type: continuous, min: 0, max: 1}
  kind: {type: categorical, values: [bad, good]}
limits: {trials: 10, parallel: 2}
seed: 5
"""

DEFINITIONS = """
name: both
objective: {metric: loss, goal: minimize}
metrics: {loss: 'loss=(.*)'}
definitions:
  - name: plain
    command: [/usr/bin/python3, train.py, --rate, "{rate}"]
    parameters:
      rate: {type: continuous, min: 0, max: 1}
  - name: chosen
    command: [/usr/bin/python3, train.py]
    parameters:
      rate: {type: continuous, min: 0, max: 1}
      kind: {type: categorical, values: [bad, good]}
limits: {trials: 10, parallel: 2}
seed: 5
"""


def check_definitions(tuner, folder):
    """What each of several definitions searches changes; which there are, does not."""
    file = folder / "both.yaml"
    file.write_text(DEFINITIONS)
    tuner(0, "run", "-q", file)

    def configurations(definition):
        trials = json.loads(tuner(0, "--json", "trials", "both"))["trials"]
        return [trial["configuration"] for trial in trials if trial["definition"] == definition]

    first = {name: configurations(name) for name in ("plain", "chosen")}
    wider, frozen = DEFINITIONS.split("  - name: chosen")
    wider = wider.replace("max: 1", "max: 2")
    frozen = frozen.replace("max: 1", "max: 0").replace("[bad, good]", "[good, new]").replace("trials: 10", "trials: 30")
    file.write_text(wider + "  - name: chosen" + frozen)
    assert "30 trials, 30 succeeded" in tuner(0, "extend", "both", file, "-q")
    added = {name: configurations(name)[len(first[name]):] for name in first}
    assert all(configurations(name)[:len(first[name])] == first[name] for name in first), "what was tried stays"
    assert any(each["rate"] > 1 for each in added["plain"]), added
    assert added["chosen"] and all(each["rate"] == 0 and each["kind"] in ("good", "new") for each in added["chosen"]), added
    assert "30 trials" in tuner(0, "replay", "both", "--verify")

    file.write_text((wider + "  - name: chosen" + frozen).replace("train.py]", "train.py, x]").replace("name: plain", "name: plane"))
    assert "/definitions: a job keeps its definitions" in tuner(2, "extend", "both", file)
    file.write_text((wider + "  - name: chosen" + frozen).replace("train.py]", "train.py, x]").replace("      kind", "      sort"))
    problems = tuner(2, "extend", "both", file)
    for problem in ("/definitions/1/command: 'command' cannot be changed", "/definitions/1/parameters/sort: 'sort' is a new parameter"):
        assert problem in problems, problems


CUT_SHORT = """
name: cut
command: [/bin/sh, -c, 'echo x >> started; cat go; echo loss={rate}', --]
objective: {metric: loss, goal: minimize}
metrics: {loss: 'loss=(.*)'}
parameters: {rate: {type: continuous, min: 0, max: 1}}
limits: {trials: 9, parallel: 2}
"""


def check_cut_short(tuner, folder):
    """Trials that the job's end had cut short are part of the number that it is to have in all."""
    file = folder / "cut.yaml"
    file.write_text(CUT_SHORT)
    for pipe in ("started", "go"):
        os.mkfifo(folder / pipe)
    started = os.open(folder / "started", os.O_RDWR)
    with subprocess.Popen([TUNER, "--home", folder / "home", "run", "-q", file], stdout=subprocess.DEVNULL) as running:
        for _ in range(2):
            assert os.read(started, 2) == b"x\n"
        tuner(0, "stop", "cut")
        assert running.wait() == 6
    os.close(started)
    for pipe in ("started", "go"):
        (folder / pipe).unlink()
        (folder / pipe).touch()
    assert "the job has 2 trials already: give the number that it is to have in all, no less than that" in tuner(
        2, "extend", "cut", "--trials", "1")
    assert "4 trials, 2 succeeded, 0 failed, 2 cancelled" in tuner(0, "extend", "cut", "--trials", "2", "-q")
    assert "Trials     2 of 2 done: 2 succeeded; 2 cut short and tried again" in tuner(0, "show", "cut")
    assert "the job has 2 trials already: give the number that it is to have in all, more than that" in tuner(
        2, "extend", "cut", "--trials", "2")


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "train.py").write_text(TRAINING)
        (folder / "job.yaml").write_text(JOB)

        tuner = tuner_in(TUNER, folder)

        def rates():
            return [float(row["parameter.rate"]) for row in csv.DictReader(io.StringIO(tuner(0, "trials", "grow", "-f", "csv")))]

        def proof():
            return tuner(0, "replay", "grow", "--verify")

        tuner(3, "extend", "nothing", "--trials", "3")
        tuner(0, "run", "-q", folder / "job.yaml")
        ended = tuner(0, "resume", "grow")
        assert "nothing was to be done; tuner extend grow --trials N goes on with it" in ended, ended
        assert "the job has 10 trials already" in tuner(2, "extend", "grow", "--trials", "10")
        assert "the number that it is to have in all" in tuner(2, "extend", "grow")
        assert "'3x' is no duration" in tuner(2, "extend", "grow", "--time", "3x")

        assert "16 trials, 16 succeeded" in tuner(0, "extend", "grow", "-q", "--trials", "16")
        first = rates()
        assert max(first) <= 1 and "16 trials" in proof()

        wider = JOB.replace("max: 1", "max: 2").replace("[bad, good]", "[good, bad, new]").replace("trials: 10", "trials: 30")
        (folder / "job.yaml").write_text(wider)
        assert "tuner extend grow FILE" in tuner(4, "run", folder / "job.yaml")
        tuner(0, "extend", "grow", folder / "job.yaml", "-q")
        all_rates = rates()
        assert all_rates[:16] == first, "what was tried stays"
        assert any(rate > 1 for rate in all_rates[16:]), all_rates
        assert "30 trials" in proof()

        tuner(0, "extend", "grow", "--strategy", "random", "--trials", "34", "--time", "2d", "-q")
        shown = json.loads(tuner(0, "show", "grow", "--json"))
        assert shown["extensions"] == 3 and shown["strategy"] == "random", shown
        assert "Extended   3 times" in tuner(0, "show", "grow")
        assert "34 trials" in proof()
        assert (folder / "runs").read_text() == 34 * "x", "nothing is run again"

        (folder / "job.yaml").write_text(wider.replace("loss=(", "los=(").replace("kind:", "sort:"))
        problems = tuner(2, "extend", "grow", folder / "job.yaml")
        for problem in ("job.yaml:5: /metrics: 'metrics' cannot be changed", "parameter 'kind' is missing",
                        "job.yaml:8: /parameters/sort: 'sort' is a new parameter"):
            assert problem in problems, problems
        assert "--time: the job has taken" in tuner(2, "extend", "grow", "--trials", "60", "--time", "1ms")
        (folder / "job.yaml").write_text(wider.replace("trials: 30", "trials: 60") + "completion: {target: 100}\n")  # which it has reached
        tuner(0, "extend", "grow", folder / "job.yaml", "-q")
        assert "nothing is different" in tuner(2, "extend", "grow")
        assert json.loads(tuner(0, "show", "grow", "--json"))["extensions"] == 4
        check_definitions(tuner, folder)
        check_cut_short(tuner, folder)


if __name__ == "__main__":
    main()
