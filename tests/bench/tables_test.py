"""bench/record.py and bench/tables.py: from rows of the runners to the tables of bench/README.md."""

import csv
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import numpy as np

BENCH = pathlib.Path(__file__).resolve().parents[2] / "bench"
sys.path.insert(0, str(BENCH))
import bootstrap  # noqa: E402

SEARCH = {"problem": "dev_branin", "family": "development", "seed": 0, "strategy": "bayesian", "workers": 1, "budget": 30,
          "incumbents": [[0, 2.0], [7, 0.5]], "log_regret_ratio": -1.08, "log_regret_ratio_recommended": -1.0}
ROUND = {"strategy": "bayesian", "space": "8", "results": 100, "pending": 16, "rounds": 51, "milliseconds_load": 0.5,
         "milliseconds_first": 5.0, "milliseconds_p50": 1.5, "milliseconds_p95": 3.0}


def run(script, *arguments):
    return subprocess.run([sys.executable, BENCH / script, *arguments], capture_output=True, text=True, check=True).stdout


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Bootstrap(unittest.TestCase):
    def test_scores_without_spread_have_an_interval_of_no_width(self):
        ours, theirs = [np.full(5, -1.0)] * 3, [[np.full(2, -0.5), np.full(4, -0.3)]] * 3
        for figure in bootstrap.difference(ours, theirs):
            self.assertAlmostEqual(figure, -0.6)

    def test_the_interval_is_that_of_the_normal_approximation(self):
        rng = np.random.default_rng(1)
        ours, theirs = [rng.normal(0, 1, 400) for _ in range(2)], [[rng.normal(0, 1, 400)] for _ in range(2)]
        shift = np.mean(ours[0]) - np.mean(theirs[0][0])
        alike = [ours[0], ours[0]], [theirs[0], theirs[0]]  # no spread between tasks
        middle, low, high = bootstrap.difference(*alike)
        self.assertAlmostEqual(middle, shift)
        self.assertAlmostEqual(high - low, 2 * 1.96 * (2 / 400 / 2) ** 0.5, delta=0.02)

    def test_the_same_scores_give_the_same_interval(self):
        ours, theirs = [np.arange(4.0), np.ones(2)], [[np.arange(3.0)], [np.zeros(5)]]
        self.assertEqual(bootstrap.difference(ours, theirs), bootstrap.difference(ours, theirs))


class Record(unittest.TestCase):
    def record(self, folder, rows):
        path = pathlib.Path(folder) / "rows.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        return run("record.py", path, "--into", folder)

    def test_a_row_replaces_that_of_the_same_search(self):
        with tempfile.TemporaryDirectory() as folder:
            self.record(folder, [SEARCH, SEARCH | {"seed": 10}, SEARCH | {"seed": 2}, ROUND])
            self.record(folder, [SEARCH | {"log_regret_ratio": -2.0}])
            rows = read(pathlib.Path(folder) / "ours_quality.csv")
            self.assertEqual([(row["seed"], row["log_regret_ratio"]) for row in rows],
                             [("0", "-2.0000"), ("2", "-1.0800"), ("10", "-1.0800")])
            self.assertEqual(rows[0]["task"], "branin")
            self.assertEqual(read(pathlib.Path(folder) / "ours_latency.csv")[0]["p50_ms"], "1.5")
            measured = read(pathlib.Path(folder) / "measured.csv")
            self.assertEqual([(row["figures"], row["searcher"]) for row in measured],
                             [("latency", "bayesian"), ("quality", "bayesian")])

    def test_rows_that_no_recorded_row_may_stand_beside_are_left_out(self):
        others = [SEARCH | {"problem": "branin", "family": "smooth"}, SEARCH | {"budget": 20}, SEARCH | {"workers": 4}]
        with tempfile.TemporaryDirectory() as folder:
            self.assertIn("0 searches and 0 latencies recorded, 3 rows left out", self.record(folder, others))


class Tables(unittest.TestCase):
    def test_the_rows_of_the_repository_give_both_tables(self):
        tables = run("tables.py")
        for expected in ("### Quality", "### Latency", "| hebo | 8 |", "| **the 5 Gaussian processes** |", "ours: bayesian",
                         "nine mixed parameters", "not measured again"):
            self.assertIn(expected, tables)

    def test_a_document_is_filled_in_at_its_places_and_nowhere_else(self):
        with tempfile.TemporaryDirectory() as folder:
            document = pathlib.Path(folder) / "document.md"
            places = ["before", "<!-- tables: quality -->", "outdated", "<!-- end -->",
                      "between", "<!-- tables: latency -->", "<!-- end -->", "after", ""]
            document.write_text("\n".join(places), encoding="utf-8")
            run("tables.py", "--write", document)
            once = document.read_text(encoding="utf-8")
            kept = [line for line in once.splitlines() if line and line in places]
            self.assertEqual(kept, [line for line in places if line and line != "outdated"])
            self.assertEqual(once.count("hebo |"), run("tables.py").count("hebo |"))
            run("tables.py", "--write", document)
            self.assertEqual(document.read_text(encoding="utf-8"), once)


if __name__ == "__main__":
    unittest.main()
