"""One training of a task, as `tuner` starts it: hyperparameters are arguments, the loss is a line of the output.

    train.py svr_diabetes -C 1 --gamma 0.01 --epsilon 0.1
"""

import argparse
import warnings

from tasks import TASKS, loss_of


def reader(parameter):
    """Text -> value of a parameter."""
    if parameter["type"] == "categorical":
        return {str(value): value for value in parameter["values"]}.__getitem__
    return int if parameter["type"] == "integer" else float


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for_tasks = parser.add_subparsers(dest="task", required=True)
    for name, task in TASKS.items():
        for_task = for_tasks.add_parser(name)
        for parameter, domain in task.parameters.items():
            # As `tuner` writes them: one hyphen before a name of one letter.
            for_task.add_argument(("-" if len(parameter) == 1 else "--") + parameter, type=reader(domain), required=True)
    hyperparameters = vars(parser.parse_args())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # few iterations are part of the tasks
        loss = loss_of(hyperparameters.pop("task"), hyperparameters)
    print(f"loss={loss!r}")


if __name__ == "__main__":
    main()
