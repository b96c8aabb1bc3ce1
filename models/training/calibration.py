"""How logits become probabilities, with a share for "none of these". Mirrors `src/rerank/card.rs`."""

import numpy as np
from scipy.optimize import minimize

import data

# Cases whose diagnosis has no annotations cannot be on a shortlist. How many of a clinic's patients are such is not
# known; together they weigh this much beside the fresh ones.
NEW_SHARE = 0.03


def posterior(parameters, logits, terms, explained):
    log_terms = np.log(max(terms, 1))
    scaled = (logits - logits.max()) / np.exp(parameters[0] + parameters[1] * log_terms)
    shares = np.exp(scaled)
    total = shares.sum()
    first = int(np.argmax(logits))
    odds = parameters[2] + parameters[3] * log_terms - parameters[4] * np.log(total) + parameters[5] * explained[first]
    none = 1 / (1 + np.exp(-odds))
    return (1 - none) * shares / total, none


class Pool:
    """Fresh and new cases as arrays, so that fitting takes seconds: rows padded with minus infinity."""

    def __init__(self, cases, logits, explained):
        fresh = sum(case.source == "fresh" for case in cases)
        new = sum(case.source == "new" for case in cases)
        chosen = [(case, values) for case, values in zip(cases, logits) if case.source in ("fresh", "new")]
        width = max(len(values) for _, values in chosen)
        self.gaps = np.full((len(chosen), width), -np.inf)
        for at, (_, values) in enumerate(chosen):
            self.gaps[at, : len(values)] = values - values.max()
        self.log_terms = np.log([max(case.meta["observed"], 1) for case, _ in chosen])
        self.explained = np.array([case.rows[int(np.argmax(values)), explained] for case, values in chosen])
        self.truth = np.array([-1 if case.truth is None else case.truth for case, _ in chosen])
        share = NEW_SHARE * fresh / max(new, 1)
        self.weight = np.array([1.0 if case.source == "fresh" else share for case, _ in chosen])

    def loss(self, parameters):
        scaled = self.gaps / np.exp(parameters[0] + parameters[1] * self.log_terms)[:, None]
        total = np.exp(scaled).sum(axis=1)
        odds = parameters[2] + parameters[3] * self.log_terms - parameters[4] * np.log(total)
        none = 1 / (1 + np.exp(-(odds + parameters[5] * self.explained)))
        cases = np.arange(len(none))
        listed = (1 - none) * np.exp(scaled[cases, np.maximum(self.truth, 0)]) / total
        right = np.where(self.truth < 0, none, listed)
        penalty = 0.001 * np.sum(np.square(parameters[[1, 3, 4, 5]]))
        return penalty - float((self.weight * np.log(np.maximum(right, 1e-9))).sum() / self.weight.sum())


def fit(cases, logits, explained):
    pool = Pool(cases, logits, explained)
    start = np.array([0.0, 0.0, -2.0, 0.0, 0.0, 0.0])
    solved = minimize(pool.loss, start, method="L-BFGS-B", options={"maxiter": 60})
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
