"""The program as a test calls it, with a folder of its own."""

import subprocess


def tuner_in(program, folder):
    """tuner(exit code, argument, …): what it wrote; its home is in `folder`."""

    def tuner(expected, *arguments):
        done = subprocess.run([program, "--home", folder / "home", *arguments], capture_output=True, text=True, timeout=50)
        assert done.returncode == expected, (arguments, done)
        return done.stdout + done.stderr

    return tuner
