"""Logistic regression for scikit-learn's handwritten digits. Knows nothing of who starts it."""

import argparse

from data import report, split
from sklearn.linear_model import LogisticRegression

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--inverse-regularisation", type=float, default=1.0)
parser.add_argument("--solver", choices=["lbfgs", "newton-cg"], default="lbfgs")
options = parser.parse_args()

train, test, train_labels, test_labels = split()
model = LogisticRegression(C=options.inverse_regularisation, solver=options.solver, max_iter=1000)
report(model.fit(train, train_labels), test, test_labels)
