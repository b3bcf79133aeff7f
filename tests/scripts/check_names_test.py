"""scripts/check_names.py must see a type that is defined twice, and nothing else."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

CHECKER = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "check_names.py"
FIRST = "namespace tuner {\nclass Curve {\n  struct Point {};\n};\n}\n"


def check(second):
    """(exit code, output) of the checker on a tree of two files."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        (root / "metrics").mkdir()
        (root / "metrics/first.h").write_text(FIRST)
        (root / "metrics/second.h").write_text(second)
        done = subprocess.run([sys.executable, CHECKER, root], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout


class CheckNames(unittest.TestCase):
    def expect_double(self, second):
        code, output = check(second)
        self.assertEqual(code, 1, output)
        self.assertIn("metrics/second.h:2: tuner::Curve is already defined at metrics/first.h:2", output)

    def test_a_class_is_seen(self):
        self.expect_double("namespace tuner {\nstruct Curve : Base {};\n}\n")

    def test_an_alias_is_seen(self):
        self.expect_double("namespace tuner {\nusing Curve = int;\n}\n")

    def test_other_scopes_and_mere_mentions_are_no_doubles(self):
        for second in ("namespace tuner {\nnamespace {\nstruct Curve {};\n}\n}\n",
                       "namespace tuner::other {\nstruct Curve {};\n}\n",
                       "namespace tuner {\nstruct Axis {\n  struct Curve {};\n};\n}\n",
                       "namespace tuner {\nclass Curve;\nvoid draw(const struct Curve& curve) {}\n}\n",
                       "namespace tuner {\nstruct Curve::Point {};\n}\n",
                       "// namespace tuner { struct Curve {}; }\nconst char* s = R\"(struct Curve {})\";\n"):
            code, output = check(second)
            self.assertEqual(code, 0, second + output)


if __name__ == "__main__":
    unittest.main()
