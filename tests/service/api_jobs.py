"""Jobs, trials, metrics and the event stream of the native API, for api_test.py."""

import json
import os
import subprocess

from api_client import Client

SPIKE = 700

TRAINING = """
import sys
for step in range(3000):
    print("loss=%d" % (99 if step == {spike} else step % 7))
print("val/loss=%s" % sys.argv[1], flush=True)
if len(sys.argv) > 2:
    open(sys.argv[2]).close()  # a pipe: until somebody writes to it
""".replace("{spike}", str(SPIKE))

JOB = """
name: %(name)s
command: [/usr/bin/python3, train.py, "{rate}"%(more)s]
parameters: {rate: {type: continuous, min: 0.0, max: 1.0}}
objective: {metric: val/loss, goal: minimize}
metrics: {val/loss: "val/loss=([0-9.e-]+)", loss: "^loss=([0-9.]+)"}
strategy: random
seed: 3
limits: {trials: %(trials)d, parallel: 1}
"""

SEVERAL = """
name: several
command: [/usr/bin/python3, -c, "x = {rate}; print('loss=%s size=%s time=%s' % (x, 1 - x, x / 2))"]
parameters: {rate: {type: continuous, min: 0.0, max: 1.0}, depth: {type: integer, min: 1, max: 3}, kind: {type: categorical, values: [a, b]}}
objectives: [{metric: loss, goal: minimize}, {metric: size, goal: minimize}]
constraints: [{metric: time, max: 0.25}]
metrics: {loss: "loss=([0-9.e-]+)", size: "size=([0-9.e-]+)", time: "time=([0-9.e-]+)"}
strategy: random
seed: 3
limits: {trials: 4, parallel: 1}
"""


def write_job(tuner, folder, name, trials=5, more=""):
    (folder / (name + ".yaml")).write_text(JOB % {"name": name, "trials": trials, "more": more})
    return [tuner, "--home", folder / "home", "run", folder / (name + ".yaml")]


def prepare(tuner, folder):
    """A home with the jobs first, second and several, newest last."""
    (folder / "train.py").write_text(TRAINING)
    (folder / "several.yaml").write_text(SEVERAL)
    several = [tuner, "--home", folder / "home", "run", folder / "several.yaml"]
    for command in (write_job(tuner, folder, "first"), write_job(tuner, folder, "second", trials=1), several):
        done = subprocess.run(command, capture_output=True, text=True, timeout=100)
        assert done.returncode == 0, done


def shown(tuner, folder, name):
    """What the command line says of a job."""
    done = subprocess.run([tuner, "--home", folder / "home", "--json", "show", name], capture_output=True, text=True, timeout=60)
    found = json.loads(done.stdout)
    del found["folder"]
    return found


def check_jobs(client, tuner, folder):
    for name in ("first", "several"):
        assert client.get("/jobs/" + name) == shown(tuner, folder, name)
    names = []
    path = "/jobs?limit=1"
    while True:
        page = client.get(path)
        names += [job["name"] for job in page["jobs"]]
        assert len(page["jobs"]) == 1, page
        if page["next_token"] is None:
            break
        path = "/jobs?limit=1&token=" + page["next_token"]
    assert names == ["several", "second", "first"], names
    best = client.get("/jobs/first/best")["best"]
    assert best["metric"] == "val/loss" and best == client.get("/jobs/first")["best"], best
    assert client.get("/jobs/several/best")["best"]["front"], "no front"
    client.refused(404, "not_found", "nothing", "GET", "/jobs/nothing")
    client.refused(409, "failed_precondition", "completed", "POST", "/jobs/first/stop")


def check_trials(client):
    whole = client.get("/jobs/first/trials")
    assert [trial["trial"] for trial in whole["trials"]] == [1, 2, 3, 4, 5] and whole["next_after"] is None, whole
    page = client.get("/jobs/first/trials?limit=2&after=1")
    assert [trial["trial"] for trial in page["trials"]] == [2, 3] and page["next_after"] == 3, page
    assert client.get("/jobs/first/trials?status=succeeded&limit=5") == whole
    assert client.get("/jobs/first/trials?status=stopped%20early")["trials"] == []
    assert client.get("/jobs/first/trials/2") == whole["trials"][1]
    assert client.get("/jobs/several/trials/1")["keeps_constraints"] in (True, False)
    client.refused(404, "not_found", "there are 1 to 5", "GET", "/jobs/first/trials/6")
    client.refused(404, "not_found", "no number", "GET", "/jobs/first/trials/x")
    client.refused(404, "not_found", "no number", "GET", "/jobs/first/trials/99999999999999999999")
    client.refused(400, "invalid_argument", "no status", "GET", "/jobs/first/trials?status=done")


def check_log(client):
    text, offset = "", 0
    while True:
        piece = client.get("/jobs/first/trials/2/log?offset=%d" % offset)
        if not piece["text"]:
            break
        text, offset = text + piece["text"], piece["next_offset"]
    assert text.count("loss=") == 3001 and piece["ended"], piece
    assert client.get("/jobs/first/trials/2/log?attempt=1&offset=9223372036854775807")["text"] == ""
    client.refused(404, "not_found", "no attempt 2", "GET", "/jobs/first/trials/2/log?attempt=2")
    client.refused(400, "invalid_argument", "whole number", "GET", "/jobs/first/trials/2/log?offset=-1")


def check_metrics(client):
    metrics = {each["metric"]: each for each in client.get("/jobs/first/trials/1/metrics")["metrics"]}
    assert metrics["loss"]["count"] == 3000 and metrics["loss"]["max"] == 99, metrics
    series = client.get("/jobs/first/trials/1/metrics/loss?points=40")
    points = series["points"]
    assert series["count"] == 3000 and len(points) <= 40, series
    assert [point["step"] for point in points] == sorted({point["step"] for point in points})
    assert points[0]["step"] == 0 and points[-1]["step"] == 2999, points
    assert [point["step"] for point in points if point["value"] == 99] == [SPIKE], points
    assert min(point["value"] for point in points) == 0, points
    assert len(client.get("/jobs/first/trials/1/metrics/val%2Floss")["points"]) == 1
    client.refused(404, "not_found", "no value of 'other'", "GET", "/jobs/first/trials/1/metrics/other")
    client.refused(400, "invalid_argument", "4 to 10000", "GET", "/jobs/first/trials/1/metrics/loss?points=3")


def check_errors(client):
    client.refused(404, "not_found", "openapi.json", "GET", "/nothing")
    client.refused(404, "not_found", "openapi.json", "GET", "/jobs/first/trials/1/metrics/")
    client.refused(404, "not_found", "..", "GET", "/jobs/%2E%2E%2Fhome")
    assert client.open("POST", "/jobs/first/trials").getheader("Allow") == "GET, HEAD"
    client.refused(405, "method_not_allowed", "GET", "DELETE", "/jobs/first")
    error = client.refused(400, "invalid_argument", "did you mean 'limit'", "GET", "/jobs?limt=2&limit=0&token=x&limit=1&a=%zz")
    assert [problem["path"] for problem in error["problems"]] == ["?limit", "?", "?limit", "?token", "?limt"], error
    assert client.open("HEAD", "/jobs/first").status == 200
    assert client.open("HEAD", "/jobs/first/events").status == 200
    assert client.open("GET", "/jobs").getheader("Access-Control-Allow-Origin") is None


def check_ended_stream(client):
    events = list(client.events("/jobs/first/events"))
    ids = [number for number, kind, _ in events if kind == "message"]
    assert ids == list(range(1, len(ids) + 1)) and len(ids) > 5, ids
    assert [kind for _, kind, _ in events].count("end") == 1 and events[-1][1] == "end", events[-1]
    assert [data["step"] for _, _, data in events[:-1]] == ids
    assert list(client.events("/jobs/first/events", **{"Last-Event-ID": str(ids[2])})) == events[3:]
    assert list(client.events("/jobs/first/events?after=%d" % ids[-1])) == events[-1:]
    client.refused(400, "invalid_argument", "no event", "GET", "/jobs/first/events?after=%d" % (ids[-1] + 1))
    client.refused(400, "invalid_argument", "Last-Event-ID", "GET", "/jobs/first/events", **{"Last-Event-ID": "x"})
    client.refused(404, "not_found", "nothing", "GET", "/jobs/nothing/events")


def open_gate(gate):
    with open(gate, "w"):
        pass


def wait_for_job(client, name):
    while client.call("GET", "/jobs/" + name)[0] != 200:
        pass


def check_live_stream(client, tuner, folder):
    """A job of another process, followed while it runs; the client leaves and comes back."""
    os.mkfifo(folder / "gate")
    running = subprocess.Popen(write_job(tuner, folder, "live", trials=2, more=", gate"), stdout=subprocess.DEVNULL)
    wait_for_job(client, "live")
    seen = []
    for number, _, data in client.events("/jobs/live/events"):
        seen.append((number, data))
        if any(event["type"] == "metrics_seen" for event in data["events"]):
            break
    open_gate(folder / "gate")
    kinds = []
    for number, kind, data in client.events("/jobs/live/events", **{"Last-Event-ID": str(seen[-1][0])}):
        kinds.append(kind)
        if kind == "message":
            seen.append((number, data))
            if any(action["type"] == "start_run" and action["trial"] == 2 for action in data["actions"]):
                open_gate(folder / "gate")
    assert running.wait(timeout=60) == 0
    assert [number for number, _ in seen] == list(range(1, len(seen) + 1)) and kinds[-1] == "end", (seen, kinds)
    assert [(number, data) for number, kind, data in client.events("/jobs/live/events") if kind == "message"] == seen


def check_restarted_stream(serve, seen, tuner, folder):
    """The server ends while a job is followed; the client goes on at the next one."""
    os.mkfifo(folder / "later")
    running = subprocess.Popen(write_job(tuner, folder, "restart", trials=1, more=", later"), stdout=subprocess.DEVNULL)
    with serve() as server:
        client = Client(server.url, seen)
        wait_for_job(client, "restart")
        events = client.events("/jobs/restart/events")
        numbers = [next(events)[0]]
        server.process.terminate()
        rest = list(events)
        assert [kind for _, kind, _ in rest].count("end") == 0, rest
        numbers += [number for number, _, _ in rest]
    with serve() as server:
        client = Client(server.url, seen)
        events = client.events("/jobs/restart/events", **{"Last-Event-ID": str(numbers[-1])})
        open_gate(folder / "later")
        rest = list(events)
    numbers += [number for number, kind, _ in rest if kind == "message"]
    assert numbers == list(range(1, len(numbers) + 1)) and rest[-1][1] == "end", (numbers, rest)
    assert running.wait(timeout=60) == 0


def check_stop(client, tuner, folder):
    os.mkfifo(folder / "never")
    running = subprocess.Popen(write_job(tuner, folder, "endless", trials=9, more=", never"), stdout=subprocess.DEVNULL)
    wait_for_job(client, "endless")
    client.refused(400, "invalid_argument", "neither stop nor drain", "POST", "/jobs/endless/stop?mode=kill")
    assert client.post("/jobs/endless/stop") == {"job": "endless", "stopping": "stop"}
    running.wait(timeout=60)
    assert client.get("/jobs/endless")["status"] == "stopped"


def check(client, tuner, folder):
    check_jobs(client, tuner, folder)
    check_trials(client)
    check_log(client)
    check_metrics(client)
    check_errors(client)
    check_ended_stream(client)
    check_live_stream(client, tuner, folder)
    check_stop(client, tuner, folder)
