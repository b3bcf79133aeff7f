"""What the SageMaker Python SDK 2.257 sends, call by call, as raw HTTP; and every member of the answers that it reads without asking whether
it is there.

    sdk_traces_test.py TUNER
"""

import json
import pathlib
import sys
import tempfile
import urllib.request

from serve_process import Serving, ask

TUNER = sys.argv[1]

TRAINING = """
import json, os
given = json.loads(os.environ["SM_HPS"])
print("loss=%r" % (given["rate"] + (given["solver"] == "sgd")))
open(os.path.join(os.environ["SM_MODEL_DIR"], "model"), "w").close()
"""
CATALOGUE = """
images: {"trainer": {command: [/usr/bin/python3, train.py], folder: .}}
prefixes: {"s3://b": .}
"""
IN_PROGRESS = ("InProgress", "Stopping")


class Session:
    """One call of the SDK's client after the other."""

    def __init__(self, url):
        self.url = url

    def send(self, operation, body):
        status, text = ask(urllib.request.Request(self.url, json.dumps(body).encode(), {
            "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "SageMaker." + operation,
            "User-Agent": "AWS-SageMaker-Python-SDK/2.257.1 Python/3.11 Linux/6.1 Botocore/1.42"}))
        return status, json.loads(text) if text else {}

    def call(self, operation, **body):
        status, answer = self.send(operation, body)
        assert status == 200, (operation, status, answer)
        return answer

    def refused(self, operation, **body):
        status, answer = self.send(operation, body)
        assert status == 400, (operation, status, answer)
        return answer

    def wait(self, name):
        """tuner.wait()"""
        while True:
            job = self.call("DescribeHyperParameterTuningJob", HyperParameterTuningJobName=name)
            if job["HyperParameterTuningJobStatus"] not in IN_PROGRESS:
                return job


# Framework estimators send static values and categories as JSON.
STATIC = {
    "epochs": "3", "sagemaker_container_log_level": "20", "sagemaker_estimator_class_name": '"PyTorch"',
    "sagemaker_estimator_module": '"sagemaker.pytorch.estimator"', "sagemaker_program": '"train.py"', "sagemaker_region": '"eu-west-1"',
    "sagemaker_submit_directory": '"s3://b/code/sourcedir.tar.gz"', "sagemaker_job_name": '"trainer-2026"'}
RANGES = {
    "ContinuousParameterRanges": [{"Name": "rate", "MinValue": "0.1", "MaxValue": "0.9", "ScalingType": "Auto"}],
    "IntegerParameterRanges": [],
    "CategoricalParameterRanges": [{"Name": "solver", "Values": ['"adam"', '"sgd"']}],
}
OBJECTIVE = {"Type": "Minimize", "MetricName": "loss"}


def definition(**more):
    return {
        "StaticHyperParameters": STATIC,
        "RoleArn": "arn:aws:iam::123456789012:role/training",
        "OutputDataConfig": {"S3OutputPath": "s3://b/out"},
        "HyperParameterTuningResourceConfig": {"InstanceCount": 1, "InstanceType": "ml.c5.xlarge", "VolumeSizeInGB": 30},
        "StoppingCondition": {"MaxRuntimeInSeconds": 86400},
        "AlgorithmSpecification": {"TrainingImage": "trainer", "TrainingInputMode": "File", "MetricDefinitions": [{"Name": "loss", "Regex": "loss=(.*)"}]},
        **more,
    }


def creation(name, trials=4, **more):
    return {
        "HyperParameterTuningJobName": name,
        "HyperParameterTuningJobConfig": {
            "Strategy": "Bayesian", "ResourceLimits": {"MaxNumberOfTrainingJobs": trials, "MaxParallelTrainingJobs": 2},
            "TrainingJobEarlyStoppingType": "Off", "HyperParameterTuningJobObjective": OBJECTIVE, "ParameterRanges": RANGES},
        "TrainingJobDefinition": definition(),
        **more,
    }


def check_fit(session):
    """tuner.fit(wait=True), .best_training_job(), .describe(), .analytics().dataframe()"""
    session.call("CreateHyperParameterTuningJob", **creation("first"))
    job = session.wait("first")
    assert job["HyperParameterTuningJobStatus"] == "Completed", job
    best = job["BestTrainingJob"]["TrainingJobName"]
    rows, page = [], {}
    while True:
        answer = session.call("ListTrainingJobsForHyperParameterTuningJob", HyperParameterTuningJobName="first", MaxResults=100, **page)
        rows += answer["TrainingJobSummaries"]
        if "NextToken" not in answer:
            break
        page = {"NextToken": answer["NextToken"]}
    assert len(rows) == 4
    for row in rows:
        assert set(row["TunedHyperParameters"]) == {"rate", "solver"} and row["TunedHyperParameters"]["solver"] in ('"adam"', '"sgd"'), row
        assert row["TrainingStartTime"] <= row["TrainingEndTime"] and row["TrainingJobStatus"] == "Completed", row
    value = {row["TrainingJobName"]: row["FinalHyperParameterTuningJobObjectiveMetric"]["Value"] for row in rows}
    assert value[best] == min(value.values()), value
    return best


def check_tuner_attach(session, name, definitions):
    """HyperparameterTuner.attach(name): each member is read as it stands here."""
    job = session.call("DescribeHyperParameterTuningJob", HyperParameterTuningJobName=name)
    config = job["HyperParameterTuningJobConfig"]
    assert config["Strategy"] == "Bayesian" and config["TrainingJobEarlyStoppingType"] == "Off", config
    assert config["ResourceLimits"]["MaxNumberOfTrainingJobs"] == 4, config
    several = job.get("TrainingJobDefinitions")
    for each in several or [job["TrainingJobDefinition"]]:
        del each["StaticHyperParameters"]["_tuning_objective_metric"]
        if several:
            assert each["DefinitionName"] in definitions and each["TuningObjective"]["MetricName"] == "loss", each
        ranges = each["HyperParameterRanges"] if several else config["ParameterRanges"]
        for kind in ("ContinuousParameterRanges", "IntegerParameterRanges", "CategoricalParameterRanges"):
            assert isinstance(ranges[kind], list), ranges
        assert each["ResourceConfig"] == {"InstanceCount": 1, "InstanceType": "ml.c5.xlarge", "VolumeSizeInGB": 30}, each
        algorithm = each["AlgorithmSpecification"]
        assert algorithm["TrainingImage"] == "trainer" and algorithm["TrainingInputMode"] == "File" and algorithm["MetricDefinitions"], algorithm
        assert each["RoleArn"] and each["OutputDataConfig"]["S3OutputPath"] == "s3://b/out" and each["StoppingCondition"]["MaxRuntimeInSeconds"] == 86400
        assert each["StaticHyperParameters"] == STATIC, each
    if not several:
        assert config["HyperParameterTuningJobObjective"] == OBJECTIVE, config


def check_estimator_attach(session, name):
    """tuner.best_estimator() and Estimator.attach(name)"""
    for _ in range(2):
        training = session.call("DescribeTrainingJob", TrainingJobName=name)
        assert training["OutputDataConfig"] == {"KmsKeyId": "", "S3OutputPath": "s3://b/out"}, training["OutputDataConfig"]
        assert training["HyperParameters"]["sagemaker_estimator_class_name"] == '"PyTorch"', training
        assert training["AlgorithmSpecification"]["TrainingImage"] == "trainer" and training["AlgorithmSpecification"]["TrainingInputMode"] == "File"
        assert training["ResourceConfig"]["InstanceType"] == "ml.c5.xlarge" and training["StoppingCondition"]["MaxRuntimeInSeconds"] == 86400
        assert training["RoleArn"] and training["TrainingJobStatus"] not in IN_PROGRESS, training
        assert training["ModelArtifacts"]["S3ModelArtifacts"], training
        assert session.call("ListTags", ResourceArn=training["TrainingJobArn"])["Tags"] == [], training


def check_warm_start(session):
    """transfer_learning_tuner().fit(), identical_dataset_and_algorithm_tuner().fit()"""
    for kind in ("TransferLearning", "IdenticalDataAndAlgorithm"):
        name = "warm-" + kind[:5].lower()
        session.call("CreateHyperParameterTuningJob", **creation(name, WarmStartConfig={
            "WarmStartType": kind, "ParentHyperParameterTuningJobs": [{"HyperParameterTuningJobName": "first"}]}))
        job = session.wait(name)
        assert job["WarmStartConfig"]["WarmStartType"] == kind and job["HyperParameterTuningJobStatus"] == "Completed", job


def check_several(session):
    """HyperparameterTuner.create(...).fit() with two estimators"""
    body = creation("several")
    del body["TrainingJobDefinition"], body["HyperParameterTuningJobConfig"]["HyperParameterTuningJobObjective"]
    del body["HyperParameterTuningJobConfig"]["ParameterRanges"]
    body["TrainingJobDefinitions"] = [definition(DefinitionName=name, TuningObjective=OBJECTIVE, HyperParameterRanges=RANGES) for name in ("one", "two")]
    session.call("CreateHyperParameterTuningJob", **body)
    job = session.wait("several")
    assert job["HyperParameterTuningJobStatus"] == "Completed", job
    assert job["BestTrainingJob"]["TrainingJobDefinitionName"] in ("one", "two"), job
    check_tuner_attach(session, "several", {"one", "two"})


def check_stop(session):
    """tuner.stop_tuning_job() of one that has ended: a ValidationException, which the SDK swallows"""
    answer = session.refused("StopHyperParameterTuningJob", HyperParameterTuningJobName="first")
    assert answer["__type"].endswith("ValidationException"), answer


def check_none_yet(session):
    """best_training_job() of a job without one asks whether the member is there; wait() reads why it failed."""
    body = creation("none", trials=6)
    body["TrainingJobDefinition"]["AlgorithmSpecification"]["MetricDefinitions"] = [{"Name": "loss", "Regex": "no such line (.*)"}]
    session.call("CreateHyperParameterTuningJob", **body)
    job = session.wait("none")
    assert job["TrainingJobStatusCounters"]["Completed"] >= 5 and job["ObjectiveStatusCounters"]["Succeeded"] == 0, job
    assert "BestTrainingJob" not in job and job["HyperParameterTuningJobStatus"] == "Failed" and job["FailureReason"], job


def check_estimator_fit(session):
    """estimator.fit(wait=True, logs=False), with what the SDK adds by itself, and Estimator.attach()"""
    session.call(
        "CreateTrainingJob", TrainingJobName="trainer-2026-11-27-10-00-00-123", RoleArn="arn:aws:iam::123456789012:role/training",
        AlgorithmSpecification={"TrainingImage": "trainer", "TrainingInputMode": "File", "MetricDefinitions": [{"Name": "loss", "Regex": "loss=(.*)"}]},
        OutputDataConfig={"S3OutputPath": "s3://b/out"}, StoppingCondition={"MaxRuntimeInSeconds": 86400},
        ResourceConfig={"InstanceCount": 1, "InstanceType": "ml.c5.xlarge", "VolumeSizeInGB": 30},
        HyperParameters={**STATIC, "rate": "0.5", "solver": '"adam"'},
        DebugHookConfig={"S3OutputPath": "s3://b/out", "CollectionConfigurations": []},
        ProfilerConfig={"S3OutputPath": "s3://b/out", "DisableProfiler": False})
    while True:
        job = session.call("DescribeTrainingJob", TrainingJobName="trainer-2026-11-27-10-00-00-123")
        if job["TrainingJobStatus"] not in IN_PROGRESS:
            break
        assert job["SecondaryStatus"] and job["SecondaryStatusTransitions"][-1]["StatusMessage"], job
    assert job["TrainingJobStatus"] == "Completed" and job["BillableTimeInSeconds"] and job["TrainingTimeInSeconds"], job
    assert job["ProfilerConfig"]["S3OutputPath"] == "s3://b/out" and "TuningJobArn" not in job, job
    check_estimator_attach(session, job["TrainingJobName"])


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "train.py").write_text(TRAINING)
        (folder / "catalogue.yaml").write_text(CATALOGUE)
        with Serving(TUNER, folder / "home", "--catalogue", folder / "catalogue.yaml", "--slots", "2") as server:
            session = Session(server.url)
            best = check_fit(session)
            check_tuner_attach(session, "first", set())
            check_estimator_attach(session, best)
            check_warm_start(session)
            check_several(session)
            check_stop(session)
            check_none_yet(session)
            check_estimator_fit(session)


main()
