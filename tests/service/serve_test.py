"""The server as clients that others wrote see it: boto3 and the AWS command line.

    serve_test.py TUNER
"""

import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

from boto_client import client_of, refused, until
from serve_process import Serving

TUNER = sys.argv[1]

TRAINING = """
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("--rate", type=float)
parser.add_argument("--depth", type=int)
parser.add_argument("--kind")
parser.add_argument("--wait-for")
a = parser.parse_args()
if a.wait_for:
    open(a.wait_for).close()  # a pipe: until somebody writes to it
if a.kind == "broken":
    raise SystemExit("no such kind")
print("loss=%r" % ((a.rate - 0.3) ** 2 + a.depth * 0.01), flush=True)
"""

CATALOGUE = """
images:
  "trainer:*":
    command: [/usr/bin/python3, train.py]
    folder: .
prefixes:
  "s3://bucket": .
"""


def request(name, trials=6, parallel=2, kinds=("plain", "fancy"), static=None, seed=3):
    return {
        "HyperParameterTuningJobName": name,
        "HyperParameterTuningJobConfig": {
            "Strategy": "Bayesian",
            "HyperParameterTuningJobObjective": {"Type": "Minimize", "MetricName": "loss"},
            "ResourceLimits": {"MaxNumberOfTrainingJobs": trials, "MaxParallelTrainingJobs": parallel},
            "ParameterRanges": {
                "ContinuousParameterRanges": [{"Name": "rate", "MinValue": "0.0", "MaxValue": "1.0"}],
                "IntegerParameterRanges": [{"Name": "depth", "MinValue": "1", "MaxValue": "4"}],
                "CategoricalParameterRanges": [{"Name": "kind", "Values": list(kinds)}],
            },
        },
        "TrainingJobDefinition": {
            "StaticHyperParameters": static or {},
            "AlgorithmSpecification": {
                "TrainingImage": "trainer:1",
                "TrainingInputMode": "File",
                "MetricDefinitions": [{"Name": "loss", "Regex": "loss=([0-9.e-]+)"}],
            },
            "RoleArn": "arn:aws:iam::123456789012:role/training",
            "OutputDataConfig": {"S3OutputPath": "s3://bucket/out"},
            "ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 10},
            "StoppingCondition": {"MaxRuntimeInSeconds": 600},
        },
    }


class Server(Serving):
    """With the trainings of this test, and boto3 pointed at it."""

    def __init__(self, folder, *options):
        super().__init__(TUNER, folder / "home", "--catalogue", folder / "catalogue.yaml", "--slots", "2", *options)
        self.client = client_of(self.url)


def raw(url, body, method="POST", path="/", **headers):
    """A call that this old client has no words for."""
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(url + path, json.dumps(body).encode(), {"Content-Type": "application/x-amz-json-1.1", **headers},
                                     method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def wait(client, name):
    return until(lambda: client.describe_hyper_parameter_tuning_job(HyperParameterTuningJobName=name),
                 lambda job: job["HyperParameterTuningJobStatus"] not in ("InProgress", "Stopping"))


def check_a_job(client):
    arn = client.create_hyper_parameter_tuning_job(**request("first"))["HyperParameterTuningJobArn"]
    assert re.fullmatch(r"arn:aws:sagemaker:[a-z0-9-]+:123456789012:hyper-parameter-tuning-job/first", arn), arn
    job = wait(client, "first")
    assert job["HyperParameterTuningJobStatus"] == "Completed", job
    assert job["TrainingJobStatusCounters"] == {
        "Completed": 6, "InProgress": 0, "RetryableError": 0, "NonRetryableError": 0, "Stopped": 0}, job
    assert job["ObjectiveStatusCounters"] == {"Succeeded": 6, "Pending": 0, "Failed": 0}, job
    assert job["TrainingJobDefinition"]["StaticHyperParameters"]["_tuning_objective_metric"] == "loss"
    assert job["CreationTime"] <= job["HyperParameterTuningEndTime"]

    children = client.list_training_jobs_for_hyper_parameter_tuning_job(
        HyperParameterTuningJobName="first", SortBy="FinalObjectiveMetricValue", SortOrder="Ascending")["TrainingJobSummaries"]
    values = [each["FinalHyperParameterTuningJobObjectiveMetric"]["Value"] for each in children]
    assert len(children) == 6 and values == sorted(values), values
    best = job["BestTrainingJob"]
    assert best["TrainingJobName"] == children[0]["TrainingJobName"]
    assert set(best["TunedHyperParameters"]) == {"rate", "depth", "kind"}, best

    training = client.describe_training_job(TrainingJobName=best["TrainingJobName"])
    assert training["TrainingJobStatus"] == "Completed" and training["TuningJobArn"] == arn.replace("First", "first"), training
    assert training["HyperParameters"]["_tuning_objective_metric"] == "loss"
    assert training["FinalMetricDataList"][0]["MetricName"] == "loss"
    assert abs(training["FinalMetricDataList"][0]["Value"] - values[0]) < 1e-12
    assert [each["Status"] for each in training["SecondaryStatusTransitions"]] == ["Starting", "Training", "Completed"]
    assert pathlib.Path(training["ModelArtifacts"]["S3ModelArtifacts"].removeprefix("file://")).is_dir()
    return best["TrainingJobName"]


def check_logs(url, job):
    logs = client_of(url, "logs")
    group = "/aws/sagemaker/TrainingJobs"
    streams = logs.describe_log_streams(logGroupName=group, logStreamNamePrefix=job + "/")["logStreams"]
    assert [each["logStreamName"] for each in streams] == [job + "/algo-1-a1"], streams
    first = logs.get_log_events(logGroupName=group, logStreamName=streams[0]["logStreamName"], startFromHead=True)
    assert [event["message"][:5] for event in first["events"]] == ["loss="], first
    more = logs.get_log_events(logGroupName=group, logStreamName=streams[0]["logStreamName"], startFromHead=True,
                               nextToken=first["nextForwardToken"])
    assert more["events"] == [] and more["nextForwardToken"] == first["nextForwardToken"], more


def check_experiments(client, url):
    """What appears by itself, and what a client makes of its own."""
    found = client.describe_experiment(ExperimentName="first-aws-tuning-job")
    assert found["Source"]["SourceArn"].endswith("hyper-parameter-tuning-job/first"), found
    components = client.list_trial_components(ExperimentName="first-aws-tuning-job", MaxResults=100)["TrialComponentSummaries"]
    assert len(components) == 6 and all(each["Status"]["PrimaryStatus"] == "Completed" for each in components), components
    one = client.describe_trial_component(TrialComponentName=components[0]["TrialComponentName"])
    assert {"rate", "depth", "kind"} <= set(one["Parameters"]) and one["Metrics"][0]["MetricName"] == "loss", one

    client.create_experiment(ExperimentName="mine", Tags=[{"Key": "team", "Value": "blue"}])
    refused(client.create_experiment, "ValidationException", "already exists", ExperimentName="Mine")
    client.create_trial(TrialName="group", ExperimentName="mine")
    client.create_trial_component(TrialComponentName="run", Parameters={"lr": {"NumberValue": 0.5}})
    for _ in range(2):
        client.associate_trial_component(TrialComponentName="run", TrialName="group")
    put = raw(url, {"TrialComponentName": "run", "MetricData": [
        {"MetricName": "accuracy", "Timestamp": int(time.time()), "Step": step, "Value": step / 10} for step in range(3)]},
        "PUT", "/BatchPutMetrics", Content_Type="application/json")
    assert put.get("Errors", []) == [], put
    wanted = {"Filters": [{"Name": "Parents.ExperimentName", "Operator": "Equals", "Value": "mine"},
                          {"Name": "Parameters.lr.NumberValue", "Operator": "GreaterThan", "Value": "0.4"}]}
    hits = client.search(Resource="ExperimentTrialComponent", SearchExpression=wanted)["Results"]
    assert [hit["TrialComponent"]["TrialComponentName"] for hit in hits] == ["run"], hits
    assert hits[0]["TrialComponent"]["Metrics"][0]["Max"] == 0.2, hits
    refused(client.delete_experiment, "ValidationException", "", ExperimentName="mine")
    client.disassociate_trial_component(TrialComponentName="run", TrialName="group")
    client.delete_trial_component(TrialComponentName="run")
    client.delete_trial(TrialName="group")
    client.delete_experiment(ExperimentName="mine")
    refused(client.describe_experiment, "ResourceNotFound", "", ExperimentName="mine")


def suggested(client, resource, hint):
    answer = client.get_search_suggestions(Resource=resource, SuggestionQuery={"PropertyNameQuery": {"PropertyNameHint": hint}})
    return [each["PropertyName"] for each in answer["PropertyNameSuggestions"]]


def check_search_and_tags(client, url):
    jobs = raw(url, {"Resource": "HyperParameterTuningJob", "SearchExpression": {"Filters": [
        {"Name": "HyperParameterTuningJobStatus", "Operator": "Equals", "Value": "Completed"},
        {"Name": "HyperParameterTuningJobName", "Operator": "Contains", "Value": "irs"}]}}, X_Amz_Target="SageMaker.Search")["Results"]
    assert [job["HyperParameterTuningJob"]["HyperParameterTuningJobName"] for job in jobs] == ["first"], jobs
    trainings = client.search(Resource="TrainingJob", SortBy="CreationTime", SearchExpression={"Filters": [
        {"Name": "HyperParameters.depth", "Operator": "GreaterThanOrEqualTo", "Value": "1"}]})
    assert trainings["TotalHits"]["Value"] == 6 if "TotalHits" in trainings else len(trainings["Results"]) == 6, trainings
    arn = client.describe_hyper_parameter_tuning_job(HyperParameterTuningJobName="first")["HyperParameterTuningJobArn"]
    client.add_tags(ResourceArn=arn, Tags=[{"Key": "team", "Value": "blue"}, {"Key": "cost", "Value": "7"}])
    client.delete_tags(ResourceArn=arn, TagKeys=["cost"])
    assert client.list_tags(ResourceArn=arn)["Tags"] == [{"Key": "team", "Value": "blue"}]
    assert suggested(client, "TrainingJob", "HyperParameters.d") == ["HyperParameters.depth"]
    assert "FinalMetricDataList.loss" in suggested(client, "TrainingJob", "Final")
    assert "Metrics.loss" in suggested(client, "TrainingJob", "Metrics.")
    values = [each["Value"] for training in trainings["Results"] for each in training["TrainingJob"]["FinalMetricDataList"] if each["MetricName"] == "loss"]
    better = client.search(Resource="TrainingJob", SearchExpression={"Filters": [
        {"Name": "HyperParameters.depth", "Operator": "GreaterThanOrEqualTo", "Value": "1"},
        {"Name": "Metrics.loss", "Operator": "LessThan", "Value": str(max(values))}]})["Results"]
    assert len(better) == len(values) - values.count(max(values)) > 0, better
    assert suggested(client, "TrainingJob", "Billable") == ["BillableTimeInSeconds"]
    assert suggested(client, "TrainingJob", "Magic") == []  # Search does not take it
    assert suggested(client, "HyperParameterTuningJob", "Tags.") == ["Tags.team"]


def check_errors(client):
    refused(client.describe_hyper_parameter_tuning_job, "ResourceNotFound", "^Amazon SageMaker can't find a tuning job",
            HyperParameterTuningJobName="nothing")
    error = refused(client.create_hyper_parameter_tuning_job, "ResourceInUse", "already exists", **request("first"))
    assert isinstance(error, client.exceptions.ResourceInUse)
    refused(client.describe_training_job, "ValidationException", r"^Requested resource not found\.$", TrainingJobName="nothing")
    refused(client.stop_hyper_parameter_tuning_job, "ValidationException", "already in status Completed",
            HyperParameterTuningJobName="first")
    wrong = request("wrong")
    wrong["HyperParameterTuningJobConfig"]["Strategy"] = "Magic"
    wrong["TrainingJobDefinition"]["AlgorithmSpecification"]["TrainingInputMode"] = "Telepathy"
    refused(client.create_hyper_parameter_tuning_job, "ValidationException",
            "^2 validation errors detected: Value 'Magic' at 'hyperParameterTuningJobConfig.strategy'", **wrong)
    unknown = request("unknown-image")
    unknown["TrainingJobDefinition"]["AlgorithmSpecification"]["TrainingImage"] = "other:1"
    refused(client.create_hyper_parameter_tuning_job, "ValidationException", "no image of the catalogue", **unknown)
    refused(client.create_hyper_parameter_tuning_job, "ValidationException", "tuner:priority is a whole number",
            **request("urgent"), Tags=[{"Key": "tuner:priority", "Value": "very"}])
    refused(client.list_models, "UnknownOperationException", "ListModels")


def check_lists(client):
    for number in range(12):
        client.create_hyper_parameter_tuning_job(**request("page-%02d" % number, trials=1, parallel=1))
    for number in range(12):
        wait(client, "page-%02d" % number)
    pages = client.get_paginator("list_hyper_parameter_tuning_jobs").paginate(NameContains="PAGE", PaginationConfig={"PageSize": 5})
    names = [[job["HyperParameterTuningJobName"] for job in page["HyperParameterTuningJobSummaries"]] for page in pages]
    assert [len(page) for page in names] == [5, 5, 2] and sum(names, []) == ["page-%02d" % n for n in range(12)], names
    newest = client.list_hyper_parameter_tuning_jobs(SortBy="CreationTime", SortOrder="Descending", MaxResults=1)
    assert newest["HyperParameterTuningJobSummaries"][0]["HyperParameterTuningJobName"] == "page-11"
    assert client.list_hyper_parameter_tuning_jobs(StatusEquals="Failed")["HyperParameterTuningJobSummaries"] == []
    trainings = client.get_paginator("list_training_jobs").paginate(PaginationConfig={"PageSize": 4})
    assert len({job["TrainingJobName"] for page in trainings for job in page["TrainingJobSummaries"]}) == 18
    refused(client.list_hyper_parameter_tuning_jobs, "ValidationException", "NextToken", NextToken="nonsense")


def check_failures(client):
    client.create_hyper_parameter_tuning_job(**request("hopeless", trials=20, kinds=("broken",)),
                                             Tags=[{"Key": "tuner:priority", "Value": "3"}])
    job = wait(client, "hopeless")
    assert job["HyperParameterTuningJobStatus"] == "Failed" and "failed in the same way" in job["FailureReason"], job
    assert "BestTrainingJob" not in job and job["TrainingJobStatusCounters"]["NonRetryableError"] >= 5, job
    failed = client.list_training_jobs_for_hyper_parameter_tuning_job(
        HyperParameterTuningJobName="hopeless", StatusEquals="Failed")["TrainingJobSummaries"][0]
    assert "no such kind" in failed["FailureReason"] and failed["ObjectiveStatus"] == "Failed", failed


def check_stop_and_delete(client):
    client.create_hyper_parameter_tuning_job(**request("endless", trials=751, parallel=11, static={"wait-for": "never"}))
    until(lambda: client.describe_hyper_parameter_tuning_job(HyperParameterTuningJobName="endless"),
          lambda job: job["TrainingJobStatusCounters"]["InProgress"] == 2)
    refused(client.delete_hyper_parameter_tuning_job, "ValidationException", "not in a terminal state",
            HyperParameterTuningJobName="endless") if hasattr(client, "delete_hyper_parameter_tuning_job") else None
    client.stop_hyper_parameter_tuning_job(HyperParameterTuningJobName="endless")
    assert client.describe_hyper_parameter_tuning_job(
        HyperParameterTuningJobName="endless")["HyperParameterTuningJobStatus"] in ("Stopping", "Stopped")
    job = wait(client, "endless")
    assert job["HyperParameterTuningJobStatus"] == "Stopped" and job["TrainingJobStatusCounters"]["Stopped"] == 2, job


def check_command_line(url):
    environment = {**os.environ, "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_DEFAULT_REGION": "eu-west-1"}

    def aws(*arguments):
        done = subprocess.run(["aws", "--endpoint-url", url, "--output", "json", "sagemaker", *arguments],
                              env=environment, capture_output=True, text=True, timeout=100)
        assert done.returncode == 0, done
        return json.loads(done.stdout) if done.stdout else {}

    aws("create-hyper-parameter-tuning-job", "--cli-input-json", json.dumps(request("by-hand", trials=2)))
    job = until(lambda: aws("describe-hyper-parameter-tuning-job", "--hyper-parameter-tuning-job-name", "by-hand"),
                lambda job: job["HyperParameterTuningJobStatus"] != "InProgress")
    assert job["HyperParameterTuningJobStatus"] == "Completed" and "BestTrainingJob" in job, job
    names = aws("get-search-suggestions", "--resource", "TrainingJob", "--suggestion-query",
                json.dumps({"PropertyNameQuery": {"PropertyNameHint": "HyperParameters.k"}}))["PropertyNameSuggestions"]
    assert names == [{"PropertyName": "HyperParameters.kind"}], names


def check_restart(folder):
    """Killed in the midst of a job, it goes on with it, and nothing runs twice."""
    with Server(folder) as server:
        server.client.create_hyper_parameter_tuning_job(**request("survivor", trials=3, static={"wait-for": "go"}))
        until(lambda: server.client.describe_hyper_parameter_tuning_job(HyperParameterTuningJobName="survivor"),
              lambda job: job["TrainingJobStatusCounters"]["InProgress"] == 2)
        server.end(signal.SIGKILL)
    with Server(folder) as server:
        assert "went on with 1 job" in server.said, server.said
        go = os.open(folder / "go", os.O_RDWR)
        job = wait(server.client, "survivor")
        os.close(go)
        assert job["TrainingJobStatusCounters"]["Completed"] == 3, job
        trials = subprocess.run([TUNER, "--home", folder / "home", "--json", "trials", "survivor"],
                                capture_output=True, text=True, timeout=60)
        assert [trial["attempts"] for trial in json.loads(trials.stdout)["trials"]] == [1, 1, 1], trials
        server.end()
        assert server.process.returncode == 0


def check_account_limits(folder):
    """What the other server has taken."""
    with Server(folder, "--strict-limits") as server:
        refused(server.client.create_hyper_parameter_tuning_job, "ResourceLimitExceeded", "is 750, .* is 10, ",
                **request("large", trials=751, parallel=11))
        server.client.create_hyper_parameter_tuning_job(**request("small", trials=2))
        assert wait(server.client, "small")["HyperParameterTuningJobStatus"] == "Completed"


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "train.py").write_text(TRAINING)
        (folder / "catalogue.yaml").write_text(CATALOGUE)
        for pipe in ("go", "never"):
            os.mkfifo(folder / pipe)
        with Server(folder) as server:
            check_logs(server.url, check_a_job(server.client))
            check_search_and_tags(server.client, server.url)
            check_experiments(server.client, server.url)
            check_errors(server.client)
            check_lists(server.client)
            check_failures(server.client)
            check_stop_and_delete(server.client)
            check_command_line(server.url)
        check_restart(folder)
        check_account_limits(folder)


main()
