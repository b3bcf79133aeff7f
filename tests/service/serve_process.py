"""`tuner serve` on a free port, for tests."""

import re
import signal
import subprocess
import tempfile
import urllib.error
import urllib.request


class Serving:
    def __init__(self, tuner, home, *options):
        self.log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            [tuner, "--home", home, "serve", "--port", "0", *options], stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.said = self.process.stdout.readline()
        found = re.search(r"https?://\S+:\d+", self.said)
        assert found, self.said + self.end()
        self.url = found.group()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()

    def end(self, how=signal.SIGTERM):
        """What was written to the log."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        self.process.wait(timeout=60)
        self.process.stdout.close()
        self.log.seek(0)
        return self.log.read()


def ask(request):
    """(status, body) of a request by raw HTTP, without a proxy."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
