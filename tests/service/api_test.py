"""The native API as a program in any language sees it: HTTP and JSON alone. At the end everything that its document promises has been seen.

    api_test.py TUNER
"""

import pathlib
import re
import sys
import tempfile

import api_access
import api_jobs
import api_studies
from api_client import Client, unreached
from serve_process import Serving

TUNER = sys.argv[1]


def main():
    seen = set()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        api_jobs.prepare(TUNER, folder)

        def serve(*options):
            return Serving(TUNER, folder / "home", *options)

        with serve() as server:
            client = Client(server.url, seen)
            document = client.document.document
            api_jobs.check(client, TUNER, folder)
            assert re.search(r"by=anybody from=127.0.0.1 StopJob /api/v1/jobs/\S+/stop done", server.end())
        api_jobs.check_restarted_stream(serve, seen, TUNER, folder)
        api_studies.check(serve, seen)
        api_access.check(serve, folder, seen)
    assert not unreached(document, seen), sorted(unreached(document, seen))


main()
