#!/usr/bin/env python3
"""Golden values for tuner/gp, computed without any of its code: numpy and scipy, textbook formulas, no shared shortcuts.

    /usr/bin/python3 scripts/golden/gp_golden.py > tests/golden/gp.json

Covariances are summed pair by pair; the likelihood is scipy's multivariate normal density; predictions use the explicit
inverse; tails are integrals by adaptive quadrature (relative error below 1e-12).
"""
import json
import math
import sys

import numpy as np
from scipy import integrate, special, stats


def kernel(x, y, groups, p):
    k = np.empty((len(x), len(y)))
    for i, a in enumerate(x):
        for j, b in enumerate(y):
            r2 = sum(((a[c] - b[c]) / p["length_scales"][g]) ** 2 for c, g in enumerate(groups))
            s = math.sqrt(5.0 * r2)
            k[i, j] = p["signal_variance"] * (1 + s + 5.0 * r2 / 3.0) * math.exp(-s)
    return k


def log_prior(p):
    g = len(p["length_scales"])
    mu, sigma = math.sqrt(2.0) + 0.5 * math.log(g), math.sqrt(3.0)
    value = 0.0
    for length in p["length_scales"]:   # LogNormal density without its constant
        value += stats.lognorm.logpdf(length, s=sigma, scale=math.exp(mu)) + math.log(sigma * math.sqrt(2 * math.pi))
    value += -0.5 * math.log(p["signal_variance"]) ** 2 - 0.5 * p["mean"] ** 2
    t = math.log(p["noise_variance"])
    value += math.log(0.5 * stats.norm.pdf(t, -3.0, 1.0) + 0.5 * stats.norm.pdf(t, -11.0, 1.5))
    return value


def log_h(z):
    """ln of E[max(z + e, 0)] as an integral over the gain t; the factor exp(-z^2/2) is taken out for the tail."""
    if z < 0:
        width = 1.0 / max(1.0, -z)
        f = lambda v: v * width * math.exp(z * v * width - 0.5 * (v * width) ** 2) * width
        area, _ = integrate.quad(f, 0.0, 60.0, epsabs=0.0, epsrel=1e-13, limit=500)
        return -0.5 * z * z - 0.5 * math.log(2 * math.pi) + math.log(area)
    return math.log(stats.norm.pdf(z) + z * stats.norm.cdf(z))


def case(rng, n, groups, p, queries, pending):
    columns = len(groups)
    x = rng.random((n, columns)).round(3)
    z = (np.sin(3 * x.sum(axis=1)) + 0.1 * rng.standard_normal(n)).round(4)
    q, w = rng.random((queries, columns)).round(3), rng.random((pending, columns)).round(3)
    noisy = kernel(x, x, groups, p) + p["noise_variance"] * np.eye(n)
    likelihood = stats.multivariate_normal(mean=np.full(n, p["mean"]), cov=noisy).logpdf(z)
    inverse = np.linalg.inv(noisy)
    cross = kernel(q, x, groups, p)
    mean = p["mean"] + cross @ inverse @ (z - p["mean"])
    variance = p["signal_variance"] - np.einsum("ij,jk,ik->i", cross, inverse, cross)
    both = np.vstack([x, w])
    nugget = np.concatenate([np.full(n, p["noise_variance"]), np.full(pending, 1e-6 * p["signal_variance"])])
    both_inverse = np.linalg.inv(kernel(both, both, groups, p) + np.diag(nugget))
    both_cross = kernel(q, both, groups, p)
    pending_variance = p["signal_variance"] - np.einsum("ij,jk,ik->i", both_cross, both_inverse, both_cross)
    incumbent = float(z.min())
    log_ei = [0.5 * math.log(v) + log_h((incumbent - m) / math.sqrt(v)) for m, v in zip(mean, variance)]
    return {"x": x.tolist(), "z": z.tolist(), "groups": groups, "parameters": p, "log_likelihood": likelihood,
            "log_prior": log_prior(p), "queries": q.tolist(), "mean": mean.tolist(), "variance": variance.tolist(),
            "pending": w.tolist(), "pending_variance": pending_variance.tolist(), "incumbent": incumbent,
            "log_ei": log_ei}


def main():
    rng = np.random.default_rng(20240607)
    zetas = [-200.0, -60.0, -30.0, -25.5, -24.5, -10.0, -5.0, -2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 2.0, 6.0, 40.0, 200.0]
    cases = [
        case(rng, 12, [0, 1], {"length_scales": [0.3, 0.9], "signal_variance": 1.3, "noise_variance": 0.01,
                               "mean": 0.2}, 6, 2),
        case(rng, 9, [0, 1, 1, 2], {"length_scales": [0.7, 0.4, 2.0], "signal_variance": 0.6, "noise_variance": 1e-4,
                                    "mean": -0.4}, 5, 3),
        case(rng, 1, [0], {"length_scales": [0.5], "signal_variance": 1.0, "noise_variance": 1e-3, "mean": 0.0}, 3, 1),
    ]
    json.dump({"made_by": "scripts/golden/gp_golden.py (numpy %s)" % np.__version__,
               "precision": "1e-12 relative for tails, 1e-9 for the rest",
               "log_h": [[z, log_h(z)] for z in zetas],
               "log_cdf": [[z, float(special.log_ndtr(z))] for z in zetas],
               "cases": cases}, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
