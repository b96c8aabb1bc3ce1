"""A linear softmax over the shortlist (conditional logit), fitted with L-BFGS."""

import numpy as np
from scipy.optimize import minimize

DECAY = 1e-2
# The same for every candidate of a case.
CONSTANT = ("observed_terms", "mean_information", "best_evidence")


def fit(tensors, weight, names):
    x, valid, truth = tensors
    cases = np.arange(len(truth))
    right = x[cases, truth]
    weight = weight / weight.sum()

    def objective(coefficients):
        logits = np.where(valid, x @ coefficients.astype(np.float32), -1e9)
        most = logits.max(1, keepdims=True)
        shares = np.exp(logits - most)
        total = shares.sum(1, keepdims=True)
        shares /= total
        likelihood = logits[cases, truth] - most[:, 0] - np.log(total[:, 0])
        gradient = ((right - np.einsum("nm,nmk->nk", shares, x)) * weight[:, None]).sum(0)
        return (
            float(-(weight * likelihood).sum() + DECAY * (coefficients**2).sum()),
            (-gradient + 2 * DECAY * coefficients).astype(float),
        )

    # A contradiction with a nearly obligate finding never speaks for a disease.
    bounds = [(0, 0) if name in CONSTANT else (0, None) if name == "exclusion" else (None, None) for name in names]
    start = np.zeros(x.shape[-1])
    solved = minimize(objective, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 80})
    return solved.x.astype(np.float32)
