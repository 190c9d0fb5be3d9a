"""Writes metrics.txt: classification and regression metrics in plain NumPy (2.4), double precision, each straight from
its definition. Run: python3 metrics.py. Each line: NAME numbers.
"""
import numpy as np

rng = np.random.default_rng(3)
out = open("metrics.txt", "w")


def line(name, values):
    print(name, *(repr(float(v)) for v in np.asarray(values).reshape(-1)), file=out)


n, classes = 300, 7
labels = rng.choice(classes, n, p=[0.3, 0.25, 0.2, 0.1, 0.1, 0.05, 0])  # class 6 never is right, but is predicted
logits = rng.normal(0, 2, (n, classes)).astype(np.float32)
logits[np.arange(n), labels] += 2
logits[:, 6] -= 1
line("labels", labels)
line("logits", logits)
z = logits.astype(np.float64)
p = np.exp(z - z.max(1, keepdims=True))
p /= p.sum(1, keepdims=True)
predicted = p.argmax(1)
right = predicted == labels
line("accuracy", right.mean())
line("top5", np.mean([label in np.argsort(-row, kind="stable")[:5] for row, label in zip(z, labels)]))
true_positive = np.array([np.sum(right & (labels == c)) for c in range(classes)])
taken = np.bincount(predicted, minlength=classes)
present = np.bincount(labels, minlength=classes)
precision = np.where(taken > 0, true_positive / np.maximum(taken, 1), 0)
recall = np.where(present > 0, true_positive / np.maximum(present, 1), 0)
f1 = np.where(precision + recall > 0, 2 * precision * recall / np.maximum(precision + recall, 1e-300), 0)
occurs = taken + present > 0
for name, each in (("precision", precision), ("recall", recall), ("f1", f1)):
    line(name, each[occurs].mean())
confidence = p.max(1)
ece = 0
for low in range(15):
    inside = (confidence > low / 15) & (confidence <= (low + 1) / 15)
    if inside.any():
        ece += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
line("ece", ece)
line("loss", -np.log(p[np.arange(n), labels]).mean())
wrong = np.flatnonzero(~right)
worst = wrong[np.argsort(-confidence[wrong], kind="stable")][:4]
line("worst.index", worst)
line("worst.predicted", predicted[worst])
line("worst.probability", confidence[worst])

targets = (rng.normal(0, 1, (250, 2)) * [3, 0.5] + [1000, 0]).astype(np.float32)
predictions = (targets + rng.normal(0, 0.4, (250, 2))).astype(np.float32)
line("targets", targets)
line("predictions", predictions)
t, y = targets.astype(np.float64), predictions.astype(np.float64)
line("mae", np.abs(t - y).mean())
line("rmse", np.sqrt(((t - y) ** 2).mean()))
line("r2", np.mean(1 - ((t - y) ** 2).sum(0) / ((t - t.mean(0)) ** 2).sum(0)))
