#!/usr/bin/python3
"""Trainings without the start of Python: a server that has imported a script and its libraries forks for each training.

    bench/forked_training.py --serve train.py SOCKET            # until its standard input ends
    bench/forked_training.py SOCKET --epochs 20 …               # as `train.py --epochs 20 …`, in a few milliseconds

The client passes on its arguments, its environment, its working folder and its standard output, and waits; it ends as the training does, and
the training with it, however it ends. What each training took, also one that was killed, is a line of SOCKET.jsonl before the client or the
server ends: {"run": TUNER_RUN_NAME, "processor_seconds": …}. For benches only: where a training takes a second, so does the start of its
libraries.
"""

import contextlib
import dataclasses
import importlib.util
import json
import os
import selectors
import signal
import socket
import sys
import traceback


@dataclasses.dataclass(frozen=True)
class Training:
    run: str
    process: int
    ended: int  # a descriptor that is readable when the process has ended
    client: socket.socket


def train(script, request, output):
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
    os._exit(code & 0xFF)


def start(listener, script):
    """None: the client is gone already."""
    client, _ = listener.accept()
    request, descriptors, _, _ = socket.recv_fds(client, 1 << 20, 1)
    if not descriptors:
        return client.close()
    request = json.loads(request)
    process = os.fork()
    if process == 0:
        train(script, request, descriptors[0])
    os.close(descriptors[0])
    return Training(request["environment"].get("TUNER_RUN_NAME", ""), process, os.pidfd_open(process), client)


def finish(training, figures):
    """Waits for the end of the training, records what it took, and tells the client."""
    _, status, used = os.wait4(training.process, 0)
    with open(figures, "a", encoding="utf-8") as file:
        file.write(json.dumps({"run": training.run, "processor_seconds": used.ru_utime + used.ru_stime}) + "\n")
    with contextlib.suppress(OSError):  # the client is gone
        training.client.send(bytes([os.waitstatus_to_exitcode(status) & 0xFF]))
    training.client.close()
    os.close(training.ended)


def serve_trainings(listener, script, figures):
    running = set()
    selector = selectors.DefaultSelector()
    for sign in (listener, sys.stdin):
        selector.register(sign, selectors.EVENT_READ)
    try:
        while (key := selector.select()[0][0]).fileobj is not sys.stdin:
            if key.fileobj is listener:
                if training := start(listener, script):
                    running.add(training)
                    for sign in (training.client, training.ended):
                        selector.register(sign, selectors.EVENT_READ, training)
                continue
            training = key.data
            if key.fileobj is training.client:  # it is gone
                os.kill(training.process, signal.SIGKILL)
            for sign in (training.client, training.ended):
                selector.unregister(sign)
            running.remove(training)
            finish(training, figures)
    finally:
        for training in running:
            os.kill(training.process, signal.SIGKILL)
            finish(training, figures)


def serve(path, address):
    spec = importlib.util.spec_from_file_location("script", path)
    script = sys.modules["script"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address)
    listener.listen(64)
    serve_trainings(listener, script, address + ".jsonl")


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
    else:
        sys.exit(ask(sys.argv[1], sys.argv[2:]))
