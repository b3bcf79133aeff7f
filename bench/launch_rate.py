#!/usr/bin/python3
"""What a training costs around the training: `tuner` against plain xargs, side by side in one run.

    bench/launch_rate.py --tuner build/release/service/tuner [--trials 1000] [--sleeps 500]

Two figures, both ratios:
  true    seconds of TRIALS trainings of /bin/true, two at a time, divided by what is allowed: 1.3 times
          `xargs -P2 setsid -w /bin/true` plus 2 * TRIALS times the median fdatasync of this disk
  sleep   seconds of SLEEPS trainings of `sleep 0.1`, two at a time, divided by plain xargs; allowed: 1.15
"""
import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

JOB = """
name: {name}
command: {command}
objective: {{metric: loss, goal: minimize}}
metrics: {{loss: 'loss=(\\S+)'}}
parameters:
  x: {{type: continuous, min: 0, max: 1}}
static: {{seconds: 0.1}}
limits: {{trials: {trials}, parallel: 2, failures: {more}}}
strategy: random
seed: 1
"""


def seconds(function):
    began = time.monotonic()
    function()
    return time.monotonic() - began


def xargs(trials, command):
    numbers = "\n".join(map(str, range(trials)))
    subprocess.run(["xargs", "-P2", "-I{}", *command], input=numbers, text=True, check=True)


def median_fdatasync(folder):
    times = []
    with open(pathlib.Path(folder) / "sync", "wb", buffering=0) as file:
        for _ in range(200):
            file.write(b"x" * 4096)
            times.append(seconds(lambda: os.fdatasync(file.fileno())))
    return statistics.median(times)


def tuner_run(tuner, folder, name, command, trials):
    job = pathlib.Path(folder) / f"{name}.yaml"
    # Trainings that print no objective are failed trials: the job has to be told to bear that.
    job.write_text(JOB.format(name=name, command=command, trials=trials, more=trials + 1))
    result = subprocess.run([tuner, "run", "-q", job.name], cwd=folder, text=True, capture_output=True,
                            env=dict(os.environ, TUNER_HOME=str(pathlib.Path(folder) / "home")))
    if f"{trials} trials" not in result.stdout:
        sys.exit(f"the job did not run {trials} trials:\n{result.stdout}{result.stderr}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tuner", required=True)
    parser.add_argument("--trials", type=int, default=1000)
    parser.add_argument("--sleeps", type=int, default=500)
    arguments = parser.parse_args()
    tuner = os.path.abspath(arguments.tuner)
    with tempfile.TemporaryDirectory(dir=".", prefix="launch-rate-") as folder:
        sync = median_fdatasync(folder)
        plain = seconds(lambda: xargs(arguments.trials, ["setsid", "-w", "/bin/true"]))
        ours = seconds(lambda: tuner_run(tuner, folder, "true", "[/bin/true]", arguments.trials))
        allowed = 1.3 * plain + 2 * arguments.trials * sync
        print(f"true   {arguments.trials} trainings: tuner {ours:.2f} s, xargs {plain:.2f} s, "
              f"fdatasync {sync * 1e3:.3f} ms; {ours / allowed:.2f} of what is allowed ({allowed:.2f} s)")
        plain = seconds(lambda: xargs(arguments.sleeps, ["sleep", "0.1"]))
        ours = seconds(lambda: tuner_run(tuner, folder, "sleep", "[/bin/sleep, '{seconds}']", arguments.sleeps))
        print(f"sleep  {arguments.sleeps} trainings: tuner {ours:.2f} s, xargs {plain:.2f} s; ratio {ours / plain:.3f} "
              "(allowed: 1.15)")


if __name__ == "__main__":
    main()
