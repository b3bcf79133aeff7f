#!/usr/bin/env python3
"""`tuner ask-tell` as another program drives it: one line in reply to each line, flushed at once, and nothing else.

    ask_tell_process_test.py TUNER
"""
import json
import subprocess
import sys

HEADER = {"protocol": 1, "direction": "maximize", "seed": 5, "budget": 9,
          "space": {"rate": {"type": "float", "low": 1e-5, "high": 1.0, "log": True},
                    "layers": {"type": "int", "low": 1, "high": 8, "log": False},
                    "kind": {"type": "categorical", "choices": ["a", 3, "3", False]}}}


class Process:
    def __init__(self, *arguments):
        self.process = subprocess.Popen([sys.argv[1], "ask-tell", *arguments], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def send(self, message):
        line = message if isinstance(message, bytes) else json.dumps(message).encode()
        self.process.stdin.write(line + b"\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def end(self, last=b""):
        """Closes standard input after `last`; what was printed meanwhile, and the exit code."""
        out, err = self.process.communicate(last)
        assert err == b"", err
        return out, self.process.returncode


def search(seed_of_values):
    tuner = Process()
    assert tuner.send(HEADER)["name"] == "tuner"
    asked = []
    for i in range(15):
        trial = tuner.send({"op": "ask"})
        assert trial["id"] == i and list(trial["params"]) == list(HEADER["space"]), trial
        assert type(trial["params"]["layers"]) is int and type(trial["params"]["rate"]) is float
        assert "error" in tuner.send(b"\xff{ no JSON")
        value = -abs(trial["params"]["layers"] - seed_of_values) - trial["params"]["rate"]
        assert tuner.send({"op": "tell", "id": i, "value": value}) == {"ok": True}
        asked.append((trial["params"], value))
    best = tuner.send({"op": "best"})
    assert (best["params"], best["value"]) == asked[best["id"]], best
    assert tuner.send({"op": "quit"}) == {"ok": True}
    assert tuner.end() == (b"", 0)
    return asked


def main():
    assert search(3) == search(3), "the same tells gave other asks"
    assert search(3) != search(6), "the tells do not matter"

    tuner = Process("--strategy", "sobol")
    assert "error" in tuner.send(b"[" * (5 << 20)), "a line of any length has one reply"
    assert tuner.send(HEADER)["ok"]
    out, code = tuner.end(b'{"op":"ask"}')  # the last line needs no newline
    assert code == 0 and json.loads(out)["id"] == 0, (out, code)

    assert Process().end() == (b"", 0)
    unknown = subprocess.run([sys.argv[1], "ask-tell", "--strategy", "sobl"], input=b"", capture_output=True)
    assert (unknown.returncode, unknown.stdout) == (2, b"") and b"did you mean 'sobol'" in unknown.stderr, unknown


if __name__ == "__main__":
    main()
