#!/usr/bin/python3
"""Trainings without the start of Python: a server that has imported a script and its libraries forks for each training.

    bench/forked_training.py --serve train.py SOCKET            # until it is ended
    bench/forked_training.py SOCKET --epochs 20 …               # as `train.py --epochs 20 …`, in a few milliseconds

The client passes on its arguments, its environment, its working folder and its standard output, and waits; it ends as the training does, and
the training with it, however it ends. For benches only: where a training takes a second, so does the start of its libraries.
"""

import array
import contextlib
import importlib.util
import json
import os
import selectors
import signal
import socket
import sys
import traceback


def train(script, request, output, connection):
    """In the child: never returns."""
    os.setsid()  # as every training of the local backend
    os.dup2(output, sys.stdout.fileno())
    os.dup2(output, sys.stderr.fileno())
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    sys.argv = ["training", *request["arguments"]]
    code = 0
    try:
        script.main()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    connection.send(bytes([code & 0xFF]))
    os._exit(0)


def accept(listener, script):
    """(connection, process) of a new training"""
    connection, _ = listener.accept()
    request, descriptors, _, _ = socket.recv_fds(connection, 1 << 20, 1)
    process = os.fork()
    if process == 0:
        train(script, json.loads(request), descriptors[0], connection)
    os.close(descriptors[0])
    return connection, process


def serve(path, address):
    spec = importlib.util.spec_from_file_location("script", path)
    script = sys.modules["script"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how they ended
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address)
    listener.listen(64)
    selector = selectors.DefaultSelector()
    selector.register(listener, selectors.EVENT_READ)
    while True:
        for key, _ in selector.select():
            if key.fileobj is listener:
                connection, process = accept(listener, script)
                selector.register(connection, selectors.EVENT_READ, process)
            else:  # the client is gone
                selector.unregister(key.fileobj)
                key.fileobj.close()
                with contextlib.suppress(ProcessLookupError):
                    os.kill(key.data, signal.SIGKILL)


def ask(address, arguments):
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(address)
    request = {"arguments": arguments, "environment": dict(os.environ), "folder": os.getcwd()}
    socket.send_fds(connection, [json.dumps(request).encode()], [sys.stdout.fileno()])
    answer = connection.recv(1)
    return answer[0] if answer else 1


if __name__ == "__main__":
    if sys.argv[1] == "--serve":
        serve(*sys.argv[2:])
    sys.exit(ask(sys.argv[1], sys.argv[2:]))
