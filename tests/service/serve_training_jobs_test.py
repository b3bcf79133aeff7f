"""Training jobs that no tuning job made: created, waited for, stopped, deleted and found again, by boto3.

    serve_training_jobs_test.py TUNER
"""

import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import urllib.request

from boto_client import client_of, refused, until
from serve_process import Serving, ask

TUNER = sys.argv[1]

TRAINING = """
import json, os, sys
given = json.load(open(os.path.join(os.environ["SM_INPUT_CONFIG_DIR"], "hyperparameters.json")))
for value in range(int(given.get("values", "0"))):
    print("loss=%d" % value, flush=True)
if "wait-for" in given:
    print("waits", flush=True)
    open(given["wait-for"]).close()  # a pipe: until somebody writes to it
if given.get("kind") == "broken":
    raise SystemExit("no such kind")
if given.get("kind") == "explained":
    open(os.path.join(os.environ["SM_OUTPUT_DIR"], "failure"), "w").write("why " * 500)
    raise SystemExit(1)
print("loss=%r" % float(given.get("rate", "0.5")))
print("I am " + os.environ["TRAINING_JOB_NAME"])
print("I am " + os.environ["TRAINING_JOB_ARN"])
for name in json.loads(os.environ["SM_CHANNELS"]):
    print(name, "has", os.listdir(os.environ["SM_CHANNEL_" + name.upper()]))
open(os.path.join(os.environ["SM_MODEL_DIR"], "model"), "w").close()
"""
CATALOGUE = """
images: {"trainer": {command: [/usr/bin/python3, train.py, "{{}}"], folder: .}, "scripts": {}}
prefixes: {"s3://b": .}
"""
LONG = "a-training-job-whose-name-is-just-as-long-as-the-service-allows"


def request(name, **more):
    return {
        "TrainingJobName": name,
        "HyperParameters": {"rate": "0.25"},
        "AlgorithmSpecification": {"TrainingImage": "trainer", "TrainingInputMode": "File",
                                   "MetricDefinitions": [{"Name": "loss", "Regex": "loss=([0-9.]+)"}]},
        "RoleArn": "arn:aws:iam::123456789012:role/training",
        "OutputDataConfig": {"S3OutputPath": "s3://b/out"},
        "ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 10},
        "StoppingCondition": {"MaxRuntimeInSeconds": 600},
        **more,
    }


class Server(Serving):
    def __init__(self, folder, *options):
        super().__init__(TUNER, folder / "home", "--catalogue", folder / "catalogue.yaml", "--slots", "2", *options)
        self.client = client_of(self.url)

    def call(self, operation, **body):
        """What this old client has no words for."""
        status, text = ask(urllib.request.Request(self.url, json.dumps(body).encode(), {
            "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "SageMaker." + operation}))
        return status, json.loads(text) if text else {}

    def wait(self, name):
        return until(lambda: self.client.describe_training_job(TrainingJobName=name),
                     lambda job: job["TrainingJobStatus"] not in ("InProgress", "Stopping"))


def check_success(server):
    client = server.client
    name = LONG
    assert len(name) == 63
    arn = client.create_training_job(**request(name, DebugHookConfig={"S3OutputPath": "s3://b/debug"}, Tags=[{"Key": "team", "Value": "blue"}]))
    assert arn["TrainingJobArn"] == "arn:aws:sagemaker:eu-west-1:123456789012:training-job/" + name, arn
    begun = client.describe_training_job(TrainingJobName=name)
    assert begun["TrainingJobStatus"] in ("InProgress", "Completed") and begun["SecondaryStatusTransitions"], begun
    job = server.wait(name)
    client.get_waiter("training_job_completed_or_stopped").wait(TrainingJobName=name)
    assert (job["TrainingJobStatus"], job["SecondaryStatus"]) == ("Completed", "Completed"), job
    assert [each["Status"] for each in job["SecondaryStatusTransitions"]] == ["Starting", "Training", "Completed"], job
    assert job["HyperParameters"] == {"rate": "0.25"} and "TuningJobArn" not in job, job
    assert job["DebugHookConfig"] == {"S3OutputPath": "s3://b/debug"} and job["OutputDataConfig"]["KmsKeyId"] == "", job
    assert [(each["MetricName"], each["Value"]) for each in job["FinalMetricDataList"]] == [("loss", 0.25)], job
    model = pathlib.Path(job["ModelArtifacts"]["S3ModelArtifacts"].removeprefix("file://"))
    assert (model / "model").exists(), model
    assert client.list_tags(ResourceArn=job["TrainingJobArn"])["Tags"] == [{"Key": "team", "Value": "blue"}]
    error = refused(client.create_training_job, "ResourceInUse", "must be unique", **request(name))
    assert isinstance(error, client.exceptions.ResourceInUse)
    refused(client.stop_training_job, "ValidationException", "in status Completed", TrainingJobName=name)
    return name


def check_where_it_appears(server, name):
    client = server.client
    assert client.list_hyper_parameter_tuning_jobs()["HyperParameterTuningJobSummaries"] == []
    refused(client.describe_hyper_parameter_tuning_job, "ResourceNotFound", "can't find a tuning job", HyperParameterTuningJobName="failing")
    assert name in [job["TrainingJobName"] for job in client.list_training_jobs(StatusEquals="Completed")["TrainingJobSummaries"]]
    found = client.search(Resource="TrainingJob", SearchExpression={"Filters": [{"Name": "HyperParameters.rate", "Operator": "Equals", "Value": "0.25"}]})
    assert name in [each["TrainingJob"]["TrainingJobName"] for each in found["Results"]], found
    component = client.describe_trial_component(TrialComponentName=name + "-aws-training-job")
    assert component["Status"]["PrimaryStatus"] == "Completed" and component["Source"]["SourceType"] == "SageMakerTrainingJob", component
    assert component["Parameters"] == {"rate": {"NumberValue": 0.25}}, component
    assert client.list_experiments()["ExperimentSummaries"] == []
    shown = subprocess.run([TUNER, "--home", server.home, "show", name], capture_output=True, text=True, timeout=60)
    assert shown.returncode == 0 and "1 succeeded" in shown.stdout and "Best" not in shown.stdout, shown
    for command in ("best", "explain", "importance", "report", "stop-audit"):
        refusal = subprocess.run([TUNER, "--home", server.home, command, name], capture_output=True, text=True, timeout=60)
        assert refusal.returncode == 2 and "is a single training, in which nothing is tuned" in refusal.stderr, refusal
    for command in ("list", "trials " + name, "replay --verify " + name):
        done = subprocess.run([TUNER, "--home", server.home, *command.split()], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done


def check_failure(server):
    server.client.create_training_job(**request("failing", HyperParameters={"kind": "broken"}))
    job = server.wait("failing")
    assert job["TrainingJobStatus"] == "Failed" and "no such kind" in job["FailureReason"], job
    server.client.create_training_job(**request("explained", HyperParameters={"kind": "explained"}))
    assert server.wait("explained")["FailureReason"] == "why " * 256


def check_what_a_client_runs(server, folder):
    """In script mode, the files of the code folder and nothing else."""
    client = server.client

    def scripted(name, program, **more):
        image = {"TrainingImage": "scripts", "TrainingInputMode": "File"}
        given = {"sagemaker_program": program, "sagemaker_submit_directory": "s3://b", "n": "1", "s": "open('written', 'w')"}
        return request(name, AlgorithmSpecification=image, HyperParameters=given, **more)

    for program, refusal in (("-mtimeit", "must not begin with '-'"), ("none.py", "there is no file 'none.py'")):
        refused(client.create_training_job, "ValidationException", refusal, **scripted("evil", program))
    refused(client.create_training_job, "ValidationException", "'LD_PRELOAD' may change what code runs",
            **scripted("evil", "train.py", Environment={"LD_PRELOAD": "evil.so"}))
    source = {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://b/train.py"}}
    client.create_training_job(**scripted("scripted", "train.py", Environment={"TRAINING_JOB_NAME": "another"},
                                          InputDataConfig=[{"ChannelName": "one", "DataSource": source}], StoppingCondition={}))
    job = server.wait("scripted")
    assert job["TrainingJobStatus"] == "Completed" and job["StoppingCondition"] == {"MaxRuntimeInSeconds": 86400}, job
    said = printed(server, "scripted")
    for line in ("I am scripted", "I am " + job["TrainingJobArn"], "one has ['train.py']"):
        assert line in said, said
    assert not (folder / "written").exists()


def check_stop_and_delete(server, folder):
    client = server.client
    client.create_training_job(**request("endless", HyperParameters={"wait-for": str(folder / "never")}))
    until(lambda: client.describe_training_job(TrainingJobName="endless"), lambda job: job["SecondaryStatus"] == "Training")
    status, answer = server.call("DeleteTrainingJob", TrainingJobName="endless")
    assert (status, answer["__type"]) == (400, "ResourceInUse") and "only one that has ended" in answer["Message"], answer
    client.stop_training_job(TrainingJobName="endless")
    job = server.wait("endless")
    assert (job["TrainingJobStatus"], job["SecondaryStatus"]) == ("Stopped", "Stopped"), job
    assert server.call("DeleteTrainingJob", TrainingJobName="endless") == (200, {})
    refused(client.describe_training_job, "ValidationException", r"^Requested resource not found\.$", TrainingJobName="endless")
    client.create_training_job(**request("endless"))  # the name is free again
    assert server.wait("endless")["TrainingJobStatus"] == "Completed"


def check_experiment(server):
    client = server.client
    client.create_experiment(ExperimentName="study")
    client.create_trial(TrialName="group", ExperimentName="study")
    client.create_experiment(ExperimentName="other")
    refused(client.create_training_job, "ResourceNotFound", "does not exist", **request("lost", ExperimentConfig={"TrialName": "nowhere"}))
    refused(client.create_training_job, "ValidationException", "is in the experiment 'study'",
            **request("lost", ExperimentConfig={"ExperimentName": "other", "TrialName": "group"}))
    refused(client.describe_training_job, "ValidationException", "not found", TrainingJobName="lost")
    config = {"ExperimentName": "study", "TrialName": "group", "TrialComponentDisplayName": "the-first"}
    client.create_training_job(**request("tracked", ExperimentConfig=config))
    assert server.wait("tracked")["ExperimentConfig"] == config
    found = client.list_trial_components(TrialName="group")["TrialComponentSummaries"]
    assert [(each["TrialComponentName"], each["DisplayName"]) for each in found] == [("tracked-aws-training-job", "the-first")], found
    client.create_training_job(**request("grouped", ExperimentConfig={"ExperimentName": "other"}))
    assert [each["TrialName"] for each in client.list_trials(ExperimentName="other")["TrialSummaries"]] == ["grouped"]


def tuning(name, trials, **static):
    training = {key: value for key, value in request("").items() if key not in ("TrainingJobName", "HyperParameters")}
    return {
        "HyperParameterTuningJobName": name,
        "HyperParameterTuningJobConfig": {
            "Strategy": "Random", "HyperParameterTuningJobObjective": {"Type": "Minimize", "MetricName": "loss"},
            "ResourceLimits": {"MaxNumberOfTrainingJobs": trials, "MaxParallelTrainingJobs": 1},
            "ParameterRanges": {"ContinuousParameterRanges": [{"Name": "rate", "MinValue": "0.0", "MaxValue": "1.0"}]}},
        "TrainingJobDefinition": {"StaticHyperParameters": static, **training},
    }


def check_names(server):
    """Tuning jobs and training jobs share their names, with the training jobs of the tuning jobs."""
    client = server.client
    client.create_hyper_parameter_tuning_job(**tuning("tuning", 1))
    child = until(lambda: client.list_training_jobs_for_hyper_parameter_tuning_job(HyperParameterTuningJobName="tuning")["TrainingJobSummaries"],
                  lambda list: list and list[0]["TrainingJobStatus"] == "Completed")[0]["TrainingJobName"]
    for taken in ("tuning", child):
        refused(client.create_training_job, "ResourceInUse", "must be unique|cannot share", **request(taken))
    refused(client.create_hyper_parameter_tuning_job, "ResourceInUse", "already exists", **tuning("failing", 1))
    assert "TuningJobArn" in client.describe_training_job(TrainingJobName=child)


def check_stop_of_one(server, folder):
    """The tuning job goes on with the next."""
    client = server.client
    client.create_hyper_parameter_tuning_job(**tuning("several", 2, **{"wait-for": str(folder / "never")}))

    def children():
        return client.list_training_jobs_for_hyper_parameter_tuning_job(HyperParameterTuningJobName="several", SortBy="CreationTime")["TrainingJobSummaries"]

    def running(count):
        found = children()
        return len(found) == count and client.describe_training_job(TrainingJobName=found[-1]["TrainingJobName"])["SecondaryStatus"] == "Training"

    until(lambda: running(1), bool)
    name = children()[0]["TrainingJobName"]
    client.stop_training_job(TrainingJobName=name)
    job = server.wait(name)
    assert (job["TrainingJobStatus"], job["SecondaryStatus"]) == ("Stopped", "Stopped") and "stopped on request" in job["SecondaryStatusTransitions"][-1]["StatusMessage"], job
    refused(client.stop_training_job, "ValidationException", "in status Stopped", TrainingJobName=name)
    status, answer = server.call("DeleteTrainingJob", TrainingJobName=name)
    assert status == 400 and "is deleted with it" in answer["Message"], answer
    until(lambda: running(2), bool)
    stopped = subprocess.run([TUNER, "--home", server.home, "stop", "several", "2"], capture_output=True, text=True, timeout=60)
    assert stopped.returncode == 0 and "to stop trial 2" in stopped.stdout, stopped
    job = until(lambda: client.describe_hyper_parameter_tuning_job(HyperParameterTuningJobName="several"),
                lambda job: job["HyperParameterTuningJobStatus"] != "InProgress")
    assert job["HyperParameterTuningJobStatus"] == "Completed" and job["TrainingJobStatusCounters"]["Stopped"] == 2, job
    ended = subprocess.run([TUNER, "--home", server.home, "stop", "several", "2"], capture_output=True, text=True, timeout=60)
    assert ended.returncode == 4 and "is not running" in ended.stderr, ended


def check_hyperband(server, folder):
    """A training that prints as many values as MaxResource is stopped with the last of them, which counts."""
    job = tuning("banded", 1, values="3", **{"wait-for": str(folder / "never")})
    job["HyperParameterTuningJobConfig"].update(Strategy="Hyperband", StrategyConfig={"HyperbandStrategyConfig": {"MinResource": 1, "MaxResource": 3}})
    status, answer = server.call("CreateHyperParameterTuningJob", **job)
    assert status == 200, answer
    child = until(lambda: server.client.list_training_jobs_for_hyper_parameter_tuning_job(HyperParameterTuningJobName="banded")["TrainingJobSummaries"],
                  lambda list: list and list[0]["TrainingJobStatus"] == "Stopped")[0]
    assert child["FinalHyperParameterTuningJobObjectiveMetric"]["Value"] == 2.0, child


def check_bad_requests(server):
    client = server.client
    wrong = request("wrong", AlgorithmSpecification={"TrainingImage": "other", "TrainingInputMode": "File"})
    refused(client.create_training_job, "ValidationException", "no image of the catalogue matches 'other'", **wrong)
    without = request("without")
    del without["AlgorithmSpecification"]
    status, answer = server.call("CreateTrainingJob", **without)
    assert status == 400 and "'AlgorithmSpecification' is missing" in answer["Message"], answer
    status, answer = server.call("CreateTrainingJob", **request("packaged", MlflowConfig={"MlflowResourceArn": "arn:aws:sagemaker:eu-west-1:123456789012:mlflow-app/x"}))
    assert status == 400 and "MlflowConfig" in answer["Message"], answer
    status, answer = server.call("UpdateTrainingJob", TrainingJobName="failing")
    assert (status, answer["__type"]) == (400, "UnknownOperationException"), answer


def printed(server, name):
    logs = client_of(server.url, "logs")
    streams = logs.describe_log_streams(logGroupName="/aws/sagemaker/TrainingJobs", logStreamNamePrefix=name + "/")["logStreams"]
    events = logs.get_log_events(logGroupName="/aws/sagemaker/TrainingJobs", logStreamName=streams[0]["logStreamName"], startFromHead=True)["events"]
    return [event["message"] for event in events]


def check_logs(server, name):
    assert "I am " + name in printed(server, name)


def check_restart(folder):
    """Killed while a training runs, the server goes on with it."""
    with Server(folder) as server:
        server.client.create_training_job(**request("survivor", HyperParameters={"wait-for": str(folder / "go")}))
        until(lambda: server.client.describe_training_job(TrainingJobName="survivor"), lambda job: job["SecondaryStatus"] == "Training")
        server.end(signal.SIGKILL)
    with Server(folder) as server:
        go = os.open(folder / "go", os.O_RDWR)
        assert server.wait("survivor")["TrainingJobStatus"] == "Completed"
        os.close(go)


def check_command_line(folder):
    """The same request as a file."""
    file = folder / "request.json"
    file.write_text(json.dumps(request("by-hand")))
    done = subprocess.run([TUNER, "--home", folder / "home", "run", file, "--catalogue", folder / "catalogue.yaml"], capture_output=True, text=True, timeout=100)
    assert done.returncode == 0 and "by-hand completed: " in done.stdout, done
    file.write_text(json.dumps(request("by-hand-too", HyperParameters={"kind": "broken"})))
    done = subprocess.run([TUNER, "--home", folder / "home", "run", file, "--catalogue", folder / "catalogue.yaml"], capture_output=True, text=True, timeout=100)
    assert done.returncode == 1 and "no such kind" in done.stdout, done
    done = subprocess.run([TUNER, "simulate", file, "--catalogue", folder / "catalogue.yaml"], capture_output=True, text=True, timeout=100)
    assert done.returncode == 2, done


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "train.py").write_text(TRAINING)
        (folder / "catalogue.yaml").write_text(CATALOGUE)
        for pipe in ("go", "never"):
            os.mkfifo(folder / pipe)
        with Server(folder) as server:
            server.home = folder / "home"
            name = check_success(server)
            check_logs(server, name)
            check_failure(server)
            check_what_a_client_runs(server, folder)
            check_where_it_appears(server, name)
            check_stop_and_delete(server, folder)
            check_experiment(server)
            check_names(server)
            check_stop_of_one(server, folder)
            check_hyperband(server, folder)
            check_bad_requests(server)
        check_restart(folder)
        check_command_line(folder)


main()
