#!/usr/bin/env python3
"""What `tuner run` makes of Ctrl-C, a hang-up and nohup, while a real training waits.

    signals_test.py TUNER

A training waits at a named pipe until the test writes its value there, so that every signal comes while one runs.
"""
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile

TUNER = sys.argv[1]
JOB = {"command": ["/bin/sh", "-c", "read value < $PIPE; echo loss=$value"], "objective": {"metric": "loss", "goal": "minimize"},
       "metrics": {"loss": "loss=(.+)"}, "parameters": {"x": {"type": "continuous", "min": 0, "max": 1}},
       "strategy": "random", "limits": {"trials": 2, "parallel": 1}, "grace": "1s"}


class Session:
    """A `tuner run` whose first training has begun."""

    def __init__(self, folder, name, *ignored):
        self.home, self.name, self.pipe = folder / "home", name, folder / f"{name}.pipe"
        os.mkfifo(self.pipe)
        file = folder / f"{name}.json"
        file.write_text(json.dumps({**JOB, "name": name, "environment": {"PIPE": str(self.pipe)}}), encoding="utf-8")

        def dispositions():
            for each in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
                signal.signal(each, signal.SIG_IGN if each in ignored else signal.SIG_DFL)

        self.process = subprocess.Popen([TUNER, "--home", self.home, "run", file], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                        text=True, preexec_fn=dispositions)
        self.training = open(self.pipe, "w", encoding="utf-8")  # waits until the training reads

    def send(self, number, answer=None):
        self.process.send_signal(number)
        while answer and answer not in (line := self.process.stdout.readline()):
            assert line, f"{self.name} ended without saying {answer!r}"

    def train(self):
        self.training.write("1\n")
        self.training.close()

    def end(self):
        text = self.process.stdout.read()
        return self.process.wait(), text

    def ask(self, *question):
        return json.loads(subprocess.run([TUNER, "--home", self.home, "--json", *question, self.name], check=True,
                                         stdout=subprocess.PIPE, text=True).stdout)

    def statuses(self):
        return [trial["status"] for trial in self.ask("trials")["trials"]]


with tempfile.TemporaryDirectory() as name:
    here = pathlib.Path(name)

    drained = Session(here, "drained")
    drained.send(signal.SIGINT, "no new trials")
    drained.train()
    code, text = drained.end()
    assert code == 130, (code, text)
    assert drained.statuses() == ["succeeded"], drained.statuses()

    stopped = Session(here, "stopped")
    stopped.send(signal.SIGINT, "no new trials")
    stopped.send(signal.SIGINT, "stopping the running trials")
    code, text = stopped.end()
    assert code == 130, (code, text)
    assert stopped.statuses() == ["cancelled"], stopped.statuses()
    resumed = subprocess.Popen([TUNER, "--home", stopped.home, "resume", stopped.name], stdout=subprocess.PIPE, text=True)
    for _ in range(2):
        with open(stopped.pipe, "w", encoding="utf-8") as training:
            training.write("1\n")
        while "succeeded" not in (line := resumed.stdout.readline()):  # then nobody has the pipe open but the next training
            assert line, "resume ended before both trainings had"
    text, _ = resumed.communicate()
    assert resumed.returncode == 0, text
    first, again, other = stopped.ask("trials")["trials"]
    assert [first["status"], again["status"], other["status"]] == ["cancelled", "succeeded", "succeeded"], stopped.ask("trials")
    assert again["configuration"] == first["configuration"] != other["configuration"], stopped.ask("trials")
    assert again["continues"] == 1, again

    told = Session(here, "told")
    subprocess.run([TUNER, "--home", told.home, "stop", told.name], check=True, stdout=subprocess.DEVNULL)
    code, text = told.end()
    assert code == 6 and "tuner resume told goes on" in text, (code, text)
    assert [row for row in subprocess.run([TUNER, "--home", told.home, "list"], check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
            if row.startswith("told ") and " 0/2 " in row], "what was cut short does not count as done"

    left = Session(here, "left")
    left.send(signal.SIGHUP)
    code, text = left.end()
    assert code == 129, (code, text)
    assert left.statuses() == ["running"], left.statuses()
    left.train()

    # Ignored by who started it: it goes on through both.
    nohup = Session(here, "nohup", signal.SIGHUP, signal.SIGINT)
    nohup.send(signal.SIGHUP)
    nohup.send(signal.SIGINT)
    nohup.send(signal.SIGUSR2)  # of nobody
    nohup.send(signal.SIGTERM)
    code, text = nohup.end()
    assert code == 143, (code, text)
    nohup.train()
