// The server as Amazon's JavaScript SDK sees it, with signed requests.
//
//     node serve_test.mjs TUNER

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import * as sm from "@aws-sdk/client-sagemaker";

const KEYS = `
access_keys:
  - {id: READER, secret: "secret of READER", role: read}
  - {id: ANN, secret: "secret of ANN", role: submit}
`;
const CATALOGUE = `
images:
  trainer: {command: [/bin/sh, -c, 'echo "loss=$SM_HP_RATE"'], folder: .}
  waiting: {command: [/bin/sh, -c, "read line < never"], folder: .}
`;

async function startServer(tuner, folder) {
  writeFileSync(join(folder, "keys.yaml"), KEYS, { mode: 0o600 });
  writeFileSync(join(folder, "catalogue.yaml"), CATALOGUE);
  execFileSync("mkfifo", [join(folder, "never")]);  // nobody writes to it
  const server = spawn(
    tuner,
    ["--home", join(folder, "home"), "serve", "--port", "0", "--keys", join(folder, "keys.yaml"),
      "--catalogue", join(folder, "catalogue.yaml")],
    { stdio: ["ignore", "pipe", "ignore"] });
  const [line] = await once(createInterface({ input: server.stdout }), "line");
  return { server, endpoint: line.match(/http:\/\/\S+:\d+/)[0] };
}

const clientOf = (endpoint, accessKeyId, secretAccessKey = `secret of ${accessKeyId}`) =>
  new sm.SageMakerClient({ endpoint, region: "eu-west-1", maxAttempts: 1, credentials: { accessKeyId, secretAccessKey } });

const request = (name, image = "trainer") => ({
  HyperParameterTuningJobName: name,
  HyperParameterTuningJobConfig: {
    Strategy: "Random",
    HyperParameterTuningJobObjective: { Type: "Minimize", MetricName: "loss" },
    ResourceLimits: { MaxNumberOfTrainingJobs: 5, MaxParallelTrainingJobs: 2 },
    ParameterRanges: { ContinuousParameterRanges: [{ Name: "rate", MinValue: "0.1", MaxValue: "1.0" }] },
    RandomSeed: 7,
  },
  TrainingJobDefinition: {
    AlgorithmSpecification: {
      TrainingImage: image, TrainingInputMode: "File", MetricDefinitions: [{ Name: "loss", Regex: "loss=([0-9.]+)" }],
    },
    RoleArn: "arn:aws:iam::123456789012:role/training",
    OutputDataConfig: { S3OutputPath: "s3://bucket/out" },
    ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 1, VolumeSizeInGB: 10 },
    StoppingCondition: { MaxRuntimeInSeconds: 600 },
  },
  Tags: [{ Key: "team", Value: "blue" }],
});

async function ended(client, name) {
  for (;;) {
    const job = await client.send(new sm.DescribeHyperParameterTuningJobCommand({ HyperParameterTuningJobName: name }));
    if (!["InProgress", "Stopping"].includes(job.HyperParameterTuningJobStatus)) return job;
  }
}

async function checkKeys(endpoint, ann) {
  const list = new sm.ListTrainingJobsCommand({});
  await assert.rejects(clientOf(endpoint, "ANN", "another").send(list), { name: "InvalidSignatureException" });
  await assert.rejects(clientOf(endpoint, "NOBODY").send(list), { name: "UnrecognizedClientException" });
  const reader = clientOf(endpoint, "READER");
  await assert.rejects(
    reader.send(new sm.CreateHyperParameterTuningJobCommand(request("by-reader"))), { name: "AccessDeniedException" });
  assert.deepEqual((await reader.send(list)).TrainingJobSummaries, []);
  assert.deepEqual((await ann.send(list)).TrainingJobSummaries, []);
}

async function checkJob(client) {
  const { HyperParameterTuningJobArn: arn } =
    await client.send(new sm.CreateHyperParameterTuningJobCommand(request("first")));
  const job = await ended(client, "first");
  assert.equal(job.HyperParameterTuningJobStatus, "Completed");
  assert.ok(job.CreationTime instanceof Date && job.CreationTime <= job.HyperParameterTuningEndTime);
  assert.equal(job.HyperParameterTuningJobConfig.RandomSeed, 7);

  const children = [];
  const pages = sm.paginateListTrainingJobsForHyperParameterTuningJob(
    { client, pageSize: 2 },
    { HyperParameterTuningJobName: "first", SortBy: "FinalObjectiveMetricValue", SortOrder: "Ascending" });
  for await (const page of pages) children.push(...page.TrainingJobSummaries);
  const values = children.map((child) => child.FinalHyperParameterTuningJobObjectiveMetric.Value);
  assert.deepEqual(values, [...values].sort((a, b) => a - b));
  assert.equal(children.length, 5);
  assert.equal(job.BestTrainingJob.TrainingJobName, children[0].TrainingJobName);

  await client.send(new sm.AddTagsCommand({ ResourceArn: arn, Tags: [{ Key: "stage", Value: "trial" }] }));
  await client.send(new sm.DeleteTagsCommand({ ResourceArn: arn, TagKeys: ["team"] }));
  const { Tags: tags } = await client.send(new sm.ListTagsCommand({ ResourceArn: arn }));
  assert.deepEqual(tags, [{ Key: "stage", Value: "trial" }]);
}

async function checkErrors(client) {
  await assert.rejects(client.send(new sm.CreateHyperParameterTuningJobCommand(request("first"))), sm.ResourceInUse);
  await assert.rejects(
    client.send(new sm.DescribeHyperParameterTuningJobCommand({ HyperParameterTuningJobName: "nothing" })), sm.ResourceNotFound);
  const wrong = request("wrong");
  wrong.HyperParameterTuningJobConfig.Strategy = "Magic";
  await assert.rejects(
    client.send(new sm.CreateHyperParameterTuningJobCommand(wrong)),
    { name: "ValidationException", message: /^1 validation error detected: Value 'Magic'/ });
}

async function checkStopAndDelete(client) {
  const job = { HyperParameterTuningJobName: "endless" };
  await client.send(new sm.CreateHyperParameterTuningJobCommand(request("endless", "waiting")));
  await assert.rejects(
    client.send(new sm.DeleteHyperParameterTuningJobCommand(job)), { name: "ValidationException", message: /not in a terminal state/ });
  await client.send(new sm.StopHyperParameterTuningJobCommand(job));
  assert.equal((await ended(client, "endless")).HyperParameterTuningJobStatus, "Stopped");
  await client.send(new sm.DeleteHyperParameterTuningJobCommand(job));
  await assert.rejects(client.send(new sm.DescribeHyperParameterTuningJobCommand(job)), sm.ResourceNotFound);
}

async function checkExperiments(client) {
  const found = async (resource, name, value) => {
    const answer = await client.send(new sm.SearchCommand({
      Resource: resource, SearchExpression: { Filters: [{ Name: name, Operator: "Equals", Value: value }] } }));
    return answer.Results;
  };
  await client.send(new sm.CreateExperimentCommand({ ExperimentName: "study" }));
  await client.send(new sm.CreateTrialCommand({ ExperimentName: "study", TrialName: "group" }));
  await client.send(new sm.CreateTrialComponentCommand({
    TrialComponentName: "part", Parameters: { depth: { NumberValue: 3 }, kind: { StringValue: "plain" } } }));
  const pair = { TrialComponentName: "part", TrialName: "group" };
  assert.deepEqual(await found("ExperimentTrialComponent", "Parents.TrialName", "group"), []);
  await client.send(new sm.AssociateTrialComponentCommand(pair));
  const results = await found("ExperimentTrialComponent", "Parents.TrialName", "group");
  assert.equal(results.length, 1);
  assert.deepEqual(results[0].TrialComponent.Parameters, { depth: { NumberValue: 3 }, kind: { StringValue: "plain" } });
  await assert.rejects(client.send(new sm.DeleteTrialCommand({ TrialName: "group" })), { name: "ValidationException" });

  const automatic = await client.send(new sm.ListTrialComponentsCommand({ ExperimentName: "first-aws-tuning-job" }));
  assert.equal(automatic.TrialComponentSummaries.length, 5);
}

const folder = mkdtempSync(join(tmpdir(), "serve-test-"));
const { server, endpoint } = await startServer(process.argv[2], folder);
try {
  const ann = clientOf(endpoint, "ANN");
  await checkKeys(endpoint, ann);
  await checkJob(ann);
  await checkErrors(ann);
  await checkStopAndDelete(ann);
  await checkExperiments(ann);
} finally {
  server.kill("SIGTERM");
  await once(server, "exit");
  rmSync(folder, { recursive: true });
}
