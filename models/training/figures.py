"""Reliability diagram, top-k curves and feature weights as PNG."""

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

import calibration


def draw(cases, logits, results, parameters, explained, model, header, folder):
    folder.mkdir(parents=True, exist_ok=True)
    reliability(cases, logits, parameters, explained, folder / "reliability.png")
    curves(results["fresh"], folder / "top-k.png")
    importance(cases, model, header, folder / "importance.png")


def reliability(cases, logits, parameters, explained, path):
    pairs = []
    for case, values in zip(cases, logits):
        if case.source == "fresh":
            candidates, _ = calibration.posterior(parameters, values, case.meta["observed"], case.rows[:, explained])
            pairs.append((candidates.max(), case.truth == int(np.argmax(candidates))))
    claimed, right = np.array([p for p, _ in pairs]), np.array([r for _, r in pairs], float)
    place = np.minimum((claimed * 10).astype(int), 9)
    points = [(claimed[place == b].mean(), right[place == b].mean(), (place == b).sum()) for b in range(10) if (place == b).any()]
    figure, axis = plt.subplots(figsize=(4.5, 4.5))
    axis.plot([0, 1], [0, 1], color="0.7")
    axis.plot([p[0] for p in points], [p[1] for p in points], "o-")
    for x, y, count in points:
        axis.annotate(str(count), (x, y), textcoords="offset points", xytext=(5, -10), fontsize=7)
    axis.set(xlabel="claimed probability of the first candidate", ylabel="share that is right", title="Fresh cases, out of fold")
    save(figure, path)


def curves(result, path):
    figure, axis = plt.subplots(figsize=(5, 4))
    for name, label in (("likelihood_ratio", "likelihood ratio"), ("model", "model, out of fold")):
        for kind, style in (("macro", "-"), ("micro", "--")):
            axis.plot(result[name]["k"], result[name][kind], style, marker="o", label=f"{label}, {kind}")
    axis.set(xscale="log", xlabel="k", ylabel="diagnosis among the first k (%)", title="Fresh cases")
    axis.legend(fontsize=8)
    save(figure, path)


def importance(cases, model, header, path):
    """Spread of each feature's first-order effect on the logit, over fresh cases."""
    sample = np.concatenate([case.rows[:50] for case in cases if case.source == "fresh"][::5])
    base, effects = model.logits(sample), []
    for column in model.scaler.columns:
        changed = sample.copy()
        changed[:, column] = model.scaler.mean[column]
        effects.append(np.std(base - model.logits(changed)))
    order = np.argsort(effects)[-25:]
    figure, axis = plt.subplots(figsize=(6, 6))
    axis.barh([header["features"][model.scaler.columns[at]] for at in order], [effects[at] for at in order])
    axis.set(xlabel="spread of the logit that the feature accounts for")
    axis.tick_params(axis="y", labelsize=7)
    save(figure, path)


def save(figure, path):
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    plt.close(figure)
