#!/usr/bin/env python3
"""Holds every #include of the tree against the table of layers below.

    scripts/check_layers.py [ROOT]

A file belongs to the first layer of LAYERS whose pattern matches its path. It may include its own layer, the layers that
`may_include` names, and the external libraries that EXTERNAL allows in that place. Exit code 0: all is well; 1: at least one
include breaks the table (one line each, as a compiler would print it).
"""

import fnmatch
import pathlib
import re
import sys
from typing import NamedTuple

SOURCES = "tuner strategies metrics backends service tests bench examples".split()


class Layer(NamedTuple):
    name: str
    files: list  # patterns of paths; `*` crosses folders
    may_include: list  # names of layers; ["*"]: everything


SOCKETS = ["strategy.h", "backend.h", "metric_scraper.h", "experiment_store.h", "events"]
LAYERS = [
    Layer("base", ["tuner/base/*"], []),
    Layer("space", ["tuner/space/*"], ["base"]),
    Layer("gp", ["tuner/gp/*"], ["base"]),
    Layer("job", ["tuner/job/*"], ["base", "space"]),
    # What a Gaussian process learns from a job's trials: for strategies and for metrics, which never meet.
    Layer("model", ["tuner/model/*"], ["base", "space", "gp", "job"]),
    Layer("store", ["tuner/store/*"], ["base", "space", "job", "experiment_store.h", "tracking_store.h", "events"]),
    # The sockets are layers of one file each, so that a plug-in can be held to its own.
    Layer("strategy.h", ["tuner/strategy.h"], ["base", "space", "job"]),
    Layer("backend.h", ["tuner/backend.h"], ["base", "space", "job"]),
    Layer("metric_scraper.h", ["tuner/metric_scraper.h"], ["base", "space", "job"]),
    Layer("events", ["tuner/events.h", "tuner/events.cc"], ["base", "space", "job"]),
    Layer("experiment_store.h", ["tuner/experiment_store.h"], ["base", "space", "job", "events"]),
    Layer("tracking_store.h", ["tuner/tracking_store.h", "tuner/tracking_store.cc"], ["base"]),
    Layer("loop", ["tuner/*"], ["base", "space", "job", *SOCKETS]),
    Layer("strategies", ["strategies/*"], ["base", "space", "job", "gp", "model", "strategy.h"]),
    Layer("metrics", ["metrics/*"],
          ["base", "space", "job", "gp", "model", "metric_scraper.h", "experiment_store.h", "events"]),
    Layer("backends", ["backends/*"], ["base", "space", "job", "backend.h"]),
    # The server, from the socket upwards: HTTP; the signatures, shapes and form of an AWS service; SageMaker's operations.
    Layer("http", ["service/http/*"], ["base"]),
    Layer("aws", ["service/aws/*"], ["base", "http"]),
    Layer("service", ["service/*"], ["*"]),
    Layer("outside", ["tests/*", "bench/*", "examples/*"], ["*"]),
]


class External(NamedTuple):
    name: str
    headers: str  # regular expression on the text between the brackets
    where: list  # patterns of the files that may include it
    at_most: int = 1000  # files


OUTSIDE = ["tests/*", "bench/*", "examples/*"]
EXTERNAL = [
    External("Eigen", r"(unsupported/)?Eigen/",
             ["tuner/space/*", "tuner/gp/*", "tuner/model/*", "strategies/*", "metrics/*.cc", *OUTSIDE]),
    External("Boost.Random", r"boost/random(/|\.hpp)", ["tuner/base/*.cc"]),
    External("Boost.Math", r"boost/math/",
             ["tuner/base/*.cc", "tuner/gp/*.cc", "metrics/*.cc", "tests/*", "bench/*"]),
    External("Boost.Beast and Asio", r"boost/(beast|asio)(/|\.hpp)", ["service/*.cc", "tests/*.cc"]),
    External("GSL", r"gsl/", ["tuner/gp/*.cc", "metrics/*.cc"], at_most=3),
    External("tl::expected", r"tl/expected\.hpp$", ["tuner/base/result.h"]),
    External("spdlog", r"(spdlog|fmt)/", ["tuner/base/log.cc"]),
    External("SQLite", r"sqlite3\.h$", ["tuner/store/*.cc", "tests/*.cc", "bench/*.cc"]),
    External("PCRE2", r"pcre2\.h$", ["tuner/base/pattern.cc"]),
    External("CLI11", r"CLI/", ["service/*.cc", "bench/*.cc", "tests/simulation/*.cc"]),
    External("libcsv", r"csv\.h$", ["service/csv_table.cc"]),
    External("yaml-cpp", r"yaml-cpp/", ["tuner/job/document_yaml.cc"]),
    External("libcurl", r"curl/", ["backends/*.cc", "service/*.cc"]),
    External("json_fwd", r"nlohmann/json_fwd\.hpp$",
             ["tuner/job/*", "tuner/store/*", "metrics/*", "backends/*", "service/*", *OUTSIDE]),
    External("nlohmann-json", r"nlohmann/",
             ["tuner/job/*.cc", "tuner/store/*.cc", "metrics/*.cc", "backends/*.cc", "service/*.cc", *OUTSIDE]),
    External("OpenSSL", r"openssl/", ["backends/*.cc", "service/*.cc", "tests/*.cc"]),
    External("GoogleTest", r"(gtest|gmock)/", ["tests/*"]),
    External("Google Benchmark", r"benchmark/", ["bench/*"]),
    # The operating system: what the C library brings, apart from the standard headers.
    External("POSIX and Linux", r"(sys|linux|asm|net|netinet|arpa)/|(unistd|fcntl|signal|poll|spawn|pwd|sched|termios"
             r"|dirent|errno|dlfcn|malloc|pthread|time|syscall|grp|getopt)\.h$",
             ["tuner/base/*.cc", "tuner/store/*.cc", "backends/*", "service/*", "tests/*", "bench/*"]),
    External("the C++ standard library", r"[a-z0-9_]+$", ["*"]),
    External("intrinsics", r"[a-z]*intrin\.h$|cpuid\.h$", ["tuner/gp/*.cc", "service/*.cc"]),
]

INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')


def matches(path, patterns):
    return any(fnmatch.fnmatchcase(path, pattern) for pattern in patterns)


def layer_of(path):
    return next((layer for layer in LAYERS if matches(path, layer.files)), None)


def problem_with_own(root, layer, included):
    """Why `layer` may not include the project's file `included`, or None."""
    if not any((root / name).is_file() for name in (included, included + ".in")):  # *.in: made when configuring
        return f'"{included}" is not a path from the root of the repository'
    target = layer_of(included)
    if target is None:
        return f'"{included}" belongs to no layer'
    if target is layer or "*" in layer.may_include or target.name in layer.may_include:
        return None
    return f'{layer.name} may not include {target.name} ("{included}")'


def problem_with_external(path, included, users):
    """Why `path` may not include <included>, or None; notes the library's users."""
    library = next((e for e in EXTERNAL if re.match(e.headers, included)), None)
    if library is None:
        return f"<{included}> is in no row of the table of external libraries"
    users.setdefault(library.name, set()).add(path)
    if not matches(path, library.where):
        return f"{library.name} (<{included}>) is only for {' '.join(library.where)}"
    if len(users[library.name]) > library.at_most:
        return f"{library.name} is for at most {library.at_most} files: {' '.join(sorted(users[library.name]))}"
    return None


def problems(root):
    """Yields one item per #include of the tree: None, or the problem with its file and line."""
    users = {}
    files = sorted(p for folder in SOURCES for p in (root / folder).rglob("*") if p.suffix in (".h", ".cc"))
    for file in files:
        path = file.relative_to(root).as_posix()
        layer = layer_of(path)
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            found = INCLUDE.match(line)
            if not found:
                continue
            own, external = found.groups()
            problem = (problem_with_own(root, layer, own) if own
                       else problem_with_external(path, external, users))
            yield f"{path}:{number}: {problem}" if problem else None


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent).resolve()
    results = list(problems(root))
    broken = [line for line in results if line]
    print("\n".join([*broken, f"{len(results)} includes, {len(broken)} against the layers"]))
    if not results:
        print(f"{root} holds no sources", file=sys.stderr)
    return 1 if broken or not results else 0


if __name__ == "__main__":
    sys.exit(main())
