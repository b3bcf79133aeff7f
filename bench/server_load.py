#!/usr/bin/python3
"""How fast `tuner serve` answers, with 1,000 jobs and 100,000 trials in its home while 100 jobs run.

    bench/server_load.py --build build/release [--jobs 1000] [--trials 100] [--running 100] [--rate 500] [--seconds 20] [--pollers 1000]

Prints the latency of Describe and List at RATE requests a second (from the moment at which a request was due, so that a late answer
makes those behind it late, too), that of what reads all jobs, one call after the other, the time from a Create to the start of its first training, and what POLLERS clients cost that ask
Describe every 5 seconds. The clients share the machine's cores with the server.
"""
import argparse
import asyncio
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

CATALOGUE = """
images:
  waiting: {command: [/bin/sh, -c, "exec sleep 1000"], folder: .}
  stamping: {command: [/bin/sh, -c, "date +%s%N > stamp; echo loss=1"], folder: .}
"""


def request(operation, body):
    text = json.dumps(body)
    return (f"POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: SageMaker.{operation}\r\nContent-Type: application/x-amz-json-1.1\r\n"
            f"Content-Length: {len(text)}\r\n\r\n{text}").encode()


def creation(name, image, trials):
    return {
        "HyperParameterTuningJobName": name,
        "HyperParameterTuningJobConfig": {
            "Strategy": "Random",
            "HyperParameterTuningJobObjective": {"Type": "Minimize", "MetricName": "loss"},
            "ResourceLimits": {"MaxNumberOfTrainingJobs": trials, "MaxParallelTrainingJobs": 1},
            "ParameterRanges": {"ContinuousParameterRanges": [{"Name": "x", "MinValue": "0", "MaxValue": "1"}]},
        },
        "TrainingJobDefinition": {
            "AlgorithmSpecification": {"TrainingImage": image, "TrainingInputMode": "File", "MetricDefinitions": [{"Name": "loss", "Regex": "loss=(.*)"}]},
            "RoleArn": "arn:aws:iam::123456789012:role/training", "OutputDataConfig": {"S3OutputPath": "s3://bucket/out"},
            "ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 10}, "StoppingCondition": {"MaxRuntimeInSeconds": 3000},
        },
    }


class Connection:
    async def open(self, port):
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", port)
        return self

    async def call(self, message):
        self.writer.write(message)
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        body = await self.reader.readexactly(length)
        assert head.startswith(b"HTTP/1.1 200"), (head, body)
        return json.loads(body) if body else {}


async def at_rate(port, rate, seconds, message_of):
    """Latencies in milliseconds; each request on the connection that is free, of 32."""
    connections = asyncio.Queue()
    for _ in range(32):
        connections.put_nowait(await Connection().open(port))
    latencies, began = [], time.perf_counter()

    async def one(due, message):
        connection = await connections.get()
        await connection.call(message)
        latencies.append(1000 * (time.perf_counter() - due))
        connections.put_nowait(connection)

    tasks = []
    for i in range(int(rate * seconds)):
        due = began + i / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        tasks.append(asyncio.create_task(one(due, message_of(i))))
    await asyncio.gather(*tasks)
    return latencies


async def alone(port, message, times):
    """The median of so many calls, one after the other, in milliseconds."""
    connection, latencies = await Connection().open(port), []
    for _ in range(times):
        began = time.perf_counter()
        await connection.call(message)
        latencies.append(1000 * (time.perf_counter() - began))
    return statistics.median(latencies)


def processor_seconds(process):
    fields = pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def polling(port, process, pollers, running, seconds):
    """The share of one core that the server takes."""
    connections = [await Connection().open(port) for _ in range(pollers)]

    async def poll(i, connection, end):
        await asyncio.sleep(5 * i / pollers)
        while time.perf_counter() < end:
            await connection.call(request("DescribeHyperParameterTuningJob", {"HyperParameterTuningJobName": f"running-{i % running}"}))
            await asyncio.sleep(5)

    before, began = processor_seconds(process), time.perf_counter()
    await asyncio.gather(*(poll(i, each, began + seconds) for i, each in enumerate(connections)))
    return (processor_seconds(process) - before) / (time.perf_counter() - began)


def say(what, latencies):
    cuts = statistics.quantiles(latencies, n=1000, method="inclusive")
    print(f"{what:<34} p50 {cuts[499]:6.2f} ms   p99 {cuts[989]:6.2f} ms   p99.9 {cuts[998]:6.2f} ms   of {len(latencies)}", flush=True)


async def creation_to_start(port, folder, times):
    """Milliseconds from sending a Create to the first line of its training."""
    connection, stamp, waits = await Connection().open(port), folder / "stamp", []
    for i in range(times):
        stamp.unlink(missing_ok=True)
        began = time.time_ns()
        await connection.call(request("CreateHyperParameterTuningJob", creation(f"stamp-{i}", "stamping", 1)))
        while not stamp.exists() or not (text := stamp.read_text().strip()):
            await asyncio.sleep(0.002)
        waits.append((int(text) - began) / 1e6)
    return waits


async def measure(options, port, process, folder):
    connection = await Connection().open(port)
    for i in range(options.running):
        await connection.call(request("CreateHyperParameterTuningJob", creation(f"running-{i}", "waiting", 1)))
    names = ["soak" if i == 0 else f"soak-{i + 1}" for i in range(options.jobs)]
    describe = lambda i: request("DescribeHyperParameterTuningJob", {"HyperParameterTuningJobName": names[i * 7919 % len(names)]})
    trials = lambda i: request("ListTrainingJobsForHyperParameterTuningJob", {"HyperParameterTuningJobName": names[i * 7919 % len(names)], "MaxResults": 10})
    jobs = lambda i: request("ListHyperParameterTuningJobs", {"MaxResults": 10})
    print(f"{options.jobs} jobs of {options.trials} trials, {options.running} jobs running, {options.rate} requests a second")
    for name, message_of in (("DescribeHyperParameterTuningJob", describe), ("ListTrainingJobsForHyper…", trials), ("ListHyperParameterTuningJobs", jobs),
                             ("the three in turn", lambda i: (describe, trials, jobs)[i % 3](i))):
        say(name, await at_rate(port, options.rate, options.seconds, message_of))
    for name, message in (("ListTrainingJobs", request("ListTrainingJobs", {"MaxResults": 10})),
                          ("ListTrialComponents", request("ListTrialComponents", {"MaxResults": 10})),
                          ("Search, all training jobs", request("Search", {"Resource": "TrainingJob", "MaxResults": 10})),
                          ("Search, all trial components", request("Search", {"Resource": "ExperimentTrialComponent", "MaxResults": 10}))):
        print(f"{name:<34} {await alone(port, message, 9):8.1f} ms   the median of 9, one after the other", flush=True)
    memory = pathlib.Path(f"/proc/{process}/status").read_text().split("VmHWM:")[1].split()[0]
    print(f"the server's memory                {int(memory) // 1024:6} MB at most")
    say("Create to start of the training", await creation_to_start(port, folder, 30))
    share = await polling(port, process, options.pollers, options.running, 20)
    print(f"{options.pollers} clients that poll every 5 s     {100 * share:.1f} % of one core")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True, type=pathlib.Path)
    for name, default in (("jobs", 1000), ("trials", 100), ("running", 100), ("rate", 500), ("seconds", 20), ("pollers", 1000)):
        parser.add_argument("--" + name, type=int, default=default)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        subprocess.run([options.build / "bench/soak", "--home", folder / "home", "--jobs", str(options.jobs), "--trials", str(options.trials), "--points", "3"],
                       check=True, stdout=subprocess.DEVNULL)
        (folder / "catalogue.yaml").write_text(CATALOGUE)
        server = subprocess.Popen([options.build / "service/tuner", "--home", folder / "home", "serve", "--port", "0", "--catalogue", folder / "catalogue.yaml",
                                   "--slots", str(options.running + 8)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            port = int(server.stdout.readline().split(";")[0].strip().rsplit(":", 1)[1])
            asyncio.run(measure(options, port, server.pid, folder))
        finally:
            for i in range(options.running):
                subprocess.run([options.build / "service/tuner", "--home", folder / "home", "stop", f"running-{i}"], capture_output=True)
            time.sleep(2)
            server.terminate()
            server.wait()


if __name__ == "__main__":
    sys.exit(main())
