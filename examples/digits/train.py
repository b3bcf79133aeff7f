"""A neural network for scikit-learn's handwritten digits, trained epoch by epoch.

An ordinary training script: of who starts it it knows nothing but a folder for checkpoints. The same hyperparameters always give the same
numbers, also where it goes on from a checkpoint.
"""

import argparse
import os
import pathlib
import pickle

import numpy as np
from sklearn.datasets import load_digits
from sklearn.metrics import accuracy_score, log_loss
from sklearn.model_selection import train_test_split

CLASSES = 10
# Each activation with its slope, written in terms of the activation itself.
ACTIVATIONS = {
    "relu": (lambda z: np.maximum(z, 0), lambda h: h > 0),
    "tanh": (np.tanh, lambda h: 1 - h * h),
    "logistic": (lambda z: 1 / (1 + np.exp(-np.clip(z, -50, 50))), lambda h: h * (1 - h)),
}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--learning-rate", type=float, default=0.001)
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--hidden-units", type=int, default=64)
    parser.add_argument("--weight-decay", type=float, default=1e-4)
    parser.add_argument("--dropout", type=float, default=0.0, help="share of the hidden units left out of each step")
    parser.add_argument("--input-noise", type=float, default=0.01, help="standard deviation, pixels being in [0, 1]")
    parser.add_argument("--activation", choices=sorted(ACTIVATIONS), default="relu")
    parser.add_argument("--solver", choices=["adam", "sgd"], default="adam")
    parser.add_argument("--momentum", type=float, default=0.9, help="of sgd; adam has its own")
    return parser.parse_args()


class Network:
    """One hidden layer and a softmax; parameters are the two weight matrices and their biases."""

    def __init__(self, inputs, hidden, activation, rng):
        self.activation, self.slope = ACTIVATIONS[activation]
        self.parameters = [
            rng.normal(0, np.sqrt(2 / (inputs + hidden)), (inputs, hidden)), np.zeros(hidden),
            rng.normal(0, np.sqrt(2 / (hidden + CLASSES)), (hidden, CLASSES)), np.zeros(CLASSES)]

    def hidden(self, x):
        return self.activation(x @ self.parameters[0] + self.parameters[1])

    def probabilities(self, hidden):
        z = hidden @ self.parameters[2] + self.parameters[3]
        e = np.exp(z - z.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def gradient(self, x, target, mask, weight_decay):
        """(cross entropy, its gradient) with the hidden units scaled by `mask`."""
        h = self.hidden(x)
        p = self.probabilities(h * mask)
        dz = (p - target) / len(x)
        dh = (dz @ self.parameters[2].T) * mask * self.slope(h)
        loss = -np.mean(np.log(np.maximum((p * target).sum(axis=1), 1e-15)))
        return loss, [x.T @ dh + weight_decay * self.parameters[0], dh.sum(axis=0),
                      (h * mask).T @ dz + weight_decay * self.parameters[2], dz.sum(axis=0)]


class Sgd:
    def __init__(self, learning_rate, momentum):
        self.learning_rate, self.momentum, self.velocity = learning_rate, momentum, [0.0] * 4

    def step(self, gradient):
        self.velocity = [self.momentum * v - self.learning_rate * g for v, g in zip(self.velocity, gradient)]
        return self.velocity


class Adam:
    def __init__(self, learning_rate):
        self.learning_rate, self.steps, self.mean, self.square = learning_rate, 0, [0.0] * 4, [0.0] * 4

    def step(self, gradient):
        self.steps += 1
        self.mean = [0.9 * m + 0.1 * g for m, g in zip(self.mean, gradient)]
        self.square = [0.999 * s + 0.001 * g * g for s, g in zip(self.square, gradient)]
        rate = self.learning_rate * np.sqrt(1 - 0.999**self.steps) / (1 - 0.9**self.steps)
        return [-rate * m / (np.sqrt(s) + 1e-8) for m, s in zip(self.mean, self.square)]


def train_one_epoch(network, solver, x, target, args, rng):
    losses = []
    order = rng.permutation(len(x))
    for start in range(0, len(x), args.batch_size):
        batch = order[start:start + args.batch_size]
        noisy = x[batch] + rng.normal(0, args.input_noise, x[batch].shape)
        mask = (rng.random((len(batch), args.hidden_units)) >= args.dropout) / (1 - args.dropout)
        loss, gradient = network.gradient(noisy, target[batch], mask, args.weight_decay)
        network.parameters = [p + d for p, d in zip(network.parameters, solver.step(gradient))]
        losses.append(loss)
    return np.mean(losses)


class Checkpoint:
    """What a later run needs to go on; in the folder $TUNER_CHECKPOINT_DIR, and nowhere without it."""

    def __init__(self):
        folder = os.environ.get("TUNER_CHECKPOINT_DIR")
        self.path = pathlib.Path(folder, "checkpoint") if folder else None

    def read(self, state):
        """The state that was written last, or the one that is given."""
        return pickle.loads(self.path.read_bytes()) if self.path and self.path.exists() else state

    def write(self, state):
        """All of it, or nothing."""
        if not self.path:
            return
        unfinished = self.path.with_suffix(".new")
        unfinished.write_bytes(pickle.dumps(state))
        unfinished.replace(self.path)


def main():
    args = arguments()
    images, labels = load_digits(return_X_y=True)
    train_x, val_x, train_y, val_y = train_test_split(
        images / 16.0, labels, test_size=0.5, stratify=labels, random_state=0)
    rng = np.random.default_rng(0)
    network = Network(train_x.shape[1], args.hidden_units, args.activation, rng)
    solver = Adam(args.learning_rate) if args.solver == "adam" else Sgd(args.learning_rate, args.momentum)
    checkpoint = Checkpoint()
    trained, network.parameters, solver, rng = checkpoint.read((0, network.parameters, solver, rng))

    print(f"{len(train_x)} images to train on, {len(val_x)} to validate", flush=True)
    for epoch in range(trained + 1, args.epochs + 1):
        train_loss = train_one_epoch(network, solver, train_x, np.eye(CLASSES)[train_y], args, rng)
        probabilities = network.probabilities(network.hidden(val_x))
        if not np.isfinite(probabilities).all():
            print(f"epoch {epoch:2d}/{args.epochs}  diverged: val_loss=nan", flush=True)
            return
        val_loss, val_acc = log_loss(val_y, probabilities), accuracy_score(val_y, probabilities.argmax(axis=1))
        print(f"epoch {epoch:2d}/{args.epochs}  train_loss={train_loss:.4f}  "
              f"val_loss={val_loss:.4f}  val_acc={val_acc:.4f}", flush=True)
        if epoch % 10 == 0 or epoch == args.epochs:
            checkpoint.write((epoch, network.parameters, solver, rng))


if __name__ == "__main__":
    main()
