"""docs/api.md as a reader types it: its program, its commands one after the other, and what it says that they answer.

    api_docs_test.py TUNER
"""

import ast
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from serve_process import Serving

TUNER = pathlib.Path(sys.argv[1]).resolve()
PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs/api.md"
ADDRESS = "http://127.0.0.1:8471"


def blocks(url):
    """(language, text) of the page, with the address of this server."""
    text = PAGE.read_text()
    assert ADDRESS in text
    return re.findall(r"^```(\w+)\n(.*?)^```$", text.replace(ADDRESS, url), re.MULTILINE | re.DOTALL)


def is_like(found, said):
    """Whether an answer is what the page says; "…" stands for anything."""
    if said == "…":
        return True
    if isinstance(said, dict) and isinstance(found, dict):
        return set(said) == set(found) and all(is_like(found[name], said[name]) for name in said)
    if isinstance(said, list) and isinstance(found, list):
        return len(said) == len(found) and all(map(is_like, found, said))
    return found == said


def event_numbers(text):
    return [int(number) for number in re.findall(r"^id: (\d+)$", text, re.MULTILINE)]


def check_commands(url, folder, environment):
    outputs = []
    for language, text in blocks(url):
        if language == "python":
            (folder / "valley.py").write_text(text)
        elif language == "sh":
            done = subprocess.run(["/bin/bash", "-euc", text], cwd=folder, env=environment, capture_output=True, text=True, timeout=100)
            assert done.returncode == 0, (text, done)
            outputs.append(done.stdout)
        elif language == "json":
            assert is_like(json.loads(outputs[-1]), json.loads(text)), (text, outputs[-1])
    return outputs


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "tuner").symlink_to(TUNER)
        environment = {**os.environ, "TUNER_HOME": str(folder / "home"), "PATH": "%s:%s" % (folder, os.environ["PATH"]), "no_proxy": "127.0.0.1"}
        with Serving(TUNER, folder / "home") as server:
            outputs = check_commands(server.url, folder, environment)
    best = ast.literal_eval(outputs[0].removeprefix("best: "))
    assert best["value"] < 1.0, best
    whole, rest = [text for text in outputs if "event: end" in text]
    assert event_numbers(whole)[2:] == event_numbers(rest) and event_numbers(rest), (whole, rest)


main()
