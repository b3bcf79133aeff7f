"""A forest of random trees for scikit-learn's handwritten digits. Knows nothing of who starts it."""

import argparse

from data import report, split
from sklearn.ensemble import RandomForestClassifier

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--trees", type=int, default=50)
parser.add_argument("--depth", type=int, default=10)
parser.add_argument("--features", type=float, default=0.2, help="share of the pixels that each split looks at")
options = parser.parse_args()

train, test, train_labels, test_labels = split()
model = RandomForestClassifier(
    n_estimators=options.trees, max_depth=options.depth, max_features=options.features, random_state=0
)
report(model.fit(train, train_labels), test, test_labels)
