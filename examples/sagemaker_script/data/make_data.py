"""Makes the two CSV files: points of a square, inside or outside a ring whose edge is blurred."""

import csv
import math
import pathlib
import random


def write(name, count, seed):
    draw = random.Random(seed)
    with (pathlib.Path(__file__).parent / name / "points.csv").open("w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["x", "y", "inside"])
        for _ in range(count):
            x, y = draw.uniform(-1, 1), draw.uniform(-1, 1)
            inside = math.hypot(x, y) + draw.gauss(0, 0.1) < 0.7
            table.writerow([f"{x:.3f}", f"{y:.3f}", int(inside)])


write("train", 200, seed=1)
write("validation", 200, seed=2)
