"""How logits become probabilities, with a share for "none of these". Mirrors `src/rerank/card.rs`."""

from collections import Counter

import numpy as np
from scipy.optimize import minimize

import data

# Cases whose diagnosis has no annotations cannot be on a shortlist. How many of a clinic's patients are such is not
# known; together they weigh this much beside the fresh ones.
NEW_SHARE = 0.03


# Numbers of terms that have parameters of their own; in between they are interpolated by the logarithm.
KNOTS = np.log([2.0, 5.0, 12.0])


def by_terms(terms):
    """Shares of the knots for each number of terms."""
    at = np.clip(np.log(np.maximum(terms, 1)), KNOTS[0], KNOTS[-1])
    return np.stack([np.interp(at, KNOTS, one) for one in np.eye(len(KNOTS))], axis=-1)


def posterior(parameters, logits, terms, explained):
    knots = by_terms(terms)
    shares = np.exp((logits - logits.max()) / np.exp(knots @ parameters[:3]))
    total = shares.sum()
    first = int(np.argmax(logits))
    odds = knots @ parameters[3:6] - parameters[6] * np.log(total) + parameters[7] * explained[first]
    none = 1 / (1 + np.exp(-odds))
    return (1 - none) * shares / total, none


class Pool:
    """Fresh and new cases as arrays, so that fitting takes seconds: rows padded with minus infinity."""

    def __init__(self, cases, logits, explained):
        chosen = [(case, values) for case, values in zip(cases, logits) if case.source in ("fresh", "new")]
        width = max(len(values) for _, values in chosen)
        self.gaps = np.full((len(chosen), width), -np.inf)
        for at, (_, values) in enumerate(chosen):
            self.gaps[at, : len(values)] = values - values.max()
        self.knots = by_terms(np.array([case.meta["observed"] for case, _ in chosen]))
        self.explained = np.array([case.rows[int(np.argmax(values)), explained] for case, values in chosen])
        self.truth = np.array([-1 if case.truth is None else case.truth for case, _ in chosen])
        fresh = np.array([case.source == "fresh" for case, _ in chosen])
        # The cases of a disease together weigh the root of their number: one large series is not all patients.
        counts = Counter(case.meta["disease"] for case, _ in chosen)
        series = np.array([counts[case.meta["disease"]] ** -0.5 for case, _ in chosen])
        self.weight = series * np.where(fresh, 1.0, NEW_SHARE * fresh.sum() / max((~fresh).sum(), 1))

    def loss(self, parameters):
        scaled = self.gaps / np.exp(self.knots @ parameters[:3])[:, None]
        total = np.exp(scaled).sum(axis=1)
        odds = self.knots @ parameters[3:6] - parameters[6] * np.log(total) + parameters[7] * self.explained
        none = 1 / (1 + np.exp(-odds))
        cases = np.arange(len(none))
        listed = (1 - none) * np.exp(scaled[cases, np.maximum(self.truth, 0)]) / total
        right = np.where(self.truth < 0, none, listed)
        penalty = 0.001 * np.sum(np.square(parameters[[1, 2, 4, 5, 6, 7]]))
        return penalty - float((self.weight * np.log(np.maximum(right, 1e-9))).sum() / self.weight.sum())


def fit(cases, logits, explained):
    pool = Pool(cases, logits, explained)
    start = np.array([0.0, 0.0, 0.0, -2.0, 0.0, 0.0, 0.0, 0.0])
    solved = minimize(pool.loss, start, method="L-BFGS-B", options={"maxiter": 80})
    return [round(float(value), 4) for value in solved.x]


def expected_error(pairs, bins=10):
    claimed, right = np.array([p for p, _ in pairs]), np.array([r for _, r in pairs], float)
    place = np.minimum((claimed * bins).astype(int), bins - 1)
    total = 0.0
    for bin in range(bins):
        chosen = place == bin
        if chosen.any():
            total += chosen.sum() * abs(claimed[chosen].mean() - right[chosen].mean())
    return total / len(pairs)


def out_of_fold(cases, logits, fold_of, explained):
    """Expected calibration error on fresh cases, each fold calibrated on the others."""
    pairs, nones = [], {"fresh": [], "new": []}
    for fold in range(data.FOLDS):
        inside = [at for at in range(len(cases)) if fold_of[at] != fold]
        parameters = fit([cases[at] for at in inside], [logits[at] for at in inside], explained)
        for at in np.flatnonzero(fold_of == fold):
            case = cases[at]
            if case.source not in nones:
                continue
            candidates, none = posterior(parameters, logits[at], case.meta["observed"], case.rows[:, explained])
            nones[case.source].append(none)
            if case.source == "fresh":
                pairs.append((candidates.max(), case.truth == int(np.argmax(candidates)), case.meta["observed"]))
    groups = {"all": (0, 10**6), "up to 3 terms": (0, 3), "4 to 7 terms": (4, 7), "8 terms or more": (8, 10**6)}
    result = {}
    for name, (low, high) in groups.items():
        chosen = [(p, r) for p, r, n in pairs if low <= n <= high]
        result[name] = {"cases": len(chosen), "expected_calibration_error": round(expected_error(chosen), 4)}
    result["mean share of none of these"] = {name: round(float(np.mean(values)), 3) for name, values in nones.items()}
    return result
