"""`tuner serve` on a free port, for tests."""

import re
import subprocess
import urllib.error
import urllib.request


class Serving:
    def __init__(self, tuner, home, *options):
        self.process = subprocess.Popen(
            [tuner, "--home", home, "serve", "--port", "0", *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        found = re.search(r"https?://\S+:\d+", line)
        assert found, line + self.process.communicate(timeout=60)[1]
        self.url = found.group()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        """What was written to the log."""
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.communicate(timeout=60)[1]


def ask(request):
    """(status, body) of a request by raw HTTP, without a proxy."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
