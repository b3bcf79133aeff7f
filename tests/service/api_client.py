"""A client of the native API for tests: every answer is held against the server's own document."""

import http.client
import json
import re
import urllib.parse

from openapi import Document


class Client:
    """`seen` collects (operationId, status) of what was answered."""

    def __init__(self, url, seen, **headers):
        self.host = urllib.parse.urlsplit(url).netloc
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self.seen = seen
        self.document = None
        self.document = Document(self.get("/openapi.json"))
        seen.add(("GetDocument", "200"))

    def open(self, method, path, body=None, **headers):
        connection = http.client.HTTPConnection(self.host, timeout=60)
        text = body if body is None or isinstance(body, (str, bytes)) else json.dumps(body)
        connection.request(method, "/api/v1" + path, text, {**self.headers, **headers})
        return connection.getresponse()

    def call(self, method, path, body=None, **headers):
        """(status, JSON) of an answer that keeps the document."""
        answer = self.open(method, path, body, **headers)
        text = answer.read().decode()
        found = json.loads(text) if text else None
        if self.document is not None:
            self.document.check_call(method, path, answer.status, body, found, self.seen)
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

    def events(self, path, **headers):
        """The events of a stream as they come: (id, type, data)."""
        answer = self.open("GET", path, **headers)
        assert answer.status == 200 and answer.getheader("Content-Type") == "text/event-stream", answer.status
        self.seen.add(("FollowJob", "200"))
        event = {}
        try:
            for line in answer:
                line = line.decode().rstrip("\n")
                if not line and "data" in event:
                    kind, data = event.get("event", "message"), json.loads(event["data"])
                    self.document.check(data, self.document.schema("End" if kind == "end" else "Step"))
                    yield int(event.get("id", 0)), kind, data
                    event = {}
                elif line and not line.startswith(":"):
                    name, _, value = line.partition(": ")
                    event[name] = value
        finally:
            answer.close()


def unreached(document, seen):
    """(operationId, status) that the document names and nobody has seen; "default" is for what no test can bring about."""
    named = {
        (operation["operationId"], status)
        for item in document["paths"].values()
        for method, operation in item.items()
        if method != "parameters"
        for status in operation["responses"]
        if re.fullmatch(r"\d+", status)
    }
    return named - seen
