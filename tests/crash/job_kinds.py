"""The jobs that sweeps of kills and faults live through: each kind with its trainings, how it is begun, and what must hold at its end.

A training writes a line into the ledger when it begins, so that a run that happens twice cannot hide:

    trial's name, run's name, epoch from which it goes on, epoch to which it goes
"""

import collections
import dataclasses
import json

HEAD = """
name: crash
objective: {metric: loss, goal: minimize}
metrics: {loss: 'loss=(\\S+)'}
limits: {trials: TRIALS, parallel: 2}
seed: 5
"""

ONE = HEAD + """
command: [/bin/sh, train.sh, "{x}", "{y}"]
parameters:
  x: {type: continuous, min: 0, max: 1}
  y: {type: integer, min: 1, max: 9}
strategy: sobol
"""

# x y [epochs]
TRAIN = """
begun=$(cat "$TUNER_CHECKPOINT_DIR/epoch" 2>/dev/null || echo 0)
echo "$TRAINING_JOB_NAME $TUNER_RUN_NAME $begun ${3:-0}" >> "$LEDGER"
fewer_than_three() { [ "$(wc -l < "$LEDGER.$1")" -lt 3 ]; }
wait_for_three() { tail -n +1 -f "$LEDGER.$1" | head -n 3 > /dev/null; }
if [ "${SICK_GPU:-none}" = "${CUDA_VISIBLE_DEVICES:-}" ]; then
  wait_for_three well
  echo "$TRAINING_JOB_NAME" >> "$LEDGER.sick"
  exit 1
fi
if [ -n "${SICK_GPU:-}" ] && ! fewer_than_three well; then
  wait_for_three sick
fi
echo "epoch 1 loss=1$2"
echo "epoch 2 loss=0$1"
echo "$TRAINING_JOB_NAME" >> "$LEDGER.well"
if [ -n "${3:-}" ]; then echo "$3" > "$TUNER_CHECKPOINT_DIR/epoch"; fi
"""

PROMOTION = HEAD + """
command: [/bin/sh, train.sh, "{x}", "{y}", "{epochs}"]
parameters:
  x: {type: continuous, min: 0, max: 1}
  y: {type: integer, min: 1, max: 9}
strategy: bayesian
resource: {parameter: epochs, min: 1, max: 4, reduction: 2, promotion: true}
"""

# One of two devices is sick: what fails there is handed back, and tried on the other. So that it can be known whatever the pace, three
# trainings are well before any fails, and three have failed before a fourth is well.
BREAKER = ONE + """
gpus_per_trial: 1
breaker: {failures: 3, retry_after: 1h}
"""

DEFINITIONS = HEAD + """
strategy: bayesian
definitions:
  - name: wide
    command: [/bin/sh, train.sh, "{x}", "{y}"]
    parameters:
      x: {type: continuous, min: 0, max: 1}
      y: {type: integer, min: 1, max: 9}
  - name: narrow
    command: [/bin/sh, train.sh, "{x}", "3"]
    parameters: {x: {type: continuous, min: 0, max: 0.5}}
"""


class Broken(Exception):
    """A promise that was not kept."""


@dataclasses.dataclass
class Kind:
    job: str
    trials: int = 20
    fewest: int = 6  # with so few it is still what it is
    environment: dict = dataclasses.field(default_factory=dict)
    extended: bool = False  # begun by an earlier process; the one that is disturbed extends it
    repeats: bool = False   # trials may be tried more than once


KINDS = {
    "plain": Kind(ONE),
    "promotion": Kind(PROMOTION),
    "breaker": Kind(BREAKER, environment={"TUNER_GPUS": "2", "SICK_GPU": "1"}, fewest=12, repeats=True),
    "definitions": Kind(DEFINITIONS),
    "extension": Kind(ONE, extended=True),
}


def begins(trial, trials):
    """The epoch from which a trial's training has to go on."""
    return trials[trial["continues"]]["budget"] if "continues" in trial else 0


def check_end(kind, trials, ledger):
    """`trials` as `tuner trials --json` has them, `ledger` the lines that the trainings wrote."""
    if [trial["trial"] for trial in trials] != list(range(1, kind.trials + 1)):
        raise Broken(f"{len(trials)} trials instead of {kind.trials}")
    bad = [trial for trial in trials if trial["status"] != "succeeded" or (trial["attempts"] != 1 and not kind.repeats)]
    if bad:
        raise Broken(f"trials that did not succeed at the first attempt: {json.dumps(bad, indent=1)}")
    begun = [line.split() for line in ledger]
    runs = collections.Counter(run for _, run, _, _ in begun)
    if max(runs.values()) > 1:
        raise Broken(f"runs that began twice: {[run for run, count in runs.items() if count > 1]}")
    by_number = {trial["trial"]: trial for trial in trials}
    attempts = collections.Counter(name for name, _, _, _ in begun)
    for trial in trials:
        if attempts[trial["name"]] != trial["attempts"]:
            raise Broken(f"{trial['attempts']} attempts of {trial['name']}, and {attempts[trial['name']]} trainings that began")
        expected = (str(begins(trial, by_number)), str(trial.get("budget") or 0))
        seen = {(begun_at, end) for name, _, begun_at, end in begun if name == trial["name"]}
        if seen != {expected}:
            raise Broken(f"{trial['name']} was to go from {expected[0]} to {expected[1]}, and went so: {seen}")
