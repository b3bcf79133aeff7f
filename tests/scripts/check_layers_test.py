"""scripts/check_layers.py must see violations: each test plants one in a small tree that is otherwise clean."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

CHECKER = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "check_layers.py"

CLEAN = {
    "tuner/base/result.h": ["<tl/expected.hpp>", "<string>"],
    "tuner/space/space.h": ['"tuner/base/result.h"', "<Eigen/Core>"],
    "tuner/gp/kernel.cc": ['"tuner/base/result.h"', "<gsl/gsl_min.h>", "<boost/math/distributions/normal.hpp>"],
    "tuner/strategy.h": ['"tuner/space/space.h"'],
    "strategies/random.cc": ['"tuner/strategy.h"'],
    "tuner/base/pattern.cc": ["<pcre2.h>"],
    "service/main.cc": ['"strategies/random.cc"', "<CLI/CLI.hpp>"],
}


def check(tree):
    """(exit code, output) of the checker on a tree given as {path: what it includes}."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for path, includes in tree.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text("".join(f"#include {i}\n" for i in includes))
        done = subprocess.run([sys.executable, CHECKER, root], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout


class CheckLayers(unittest.TestCase):
    def expect_violation(self, planted, message):
        code, output = check(CLEAN | planted)
        self.assertEqual(code, 1, output)
        self.assertIn(message, output)
        self.assertIn(" 1 against the layers", output)

    def test_a_clean_tree_passes(self):
        code, output = check(CLEAN)
        self.assertEqual(code, 0, output)

    def test_gp_may_not_include_space(self):
        self.expect_violation({"tuner/gp/fit.h": ["<vector>", '"tuner/space/space.h"']},
                              "tuner/gp/fit.h:2: gp may not include space")

    def test_the_centre_may_not_include_a_plug_in(self):
        self.expect_violation({"tuner/loop.cc": ['"strategies/random.cc"']}, "loop may not include strategies")

    def test_families_may_not_include_each_other(self):
        self.expect_violation({"backends/local.cc": ['"strategies/random.cc"']},
                              "backends may not include strategies")

    def test_a_strategy_may_not_see_another_socket(self):
        self.expect_violation({"tuner/backend.h": [], "strategies/greedy.cc": ['"tuner/backend.h"']},
                              "strategies may not include backend.h")

    def test_external_libraries_stay_in_their_places(self):
        for included in ["Eigen/Core", "spdlog/spdlog.h", "sqlite3.h", "pcre2.h", "CLI/CLI.hpp", "yaml-cpp/yaml.h",
                         "curl/curl.h", "gsl/gsl_min.h", "boost/math/constants.hpp", "nlohmann/json.hpp"]:
            with self.subTest(included):
                self.expect_violation({"tuner/clock.h": [f"<{included}>"]}, "tuner/clock.h:1: ")

    def test_an_unknown_library_is_refused(self):
        self.expect_violation({"service/help.cc": ["<boost/process.hpp>"]}, "in no row of the table")

    def test_gsl_stays_in_three_files(self):
        planted = {f"tuner/gp/part_{i}.cc": ["<gsl/gsl_min.h>"] for i in range(3)}
        self.expect_violation(planted, "at most 3 files")

    def test_includes_are_written_from_the_root(self):
        self.expect_violation({"strategies/sobol.cc": ['"random.cc"']}, "not a path from the root")


if __name__ == "__main__":
    unittest.main()
