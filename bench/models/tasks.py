"""The tasks: what is trained on which data, the hyperparameters with their ranges, and how many trials a search has.

A model is made from its hyperparameters `p` (name -> number or text); scikit-learn is imported where it is needed, since a training is
a process of its own. svr_diabetes, rf_wine, mlp_wine, enet_diabetes, knn_digits and ada_breast are the development tasks of that name
(../results/README.md); the others are ours alone.
"""

from typing import Callable, NamedTuple

import data


class Task(NamedTuple):
    data: str
    loss: Callable
    budget: int
    parameters: dict  # as in a job file
    make: Callable


def continuous(low, high, scale="linear"):
    return {"type": "continuous", "min": low, "max": high, "scale": scale}


def integer(low, high, scale="linear"):
    return {"type": "integer", "min": low, "max": high, "scale": scale}


def one_of(*values):
    return {"type": "categorical", "values": list(values)}


def svr(p):
    from sklearn.svm import SVR
    return SVR(max_iter=3000, **p)


def svc(p):
    from sklearn.svm import SVC
    return SVC(max_iter=3000, probability=True, random_state=0, **p)


def forest(p):
    from sklearn.ensemble import RandomForestClassifier
    return RandomForestClassifier(n_estimators=10, random_state=0, **p)


def boosted_classifier(p):
    from sklearn.ensemble import GradientBoostingClassifier
    return GradientBoostingClassifier(random_state=0, **p)


def boosted_regressor(p):
    from sklearn.ensemble import GradientBoostingRegressor
    return GradientBoostingRegressor(random_state=0, **p)


def ada(p):
    from sklearn.ensemble import AdaBoostClassifier
    from sklearn.tree import DecisionTreeClassifier
    tree = DecisionTreeClassifier(max_depth=p["depth"], min_samples_leaf=p["leaf"])
    return AdaBoostClassifier(tree, n_estimators=p["n"], learning_rate=p["lr"], random_state=0)


def network(epochs):
    def make(p):
        from sklearn.neural_network import MLPClassifier
        others = {name: value for name, value in p.items() if name not in ("units", "layers")}
        return MLPClassifier(hidden_layer_sizes=(p["units"],) * p["layers"], max_iter=epochs, random_state=0, **others)
    return make


def neighbours(p):
    from sklearn.neighbors import KNeighborsClassifier
    return KNeighborsClassifier(p["k"], weights=p["weights"], p=p["p"], algorithm="brute")


def projected_neighbours(p):
    from sklearn.decomposition import PCA
    from sklearn.pipeline import make_pipeline
    return make_pipeline(PCA(p["pca"], svd_solver="full"), neighbours(p))


def elastic_net(p):
    from sklearn.linear_model import ElasticNet
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import PolynomialFeatures
    return make_pipeline(PolynomialFeatures(2), ElasticNet(max_iter=200, random_state=0, **p))


def logistic(p):
    from sklearn.linear_model import LogisticRegression
    return LogisticRegression(penalty="elasticnet", solver="saga", max_iter=20, random_state=0, **p)


KERNEL = {"C": continuous(1e-3, 1e3, "log"), "gamma": continuous(1e-5, 10, "log")}
FOREST = {"max_depth": integer(1, 15), "max_features": continuous(0.01, 0.99), "min_samples_split": continuous(0.01, 0.99),
          "min_samples_leaf": continuous(0.01, 0.49), "min_weight_fraction_leaf": continuous(0.01, 0.49),
          "min_impurity_decrease": continuous(1e-4, 0.5, "log"), "criterion": one_of("gini", "entropy")}
NETWORK = {"units": integer(4, 64, "log"), "layers": integer(1, 3), "alpha": continuous(1e-5, 10, "log"),
           "learning_rate_init": continuous(1e-5, 1, "log"), "batch_size": integer(8, 64, "log"),
           "beta_1": continuous(0.5, 0.99), "activation": one_of("relu", "tanh", "logistic")}
BOOSTING = {"n_estimators": integer(5, 60, "log"), "learning_rate": continuous(1e-3, 1, "log"), "max_depth": integer(1, 6),
            "subsample": continuous(0.3, 1), "min_samples_leaf": integer(1, 64, "log"), "max_features": continuous(0.1, 1)}
NEIGHBOURS = {"k": integer(1, 25), "p": one_of(1, 2), "weights": one_of("uniform", "distance")}

TASKS = {
    "svr_diabetes": Task("diabetes", data.squared_error, 30, {**KERNEL, "epsilon": continuous(1e-3, 1, "log")}, svr),
    "rf_wine": Task("wine", data.log_loss, 50, FOREST, forest),
    "mlp_wine": Task("wine", data.log_loss, 50, NETWORK, network(epochs=6)),
    "enet_diabetes": Task("diabetes", data.squared_error, 40, {
        "alpha": continuous(1e-4, 10, "log"), "l1_ratio": continuous(0, 1), "selection": one_of("cyclic", "random"),
        "tol": continuous(1e-5, 1e-1, "log")}, elastic_net),
    "knn_digits": Task("digits", data.error_rate, 40, {**NEIGHBOURS, "pca": integer(2, 60, "log")}, projected_neighbours),
    "ada_breast": Task("breast_cancer", data.log_loss, 40, {
        "n": integer(2, 12, "log"), "lr": continuous(1e-3, 3, "log"), "depth": integer(1, 5), "leaf": integer(1, 80, "log")}, ada),
    "svm_iris": Task("iris", data.log_loss, 30, {**KERNEL, "kernel": one_of("rbf", "sigmoid", "poly")}, svc),
    "knn_iris": Task("iris", data.log_loss, 30, {**NEIGHBOURS, "k": integer(1, 60)}, neighbours),
    "rf_digits": Task("digits", data.log_loss, 40, FOREST, forest),
    "gbm_breast": Task("breast_cancer", data.log_loss, 40, BOOSTING, boosted_classifier),
    "gbm_diabetes": Task("diabetes", data.squared_error, 40, BOOSTING, boosted_regressor),
    "mlp_breast": Task("breast_cancer", data.log_loss, 40, NETWORK, network(epochs=6)),
    "logistic_digits": Task("digits", data.log_loss, 30, {
        "C": continuous(1e-4, 1e2, "log"), "l1_ratio": continuous(0, 1), "tol": continuous(1e-5, 1e-1, "log")}, logistic),
}


def loss_of(name, hyperparameters):
    task = TASKS[name]
    return data.validation_loss(task.data, lambda: task.make(hyperparameters), task.loss)
