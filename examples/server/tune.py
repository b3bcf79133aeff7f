"""Tunes examples/sagemaker_script by a server: tune.py http://127.0.0.1:8471 [NAME]"""

import json
import pathlib
import sys
import time

import boto3

request = json.loads((pathlib.Path(__file__).parent.parent / "sagemaker_script" / "request.json").read_text())
client = boto3.client("sagemaker", endpoint_url=sys.argv[1], region_name="us-west-2",
                      aws_access_key_id="any", aws_secret_access_key="any")
request["HyperParameterTuningJobConfig"].pop("RandomSeed")  # Debian's boto3 is older than this member
name = request["HyperParameterTuningJobName"] = (sys.argv[2:] or [request["HyperParameterTuningJobName"]])[0]
try:
    client.create_hyper_parameter_tuning_job(**request)
except client.exceptions.ResourceInUse:
    sys.exit(f"{name} is there already; another name makes another job: tune.py {sys.argv[1]} NAME")


def describe():
    return client.describe_hyper_parameter_tuning_job(HyperParameterTuningJobName=name)


while describe()["HyperParameterTuningJobStatus"] in ("InProgress", "Stopping"):
    time.sleep(1)


def row(job):
    value = job.get("FinalHyperParameterTuningJobObjectiveMetric", {}).get("Value", float("nan"))
    tuned = " ".join("%s=%s" % pair for pair in sorted(job["TunedHyperParameters"].items()))
    return "%-34s %-10s %8.5f  %s" % (job["TrainingJobName"], job["TrainingJobStatus"], value, tuned)


pages = client.get_paginator("list_training_jobs_for_hyper_parameter_tuning_job").paginate(HyperParameterTuningJobName=name)
print("\n".join(row(job) for page in pages for job in page["TrainingJobSummaries"]))
print("best:\n" + row(describe()["BestTrainingJob"]))
components = client.get_paginator("list_trial_components").paginate(ExperimentName=name + "-aws-tuning-job")
print("components of the experiment %s-aws-tuning-job:" % name)
print("\n".join(each["TrialComponentName"] for page in components for each in page["TrialComponentSummaries"]))
