"""Bundled data in three fixed folds, and the losses by which a model on them is judged.

Every fold is standardised by its own training part, and so is the target of a regression by all of it. Nothing is drawn anew: the same
hyperparameters always give the same loss.
"""

import numpy as np
from sklearn import datasets
from sklearn.model_selection import KFold, StratifiedKFold

FOLDS = 3
MOST_ROWS = 600
WORST = 10.0  # the loss of a fold that cannot be trained


def folds(name):
    """(train x, train y, validation x, validation y) for each fold."""
    x, y = getattr(datasets, "load_" + name)(return_X_y=True)
    rows = np.random.RandomState(5).permutation(len(x))[:MOST_ROWS]
    x, y = x[rows], y[rows]
    regression = name == "diabetes"
    if regression:
        y = (y - y.mean()) / y.std()
    split = (KFold if regression else StratifiedKFold)(FOLDS, shuffle=True, random_state=0)
    for train, validation in split.split(x, y):
        mean, deviation = x[train].mean(0), x[train].std(0)
        deviation[deviation == 0] = 1
        yield (x[train] - mean) / deviation, y[train], (x[validation] - mean) / deviation, y[validation]


def squared_error(model, x, y):
    away = np.clip(model.predict(x).ravel() - y, -1e3, 1e3)
    return min(float(np.mean(away**2)), WORST)


def log_loss(model, x, y):
    """Of probabilities that are not below 1e-4."""
    probabilities = np.clip(model.predict_proba(x), 1e-4, 1)
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    return float(-np.mean(np.log(probabilities[np.arange(len(y)), np.searchsorted(model.classes_, y)])))


def error_rate(model, x, y):
    return float(np.mean(model.predict(x) != y))


def validation_loss(name, make, loss):
    """The mean loss over the folds of the models that `make()` gives."""
    total = 0.0
    for train_x, train_y, x, y in folds(name):
        try:
            total += loss(make().fit(train_x, train_y), x, y)
        except (ValueError, FloatingPointError, OverflowError):
            total += WORST
    return total / FOLDS
