"""The native API as a program in any language sees it: HTTP and JSON alone.

    api_test.py TUNER
"""

import http.client
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import urllib.parse

from openapi import Document
from serve_process import Serving

TUNER = sys.argv[1]
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

SPACE = {"lr": {"type": "float", "low": 1e-5, "high": 1.0, "log": True},
         "layers": {"type": "int", "low": 1, "high": 8},
         "solver": {"type": "categorical", "choices": ["adam", 3, "3", True, 3.0]}}


class Client:
    """Calls by JSON, each answer held against the server's own document."""

    def __init__(self, url, **headers):
        self.host = urllib.parse.urlsplit(url).netloc
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self.document = None
        self.document = Document(self.get("/openapi.json"))

    def open(self, method, path, body=None, **headers):
        connection = http.client.HTTPConnection(self.host, timeout=60)
        text = None if body is None else body if isinstance(body, str) else json.dumps(body)
        connection.request(method, "/api/v1" + path, text, {**self.headers, **headers})
        return connection.getresponse()

    def call(self, method, path, body=None, **headers):
        """(status, JSON) of an answer that keeps the document."""
        answer = self.open(method, path, body, **headers)
        text = answer.read().decode()
        found = json.loads(text) if text else None
        if self.document is not None:
            self.document.check_answer(method, path.split("?")[0], answer.status, found)
        return answer.status, found

    def get(self, path):
        status, found = self.call("GET", path)
        assert status == 200, (path, found)
        return found

    def post(self, path, body=None):
        status, found = self.call("POST", path, body)
        assert status in (200, 201, 202), (path, found)
        return found

    def refused(self, status, code, text, method, path, body=None, **headers):
        found_status, found = self.call(method, path, body, **headers)
        assert found_status == status and found["error"]["code"] == code, (found_status, found)
        assert text in json.dumps(found), found
        return found["error"]


def events_of(answer):
    """The events of a stream as they come: (id, type, data)."""
    assert answer.status == 200 and answer.getheader("Content-Type") == "text/event-stream", answer.status
    event = {}
    for line in answer:
        line = line.decode().rstrip("\n")
        if not line and "data" in event:
            yield int(event.get("id", 0)), event.get("event", "message"), json.loads(event["data"])
            event = {}
        elif line and not line.startswith(":"):
            name, _, value = line.partition(": ")
            event[name] = value


def write_job(folder, name, trials=5, more=""):
    (folder / (name + ".yaml")).write_text(JOB % {"name": name, "trials": trials, "more": more})
    return [TUNER, "--home", folder / "home", "run", folder / (name + ".yaml")]


def run_job(folder, name, **how):
    done = subprocess.run(write_job(folder, name, **how), capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done


def check_jobs(client, folder):
    shown = subprocess.run([TUNER, "--home", folder / "home", "--json", "show", "first"], capture_output=True, text=True, timeout=60)
    command_line = json.loads(shown.stdout)
    del command_line["folder"]
    assert client.get("/jobs/first") == command_line
    names = []
    path = "/jobs?limit=1"
    while True:
        page = client.get(path)
        names += [job["name"] for job in page["jobs"]]
        assert len(page["jobs"]) == 1, page
        if page["next_token"] is None:
            break
        path = "/jobs?limit=1&token=" + page["next_token"]
    assert names == ["second", "first"], names
    best = client.get("/jobs/first/best")["best"]
    assert best["metric"] == "val/loss" and best["trial"] == command_line["best"]["trial"], best
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
    text, offset = "", 0
    while True:
        piece = client.get("/jobs/first/trials/2/log?offset=%d" % offset)
        if not piece["text"]:
            break
        text, offset = text + piece["text"], piece["next_offset"]
    assert text.count("loss=") == 3001 and piece["ended"], piece
    client.refused(404, "not_found", "there are 1 to 5", "GET", "/jobs/first/trials/6")
    client.refused(404, "not_found", "no number", "GET", "/jobs/first/trials/x")
    client.refused(404, "not_found", "no attempt 2", "GET", "/jobs/first/trials/2/log?attempt=2")


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


def check_errors(client):
    client.refused(404, "not_found", "openapi.json", "GET", "/nothing")
    assert client.open("POST", "/jobs/first/trials").getheader("Allow") == "GET, HEAD"
    client.refused(405, "method_not_allowed", "GET", "DELETE", "/jobs/first")
    error = client.refused(400, "invalid_argument", "did you mean 'limit'", "GET", "/jobs?limt=2&limit=0&token=x")
    assert [problem["path"] for problem in error["problems"]] == ["?limit", "?token", "?limt"], error
    assert client.open("HEAD", "/jobs/first").status == 200
    assert client.open("GET", "/jobs", Origin="http://" + client.host).status == 200
    for origin in ("http://evil.example", "null", "https://" + client.host):
        assert client.open("GET", "/jobs", Origin=origin).status == 403, origin
        assert client.open("POST", "/studies/x/ask", Origin=origin).status == 403, origin
    assert client.open("GET", "/jobs", Host="evil.example").status == 403
    assert client.open("GET", "/jobs").getheader("Access-Control-Allow-Origin") is None


def check_ended_stream(client):
    events = list(events_of(client.open("GET", "/jobs/first/events")))
    ids = [number for number, kind, _ in events if kind == "message"]
    assert ids == list(range(1, len(ids) + 1)) and len(ids) > 5, ids
    assert [kind for _, kind, _ in events].count("end") == 1 and events[-1][1] == "end", events[-1]
    client.document.check(events[-1][2], client.document.schema("End"))
    for number, _, data in events[:-1]:
        client.document.check(data, client.document.schema("Step"))
        assert data["step"] == number
    again = list(events_of(client.open("GET", "/jobs/first/events", **{"Last-Event-ID": str(ids[2])})))
    assert again == events[3:]
    assert list(events_of(client.open("GET", "/jobs/first/events?after=%d" % ids[-1]))) == events[-1:]
    client.refused(400, "invalid_argument", "no event", "GET", "/jobs/first/events?after=%d" % (ids[-1] + 1))
    client.refused(400, "invalid_argument", "Last-Event-ID", "GET", "/jobs/first/events", **{"Last-Event-ID": "x"})


def check_live_stream(client, folder):
    """A job of another process, followed while it runs; the client leaves and comes back."""
    os.mkfifo(folder / "gate")
    running = subprocess.Popen(write_job(folder, "live", trials=2, more=", gate"), stdout=subprocess.DEVNULL)
    while client.call("GET", "/jobs/live")[0] != 200:
        pass
    seen = []
    answer = client.open("GET", "/jobs/live/events")
    for number, _, data in events_of(answer):
        seen.append((number, data))
        if any(event["type"] == "metrics_seen" for event in data["events"]):
            break
    answer.close()
    with open(folder / "gate", "w"):
        pass
    kinds = []
    for number, kind, data in events_of(client.open("GET", "/jobs/live/events", **{"Last-Event-ID": str(seen[-1][0])})):
        kinds.append(kind)
        if kind == "message":
            seen.append((number, data))
            if any(action["type"] == "start_run" and action["trial"] == 2 for action in data["actions"]):
                with open(folder / "gate", "w"):
                    pass
    assert running.wait(timeout=60) == 0
    assert [number for number, _ in seen] == list(range(1, len(seen) + 1)) and kinds[-1] == "end", (seen, kinds)
    whole = [(number, data) for number, kind, data in events_of(client.open("GET", "/jobs/live/events")) if kind == "message"]
    assert whole == seen


def check_stop(client, folder):
    os.mkfifo(folder / "never")
    running = subprocess.Popen(write_job(folder, "endless", trials=9, more=", never"), stdout=subprocess.DEVNULL)
    while client.call("GET", "/jobs/endless")[0] != 200:
        pass
    client.refused(400, "invalid_argument", "neither stop nor drain", "POST", "/jobs/endless/stop?mode=kill")
    assert client.post("/jobs/endless/stop") == {"job": "endless", "stopping": "stop"}
    running.wait(timeout=60)
    assert client.get("/jobs/endless")["status"] == "stopped"


def value_of(params):
    return params["lr"] ** 2 + params["layers"] * 0.1 + (params["solver"] == "adam")


def go_on(client, name, rounds):
    """Asks for two at a time and tells them in the other order; what was suggested."""
    suggested = []
    for number in rounds:
        trials = client.post("/studies/%s/ask" % name, {"count": 2})["trials"]
        suggested += trials
        for trial in reversed(trials):
            told = {"value": None, "state": "failed"} if trial["id"] == 5 else {"value": value_of(trial["params"])}
            assert client.post("/studies/%s/tell" % name, {"id": trial["id"], **told}) == {"ok": True}
    return suggested


def new_study(name):
    return {"name": name, "space": SPACE, "direction": "minimize", "seed": 7}


def check_studies(serve):
    """Killed in the middle, it goes on with the same suggestions as one that was left alone."""
    with serve() as server:
        client = Client(server.url)
        client.post("/studies", new_study("whole"))
        whole = go_on(client, "whole", range(12))
        best = client.get("/studies/whole/best")
        created = client.post("/studies", new_study("broken"))
        assert created["definition"] == new_study("broken") and created["open"] == [] and created["strategy"] == "bayesian", created
        broken = go_on(client, "broken", range(5))
        opened = client.post("/studies/broken/ask", {"count": 2})["trials"]
        server.end(signal.SIGKILL)
    with serve() as server:
        client = Client(server.url)
        study = client.get("/studies/broken")
        assert study["open"] == opened and study["trials"] == 12 and study["told"] == 10, study
        for trial in reversed(opened):
            client.post("/studies/broken/tell", {"id": trial["id"], "value": value_of(trial["params"])})
        broken += opened + go_on(client, "broken", range(6, 12))
        assert broken == whole, (broken, whole)
        assert client.get("/studies/broken/best") == best
        check_study_errors(client)
        assert [study["name"] for study in client.get("/studies")["studies"]] == ["broken", "whole"]
        assert client.call("DELETE", "/studies/broken") == (204, None)
        client.refused(404, "not_found", "broken", "GET", "/studies/broken")
        client.post("/studies", new_study("broken"))
        assert client.post("/studies/broken/ask")["trials"][0] == whole[0]


def check_study_errors(client):
    client.refused(409, "already_exists", "whole", "POST", "/studies", new_study("whole"))
    error = client.refused(400, "invalid_argument", "did you mean 'space'", "POST", "/studies", {"name": "x", "spaces": {}, "sed": 1})
    assert [problem["path"] for problem in error["problems"]] == ["/spaces", "/sed", "/space"], error
    error = client.refused(400, "invalid_argument", "no strategy 'magic'", "POST", "/studies", {**new_study("../x"), "strategy": "magic"})
    assert [problem["path"] for problem in error["problems"]] == ["/name", "/strategy"], error
    client.refused(400, "invalid_argument", "low", "POST", "/studies", {"name": "x", "space": {"a": {"type": "int", "low": 3, "high": 1}}})
    client.refused(400, "invalid_argument", "", "POST", "/studies", "not JSON")
    client.refused(413, "too_large", "at most", "POST", "/studies", {**new_study("x"), "budget": [0] * 200_000})
    client.refused(400, "invalid_argument", "1 to 1000", "POST", "/studies/whole/ask", {"count": 1001})
    client.refused(409, "failed_precondition", "told already", "POST", "/studies/whole/tell", {"id": 0, "value": 1})
    client.refused(404, "not_found", "id 99", "POST", "/studies/whole/tell", {"id": 99, "value": 1})
    client.refused(400, "invalid_argument", "finite", "POST", "/studies/whole/tell", {"id": 0, "value": "low"})
    client.refused(404, "not_found", "nothing", "POST", "/studies/nothing/ask", {})
    client.post("/studies", new_study("empty"))
    client.refused(409, "failed_precondition", "no trial has a value", "GET", "/studies/empty/best")
    assert client.call("DELETE", "/studies/empty") == (204, None)


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "train.py").write_text(TRAINING)
        run_job(folder, "first")
        run_job(folder, "second", trials=1)

        def serve():
            return Serving(TUNER, folder / "home")

        with serve() as server:
            client = Client(server.url)
            check_jobs(client, folder)
            check_trials(client)
            check_metrics(client)
            check_errors(client)
            check_ended_stream(client)
            check_live_stream(client, folder)
            check_stop(client, folder)
            assert "by=anybody from=127.0.0.1 StopJob done" in server.end()
        check_studies(serve)


main()
