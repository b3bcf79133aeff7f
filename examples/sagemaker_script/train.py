"""Tells which points lie inside a ring: logistic regression by stochastic gradient descent, in SageMaker's script mode.

Nothing here is special to tuner. The platform gives the folders (SM_CHANNEL_*, SM_MODEL_DIR) and passes the hyperparameters
as arguments; the metrics are read from what is printed.
"""

import argparse
import csv
import json
import math
import os
import pathlib
import random

FEATURES = {
    "linear": lambda x, y: [1.0, x, y],
    "quadratic": lambda x, y: [1.0, x, y, x * x, x * y, y * y],
}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--learning-rate", type=float, default=0.1)
    parser.add_argument("--l2", type=float, default=1e-3)
    parser.add_argument("--features", choices=sorted(FEATURES), default="linear")
    parser.add_argument("--train", default=os.environ.get("SM_CHANNEL_TRAIN"))
    parser.add_argument("--validation", default=os.environ.get("SM_CHANNEL_VALIDATION"))
    parser.add_argument("--model-dir", default=os.environ.get("SM_MODEL_DIR"))
    return parser.parse_args()


def read_points(folder, features):
    """[(features, 0 or 1)] of every CSV file of a channel."""
    points = []
    for path in sorted(pathlib.Path(folder).glob("*.csv")):
        with path.open(newline="") as file:
            for row in csv.DictReader(file):
                points.append((FEATURES[features](float(row["x"]), float(row["y"])), int(row["inside"])))
    return points


def predict(weights, features):
    z = sum(w * f for w, f in zip(weights, features))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))


def log_loss(weights, points):
    return -sum(math.log(p if inside else 1 - p)
                for p, inside in ((predict(weights, features), inside) for features, inside in points)) / len(points)


def accuracy(weights, points):
    return sum((predict(weights, features) > 0.5) == bool(inside) for features, inside in points) / len(points)


def main():
    args = arguments()
    train, validation = (read_points(folder, args.features) for folder in (args.train, args.validation))
    weights = [0.0] * len(train[0][0])
    shuffle = random.Random(0).shuffle
    for epoch in range(1, args.epochs + 1):
        shuffle(train)
        for features, inside in train:
            error = predict(weights, features) - inside
            weights = [w - args.learning_rate * (error * f + args.l2 * w) for w, f in zip(weights, features)]
        print(f"[{epoch}] train-loss={log_loss(weights, train):.5f} validation-loss={log_loss(weights, validation):.5f} "
              f"validation-accuracy={accuracy(weights, validation):.3f}", flush=True)

    model = pathlib.Path(args.model_dir) / "model.json"
    model.write_text(json.dumps({"features": args.features, "weights": weights}))
    print(f"wrote {model.name} with {len(weights)} weights")


if __name__ == "__main__":
    main()
