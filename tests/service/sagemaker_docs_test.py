"""docs/sagemaker.md says of every operation of the shapes whether it is served; the server is asked.

    sagemaker_docs_test.py TUNER
"""

import json
import pathlib
import re
import sys
import tempfile
import urllib.request

from serve_process import Serving, ask

TUNER = sys.argv[1]
ROOT = pathlib.Path(__file__).resolve().parents[2]
WORDS = ("supported", "differs", "absent")


def operations():
    """{name: (target or None, method, path)} of all services of the shapes."""
    found = {}
    for file in ("sagemaker.json", "additions.json"):
        services = json.loads((ROOT / "service/aws/shapes" / file).read_text())
        for service in services.values():
            if not isinstance(service, dict) or "operations" not in service:
                continue
            prefix = service["metadata"].get("targetPrefix")
            for name, operation in service["operations"].items():
                target = "%s.%s" % (prefix, name) if prefix else None
                found[name] = (target, operation["http"]["method"], operation["http"]["requestUri"])
    return found


def documented():
    """{name: word} of the table of the section "The API"."""
    section = (ROOT / "docs/sagemaker.md").read_text().split("\n## The API\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \|", section, re.MULTILINE)
    assert len(rows) == len(dict(rows)), "an operation stands there twice"
    return dict(rows)


def is_served(url, target, method, path):
    headers = {"Content-Type": "application/x-amz-json-1.1" if target else "application/json"}
    if target:
        headers["X-Amz-Target"] = target
    status, body = ask(urllib.request.Request(url + path, data=b"{}", method=method, headers=headers))
    assert status < 500, (target, path, status, body)
    return "UnknownOperationException" not in body


def main():
    shapes, said = operations(), documented()
    assert set(shapes) == set(said), set(shapes) ^ set(said)
    assert set(said.values()) <= set(WORDS), set(said.values())
    with tempfile.TemporaryDirectory() as home, Serving(TUNER, home) as server:
        wrong = [name for name, how in shapes.items() if is_served(server.url, *how) != (said[name] != "absent")]
    assert not wrong, "docs/sagemaker.md is wrong about %s" % wrong


main()
