"""Intervals for means over tasks of means over seeds: 95 %, from a hierarchical bootstrap.

A sample holds one array of scores for each task. A resampling draws as many tasks as there are, with replacement, and for every drawn
task as many scores as it has, with replacement. The same samples always give the same interval.
"""

import numpy as np

RESAMPLINGS = 4000


def resampled_means(scores, count, rng):
    return scores[rng.integers(len(scores), size=(count, len(scores)))].mean(axis=1)


def mean(tasks):
    return float(np.mean([np.mean(scores) for scores in tasks]))


def difference(ours, theirs):
    """(mean, lower, upper) of ours - theirs. `ours` has one array per task, `theirs` a list of arrays per task: one for each of the
    tuners that are pooled, all of equal weight."""
    rng = np.random.default_rng(0)
    count = len(ours)
    drawn = rng.integers(count, size=(RESAMPLINGS, count))
    differences = np.empty(drawn.shape)
    for task in range(count):
        here = drawn == task
        times = int(here.sum())
        pooled = [resampled_means(scores, times, rng) for scores in theirs[task]]
        differences[here] = resampled_means(ours[task], times, rng) - np.mean(pooled, axis=0)
    middle = mean(ours) - float(np.mean([mean(pooled) for pooled in theirs]))
    return middle, *np.percentile(differences.mean(axis=1), [2.5, 97.5])
