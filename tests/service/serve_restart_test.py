"""A server with a hundred running jobs is killed; the next one goes on with all of them, and no training is run twice.

    serve_restart_test.py TUNER
"""

import json
import os
import pathlib
import signal
import sys
import tempfile
import urllib.request

from serve_process import Serving, ask

TUNER = sys.argv[1]
JOBS = 100

# Each training puts its name on a list, and waits until somebody opens the gate.
CATALOGUE = """
images:
  "waiting":
    command: [/bin/sh, -c, 'echo "$TRAINING_JOB_NAME" >> begun; read line < gate; echo loss=1']
    folder: .
"""


def call(url, operation, **body):
    status, text = ask(urllib.request.Request(url, json.dumps(body).encode(), {
        "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "SageMaker." + operation}))
    assert status == 200, (operation, status, text)
    return json.loads(text)


def creation(name):
    return {
        "HyperParameterTuningJobName": name,
        "HyperParameterTuningJobConfig": {
            "Strategy": "Random", "HyperParameterTuningJobObjective": {"Type": "Minimize", "MetricName": "loss"},
            "ResourceLimits": {"MaxNumberOfTrainingJobs": 1, "MaxParallelTrainingJobs": 1},
            "ParameterRanges": {"ContinuousParameterRanges": [{"Name": "rate", "MinValue": "0", "MaxValue": "1"}]}},
        "TrainingJobDefinition": {
            "AlgorithmSpecification": {"TrainingImage": "waiting", "TrainingInputMode": "File", "MetricDefinitions": [{"Name": "loss", "Regex": "loss=(.*)"}]},
            "RoleArn": "arn:aws:iam::123456789012:role/training", "OutputDataConfig": {"S3OutputPath": "s3://bucket/out"},
            "ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 10},
            "StoppingCondition": {"MaxRuntimeInSeconds": 3000}},
    }


def until(done):
    """The test's own time limit ends what never is."""
    while not done():
        pass


def names(url, status):
    return {each["HyperParameterTuningJobName"] for each in call(
        url, "ListHyperParameterTuningJobs", StatusEquals=status, MaxResults=100)["HyperParameterTuningJobSummaries"]}


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "catalogue.yaml").write_text(CATALOGUE)
        begun, gate = folder / "begun", folder / "gate"
        os.mkfifo(gate)
        options = (folder / "home", "--catalogue", folder / "catalogue.yaml", "--slots", str(JOBS))
        expected = {"job-%d" % i for i in range(JOBS)}
        with Serving(TUNER, *options) as first:
            for each in sorted(expected):
                call(first.url, "CreateHyperParameterTuningJob", **creation(each))
            until(lambda: begun.exists() and len(begun.read_text().splitlines()) == JOBS)
            first.end(signal.SIGKILL)
        with Serving(TUNER, *options) as second:
            assert "went on with 100 jobs" in second.said, second.said
            assert names(second.url, "InProgress") == expected
            # The writer's end stays open, so that every reader gets a line.
            keep = os.open(gate, os.O_RDWR)
            os.write(keep, b"go\n" * JOBS)
            until(lambda: names(second.url, "Completed") == expected)
            os.close(keep)
        lines = begun.read_text().splitlines()
        assert len(lines) == len(set(lines)) == JOBS, lines


main()
