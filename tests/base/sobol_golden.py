#!/usr/bin/python3
"""Prints the golden values of sobol_test.cc: SciPy's first 16 unscrambled Sobol points in 8 dimensions, times 16."""
from scipy.stats import qmc

points = qmc.Sobol(d=8, scramble=False).random(16)
for row in (points * 16).astype(int).T.tolist():
    print("{" + ", ".join(map(str, row)) + "},")
