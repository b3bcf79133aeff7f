#!/usr/bin/python3
"""Search quality and latency of tuner's strategies beside every tuner that was recorded, as Markdown on standard output.

    bench/tables.py                          # from the rows in bench/results
    bench/tables.py --write bench/README.md  # into its places between `<!-- tables: … -->` and `<!-- end -->`

Score of a search: log10 of its regret ratio, 0 as random search, -1 a tenth of its regret, not below -3 (results/README.md). Scores are
means over seeds, then tasks; differences are ours - theirs, below 0 where ours is better, with a 95 % interval (bootstrap.py).
"""

import argparse
import collections
import csv
import pathlib
import re

import numpy as np

import bootstrap

RESULTS = pathlib.Path(__file__).resolve().parent / "results"
GAUSSIAN = ["hebo", "botorch-logei", "optuna-gp", "turbo1", "skopt-gp"]
MODELS = ["svr_diabetes", "rf_wine", "mlp_wine"]
TIE = 0.05  # differences of scores that are neither won nor lost
RARE = 5.0  # times the median, from which on the slowest round is shown


def read(name):
    path = RESULTS / name
    if not path.exists():
        return []
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def scores(rows, column):
    """searcher -> task -> array of scores; searches that failed are left out."""
    collected = collections.defaultdict(lambda: collections.defaultdict(list))
    for row in rows:
        if row.get(column):
            collected[row["searcher"]][row["task"]].append(float(row[column]))
    return {searcher: {task: np.array(each) for task, each in tasks.items()} for searcher, tasks in collected.items()}


def markdown(head, rows):
    return "\n".join("| " + " | ".join(map(str, row)) + " |" for row in [head, ["---"] * len(head), *rows])


def with_interval(figures):
    return "{:+.2f} [{:+.2f}, {:+.2f}]".format(*figures)


def beside(found, recommended, pooled):
    """One row: ours by the lowest observed loss and by `best`, against the tuners that are pooled."""
    tasks = [task for task in found if all(task in theirs for theirs in pooled.values())]
    theirs = [[each[task] for each in pooled.values()] for task in tasks]
    by_task = [float(np.mean(found[task]) - np.mean([np.mean(each) for each in theirs[i]])) for i, task in enumerate(tasks)]
    seeds = sorted({len(each) for task in theirs for each in task})
    name = next(iter(pooled)) if len(pooled) == 1 else f"**the {len(pooled)} Gaussian processes**"
    return [name, len(tasks), "–".join(map(str, dict.fromkeys((seeds[0], seeds[-1])))),
            f"{np.mean([bootstrap.mean(each) for each in theirs]):.2f}",
            f"{bootstrap.mean([found[task] for task in tasks]):.2f}",
            with_interval(bootstrap.difference([found[task] for task in tasks], theirs)),
            f"{sum(each < -TIE for each in by_task)} : {sum(each > TIE for each in by_task)}",
            with_interval(bootstrap.difference([recommended[task] for task in tasks], theirs))]


def comparison(strategy, ours, recommended, peers, wanted):
    """Ours against each tuner on the tasks that both have, among those `wanted`."""
    found = {task: each for task, each in ours[strategy].items() if wanted(task)}
    shared = {name: tasks for name, tasks in peers.items() if set(tasks) & set(found)}
    rows = [beside(found, recommended[strategy], {name: tasks}) for name, tasks in shared.items()]
    rows.sort(key=lambda row: float(row[3]))
    gaussian = {name: shared[name] for name in GAUSSIAN if name in shared}
    if len(gaussian) == len(GAUSSIAN):
        rows.insert(0, beside(found, recommended[strategy], gaussian))
    head = ["tuner", "tasks", "its seeds", "its score", "ours", "ours − its, by the lowest loss", "won : lost",
            "ours − its, by what `best` recommends"]
    return markdown(head, rows)


def by_task(searchers, tasks):
    """Mean scores; the best of a column in bold."""
    means = {name: {task: float(np.mean(each[task])) for task in tasks if task in each} for name, each in searchers.items()}
    best = {task: min((each[task] for each in means.values() if task in each), default=None) for task in tasks}

    def cell(each, task):
        if task not in each:
            return ""
        return f"**{each[task]:.2f}**" if each[task] <= best[task] else f"{each[task]:.2f}"
    return markdown(["", *tasks], [[name, *(cell(each, task) for task in tasks)] for name, each in means.items() if each])


def behind(found, peers):
    """The tasks on which another tuner's mean is better than ours by more than a tie."""
    rows = []
    for task, each in found.items():
        ours = float(np.mean(each))
        means = {name: float(np.mean(tasks[task])) for name, tasks in peers.items() if task in tasks}
        ahead = sorted((score, name) for name, score in means.items() if score < ours - TIE)
        if ahead:
            rows.append([task, f"{ours:.2f}", f"{len(ahead)} of {len(means)}", ", ".join(f"{name} {score:.2f}" for score, name in ahead)])
    return markdown(["task", "ours", "tuners ahead", "which"], rows)


def provenance(figures):
    """One sentence for all strategies that were measured together."""
    together = collections.defaultdict(list)
    for row in read("measured.csv"):
        if row["figures"] == figures:
            together[row["date"], row["commit"], row["machine"]].append(f"`{row['searcher']}`")
    ours = " ".join(f"Ours: {', '.join(names)} measured on {date} at commit {commit} ({machine})."
                    for (date, commit, machine), names in together.items())
    return f"{ours} The others: recorded rows, not measured again ([where and when](results/README.md)).".strip()


def quality():
    recorded = read("peer_quality.csv")
    peers = scores(recorded, "log_regret_ratio")
    ours = scores(read("ours_quality.csv"), "log_regret_ratio")
    recommended = scores(read("ours_quality.csv"), "log_regret_ratio_recommended")
    shared = list(dict.fromkeys(row["task"] for row in read("yardsticks.csv") if any(row["task"] in each for each in peers.values())))
    alone = list(dict.fromkeys(row["task"] for row in read("yardsticks.csv") if row["task"] not in shared))
    failed = [f"{row['searcher']} on {row['task']}, seed {row['seed']}" for row in recorded if not row["loss"]]

    seeds = sorted({len(each) for tasks in ours.values() for each in tasks.values()})
    parts = [provenance("quality"), f"Seeds of ours: {seeds[0]} to {seeds[-1]} on each task. Failed, and left out: {'; '.join(failed)}."]
    for strategy in sorted(ours):
        sets = [("all tasks", lambda task: True)]
        if strategy == "bayesian":
            sets += [("formulas", lambda task: task not in MODELS), ("models", lambda task: task in MODELS)]
        parts += [f"#### `{strategy}`, {name}\n\n" + comparison(strategy, ours, recommended, peers, wanted) for name, wanted in sets]
        parts.append(f"Where others are ahead of `{strategy}`, by the means:\n\n" + behind(ours[strategy], peers))
    named = {f"ours: {name}": each for name, each in sorted(ours.items())}
    parts.append("#### Score by task\n\n" + by_task(named | dict(sorted(peers.items())), shared))
    if any(task in each for each in ours.values() for task in alone):
        parts.append("#### Score by task, tasks that only ours has run\n\n" + by_task(named, alone))
    return "\n\n".join(parts)


def milliseconds(text):
    """Three digits, without an exponent."""
    value = float(text)
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def round_and_first(row):
    if not row["p50_ms"]:
        return "too long"
    first = f" ({milliseconds(row['first_ms'])})" if row["first_ms"] else ""
    rare = row.get("max_ms") and float(row["max_ms"]) > RARE * float(row["p50_ms"])
    return milliseconds(row["p50_ms"]) + first + (f" [{milliseconds(row['max_ms'])}]" if rare else "")


def latency_beside(ours, recorded, d):
    """Rows: tuners; columns: numbers of results."""
    rows = [{**row, "searcher": f"ours: {row['searcher']}"} for row in ours if row["d"] == d and row["pending"] == "0"]
    rows += [row for row in recorded if row["d"] == d]
    sizes = sorted({int(row["n"]) for row in rows})
    table = collections.defaultdict(dict)
    for row in rows:
        table[row["searcher"]][int(row["n"])] = round_and_first(row)
    return markdown(["", *(f"n = {n}" for n in sizes)], [[name, *(each.get(n, "") for n in sizes)] for name, each in table.items()])


def latency_alone(ours, strategy):
    rows = [row for row in ours if row["searcher"] == strategy]
    return markdown(["d", "pending", "n", "first ask", "p50", "p95"],
                    [[row["d"], row["pending"], row["n"], *(milliseconds(row[each]) for each in ("first_ms", "p50_ms", "p95_ms"))]
                     for row in rows])


def latency():
    ours, recorded = read("ours_latency.csv"), read("peer_latency.csv")
    parts = [provenance("latency"),
             "Milliseconds of one ask and one tell, in the median. In round brackets the first ask after n results were told at once; in "
             "square ones the slowest of the last sixty rounds, where some are far slower than the median. Empty: not measured."]
    if not ours:
        parts.append("**No latency of ours is recorded yet**: the commands above fill it in.")
    for d in dict.fromkeys(row["d"] for row in recorded):
        title = "nine mixed parameters" if d == "mixed" else f"{d} continuous parameters"
        parts.append(f"#### {title}\n\n" + latency_beside(ours, recorded, d))
    parts += [f"#### `{strategy}`, all that was measured\n\n" + latency_alone(ours, strategy)
              for strategy in sorted({row["searcher"] for row in ours})]
    return "\n\n".join(parts)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", type=pathlib.Path, help="a Markdown file with places for the tables")
    args = parser.parse_args()
    tables = {"quality": quality(), "latency": latency()}
    if args.write is None:
        print("\n\n".join(f"### {name.capitalize()}\n\n{text}" for name, text in tables.items()))
        return
    document = args.write.read_text(encoding="utf-8")
    for name, text in tables.items():
        place = re.compile(rf"(<!-- tables: {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        if not place.search(document):
            parser.error(f"{args.write} has no place for the tables of {name}")
        document = place.sub(lambda found, text=text: f"{found[1]}\n{text}\n\n{found[2]}", document)
    args.write.write_text(document, encoding="utf-8")


if __name__ == "__main__":
    main()
