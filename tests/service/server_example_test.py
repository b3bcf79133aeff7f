"""examples/server as its README has it: the server with its configuration, and tune.py.

    server_example_test.py TUNER
"""

import pathlib
import subprocess
import sys
import tempfile

from serve_process import Serving

TUNER = sys.argv[1]
EXAMPLE = pathlib.Path(__file__).resolve().parents[2] / "examples/server"


def main():
    with tempfile.TemporaryDirectory() as home, Serving(TUNER, home, "--config", EXAMPLE / "server.yaml") as server:
        tune = ["/usr/bin/python3", EXAMPLE / "tune.py", server.url]
        done = subprocess.run(tune, capture_output=True, text=True, timeout=100)
        again = subprocess.run(tune, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done
    assert again.returncode == 1 and again.stderr.startswith("ring-classifier is there already"), again
    trials, rest = done.stdout.split("best:\n")
    best, components = rest.split("components of the experiment ring-classifier-aws-tuning-job:\n")
    values = [float(line.split()[2]) for line in trials.splitlines()]
    assert len(values) == 12 and float(best.split()[2]) == min(values), done.stdout
    assert len(components.splitlines()) == 12, done.stdout


main()
