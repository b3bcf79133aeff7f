"""A training that fails in the way that its first argument names."""

import os
import signal
import sys
import time

way = sys.argv[1]
print("epoch 1: loss 0.5" if way != "metric_missing" else "epoch 1: accuracy 0.9", flush=True)
if way == "user_error":
    import no_such_module  # noqa: F401
if way == "out_of_memory":
    raise MemoryError("no room for the batch")
if way == "pattern":
    sys.exit("Loss is NaN at step 7")
if way == "diverged":
    print("epoch 2: loss nan")
if way == "time_limit":
    time.sleep(600)
if way == "infrastructure":
    os.kill(os.getpid(), signal.SIGKILL)
if way == "full_disk":
    raise OSError(28, "No space left on device")
if way == "preempted":
    checkpoint = os.path.join(os.environ["TUNER_CHECKPOINT_DIR"], "epoch")
    if not os.path.exists(checkpoint):
        open(checkpoint, "w").close()
        sys.exit("slurmstepd: error: *** JOB 17 ON node3 CANCELLED AT 2026-01-31T12:00:00 DUE TO PREEMPTION ***")
    print("epoch 2: loss 0.4, from the checkpoint of the attempt before")
