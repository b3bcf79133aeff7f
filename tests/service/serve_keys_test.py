"""Who may call the server, and where it listens: boto3 with a file of keys, and raw HTTP.

    serve_keys_test.py TUNER
"""

import hashlib
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.request

import boto3
import botocore.config
import botocore.exceptions

from serve_process import Serving, ask

TUNER = sys.argv[1]
TOKEN = "a-token-of-the-dashboard"
KEYS = """
access_keys:
  - {id: READER, secret: "secret of reader", role: read}
  - {id: ANN, secret: "secret of ann", role: submit}
  - {id: BOB, secret: "secret of bob", role: submit}
  - {id: ADMIN, secret: "secret of admin", role: admin}
tokens:
  - {name: dashboard, sha256: "%s", role: read}
""" % hashlib.sha256(TOKEN.encode()).hexdigest()
CATALOGUE = """
images:
  "waiting": {command: [/bin/sh, -c, "read line < never"], folder: .}
"""


def client(url, key, secret=None):
    return boto3.client(
        "sagemaker", endpoint_url=url, region_name="eu-west-1", aws_access_key_id=key,
        aws_secret_access_key=secret or "secret of " + key.lower(),
        config=botocore.config.Config(retries={"max_attempts": 0}, proxies={}))


def job(name):
    return {
        "HyperParameterTuningJobName": name,
        "HyperParameterTuningJobConfig": {
            "Strategy": "Random",
            "HyperParameterTuningJobObjective": {"Type": "Minimize", "MetricName": "loss"},
            "ResourceLimits": {"MaxNumberOfTrainingJobs": 2, "MaxParallelTrainingJobs": 1},
            "ParameterRanges": {"ContinuousParameterRanges": [{"Name": "rate", "MinValue": "0", "MaxValue": "1"}]},
        },
        "TrainingJobDefinition": {
            "AlgorithmSpecification": {"TrainingImage": "waiting", "TrainingInputMode": "File",
                                       "MetricDefinitions": [{"Name": "loss", "Regex": "loss=(.*)"}]},
            "RoleArn": "arn:aws:iam::123456789012:role/training",
            "OutputDataConfig": {"S3OutputPath": "s3://bucket/out"},
            "ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 10},
            "StoppingCondition": {"MaxRuntimeInSeconds": 600},
        },
    }


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except botocore.exceptions.ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        return
    raise AssertionError("not refused: %s" % code)


def check_roles(url):
    ann, bob, reader, admin = (client(url, key) for key in ("ANN", "BOB", "READER", "ADMIN"))
    refused("InvalidSignatureException", client(url, "ANN", "another secret").list_training_jobs)
    refused("UnrecognizedClientException", client(url, "NOBODY").list_training_jobs)
    refused("AccessDeniedException", reader.create_hyper_parameter_tuning_job, **job("by-reader"))
    assert reader.list_hyper_parameter_tuning_jobs()["HyperParameterTuningJobSummaries"] == []
    name = {"HyperParameterTuningJobName": "by-ann"}
    ann.create_hyper_parameter_tuning_job(**job("by-ann"))
    assert bob.describe_hyper_parameter_tuning_job(**name)["HyperParameterTuningJobStatus"] == "InProgress"
    refused("AccessDeniedException", bob.stop_hyper_parameter_tuning_job, **name)
    refused("AccessDeniedException", reader.stop_hyper_parameter_tuning_job, **name)
    assert reader.describe_hyper_parameter_tuning_job(**name)["HyperParameterTuningJobStatus"] == "InProgress"
    admin.stop_hyper_parameter_tuning_job(**name)
    assert ann.describe_hyper_parameter_tuning_job(**name)["HyperParameterTuningJobStatus"] in ("Stopping", "Stopped")


def check_raw(url):
    def get(path, **headers):
        return ask(urllib.request.Request(url + path, headers=headers))

    assert get("/healthz") == (200, "ok\n"), get("/healthz")
    assert get("/healthz", Host="elsewhere.example")[0] == 200
    assert get("/metrics")[0] == 401
    assert get("/metrics", Authorization="Bearer another")[0] == 401
    status, text = get("/metrics", Authorization="Bearer " + TOKEN)
    assert status == 200 and 'tuner_requests_total{operation="CreateHyperParameterTuningJob",outcome="answered"} 1\n' in text, text
    status, text = get("/metrics", Authorization="Bearer " + TOKEN, Host="elsewhere.example")
    assert status == 403 and "'elsewhere.example'" in text, (status, text)
    status, text = ask(urllib.request.Request(url + "/", data=b"{}", headers={
        "X-Amz-Target": "SageMaker.ListTrainingJobs", "Content-Type": "application/x-amz-json-1.1"}))
    assert status == 400 and "MissingAuthenticationTokenException" in text, (status, text)


def check_log(log):
    assert "by=ANN from=127.0.0.1" in log and "CreateHyperParameterTuningJob by-ann done" in log, log
    assert "by=READER" in log and "CreateHyperParameterTuningJob refused: AccessDeniedException" in log, log
    assert "by=BOB" in log and "StopHyperParameterTuningJob by-ann refused: AccessDeniedException" in log, log
    assert "secret of" not in log and TOKEN not in log, log


def check_start(folder):
    """What ends the program before it listens: (code, words on standard error or output)."""

    def start(*options):
        done = subprocess.run([TUNER, "--home", folder / "home", "serve", "--port", "0", *options],
                              capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout + done.stderr

    code, text = start("--address", "0.0.0.0")
    assert code == 2 and "name a file of keys" in text and "name a certificate" in text, (code, text)
    code, text = start("--address", "0.0.0.0", "--keys", folder / "keys.yaml")
    assert code == 2 and "name a file of keys" not in text and "name a certificate" in text, (code, text)

    (folder / "open.yaml").write_text(KEYS)
    (folder / "open.yaml").chmod(0o644)
    code, text = start("--keys", folder / "open.yaml")
    assert code == 2 and "chmod 600" in text, (code, text)

    (folder / "wrong.yaml").write_text("port: 1\nslot: 4\n")
    code, text = start("--config", folder / "wrong.yaml")
    assert code == 2 and "wrong.yaml:2" in text and "slot" in text, (code, text)

    for origin in ("tuner.example", "https://tuner.example/", "ftp://tuner.example", "https://", "*"):
        (folder / "wrong.yaml").write_text('origins: ["https://right.example", "%s"]\n' % origin)
        code, text = start("--config", folder / "wrong.yaml")
        assert code == 2 and "wrong.yaml:1: /origins" in text and "as browsers send them" in text, (code, text)

    (folder / "server.yaml").write_text("port: 1\nslots: 3\nkeys: keys.yaml\nhost_names: [tuner.example]\norigins: [\"https://tuner.example\"]\n")
    code, text = start("--config", folder / "server.yaml", "--print-config")
    assert code == 0 and "port: 0\n" in text and "slots: 3\n" in text and 'host_names: ["tuner.example"]\n' in text, (code, text)
    assert 'keys: "%s"\n' % (folder / "keys.yaml") in text and 'origins: ["https://tuner.example"]\n' in text, text
    (folder / "printed.yaml").write_text(text)
    assert start("--config", folder / "printed.yaml", "--print-config") == (0, text)
    code, text = start("--print-config")
    assert code == 0 and re.search(r"^slots: [1-9]\d*\nslots_per_user: [1-9]\d*$", text, re.M) and "# none: tls, keys, catalogue\n" in text, text

    (folder / "server.yaml").write_text("catalogue: nowhere.yaml\naddress: 0.0.0.0\n")
    code, text = start("--config", folder / "server.yaml")
    assert code == 2 and "/tls: others reach" in text and f"/catalogue: there is no file {folder}/nowhere.yaml" in text, (code, text)


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "keys.yaml").write_text(KEYS)
        (folder / "keys.yaml").chmod(0o600)
        (folder / "catalogue.yaml").write_text(CATALOGUE)
        os.mkfifo(folder / "never")  # nobody writes to it
        check_start(folder)
        with Serving(TUNER, folder / "home", "--keys", folder / "keys.yaml", "--catalogue", folder / "catalogue.yaml") as server:
            check_roles(server.url)
            check_raw(server.url)
            check_log(server.end())


main()
