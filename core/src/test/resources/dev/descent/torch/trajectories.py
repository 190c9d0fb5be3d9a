"""Computes, in double precision, where optimizers go from fixed weights by fixed gradients, and the factors of
learning-rate schedules.

Run: python3 trajectories.py > trajectories.txt   (PyTorch 1.13, NumPy 1.24)
PyTorch computes what it has. Lion and Muon are written down here from their sources:
  Chen et al. 2023, "Symbolic discovery of optimization algorithms", algorithm 2
  Jordan et al. 2024, "Muon: an optimizer for hidden layers in neural networks"
Each line of the output is a name and the elements, row-major.
"""

import warnings

import numpy as np
import torch

warnings.filterwarnings("ignore")

STEPS = 20
random = np.random.RandomState(3)


def numbers(*shape, scale=1.0):
    """Float32 numbers as doubles, so that the other side can read them without loss."""
    return (random.standard_normal(shape) * scale).astype(np.float32).astype(np.float64)


def show(name, values):
    print(name, *(repr(float(x)) for x in np.asarray(values).reshape(-1)))


SHAPES = {"tall": (5, 3), "wide": (2, 6), "stack": (3, 2, 2, 1), "vector": (4,), "scalar": ()}
START = {name: numbers(*shape) for name, shape in SHAPES.items()}
# A direction that stays, so that momentum gathers, and one that changes.
GRADIENTS = {
    name: (numbers(*shape) * 0.5 + numbers(STEPS, *shape)).astype(np.float32).astype(np.float64)
    for name, shape in SHAPES.items()
}
FACTORS = [1 / (1 + 0.125 * step) for step in range(STEPS)]
for name in SHAPES:
    show(f"trajectory.start.{name}", START[name])
    show(f"trajectory.gradients.{name}", GRADIENTS[name])
show("trajectory.factors", FACTORS)


def finish(label, weights):
    for name, value in weights.items():
        show(f"trajectory.{label}.{name}", value)


def by_torch(label, make, clip=None):
    """Twenty steps of an optimizer that `make` makes of the parameters by name."""
    weights = {name: torch.tensor(value, requires_grad=True) for name, value in START.items()}
    optimizer = make(weights)
    rates = [group["lr"] for group in optimizer.param_groups]
    for step in range(STEPS):
        for group, rate in zip(optimizer.param_groups, rates):
            group["lr"] = rate * FACTORS[step]
        gradients = {name: GRADIENTS[name][step] for name in weights}
        if clip is not None:
            gradients = clip(gradients)
        for name, weight in weights.items():
            weight.grad = torch.tensor(gradients[name])
        optimizer.step()
    finish(label, {name: weight.detach().numpy() for name, weight in weights.items()})


def everything(make):
    return lambda weights: make(list(weights.values()))


def by_shape(make, *options):
    """One group of the parameters with two or more axes, and one of the others."""

    def made(weights):
        matrices = [weight for weight in weights.values() if weight.dim() >= 2]
        others = [weight for weight in weights.values() if weight.dim() < 2]
        return make([dict(params=matrices, **options[0]), dict(params=others, **options[1])])

    return made


optim = torch.optim
by_torch("sgd", everything(lambda p: optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.02)))
by_torch("adagrad", everything(lambda p: optim.Adagrad(
    p, lr=0.1, lr_decay=0.05, initial_accumulator_value=0.25, eps=1e-6, weight_decay=0.05)))
by_torch("adagradPlain", everything(lambda p: optim.Adagrad(p, lr=0.1)))
by_torch("rmsprop", everything(lambda p: optim.RMSprop(
    p, lr=0.01, alpha=0.9, eps=1e-6, momentum=0.8, centered=True, weight_decay=0.05)))
by_torch("rmspropPlain", everything(lambda p: optim.RMSprop(p, lr=0.01)))
by_torch("adam", everything(lambda p: optim.Adam(p, lr=0.02, betas=(0.8, 0.99), eps=1e-6, weight_decay=0.05)))
by_torch("adamw", everything(lambda p: optim.AdamW(p, lr=0.02, betas=(0.8, 0.99), eps=1e-6, weight_decay=0.1)))
by_torch("adamwMatrices", by_shape(
    lambda groups: optim.AdamW(groups, lr=0.02, weight_decay=0.1), {}, {"weight_decay": 0.0}))
# PyTorch 1.13 multiplies the momentum in twice when it goes parameter by parameter; version 2.0 and foreach do not.
by_torch("nadam", everything(lambda p: optim.NAdam(
    p, lr=0.02, betas=(0.8, 0.99), eps=1e-6, weight_decay=0.05, momentum_decay=0.01, foreach=True)))


def global_norm(limit):
    def clip(gradients):
        norm = np.sqrt(sum((g**2).sum() for g in gradients.values()))
        return {name: g * min(1, limit / norm) for name, g in gradients.items()}

    return clip


def each_norm(limit):
    return lambda gradients: {
        name: g * min(1, limit / np.sqrt((g**2).sum())) for name, g in gradients.items()}


def each_value(limit):
    return lambda gradients: {name: np.clip(g, -limit, limit) for name, g in gradients.items()}


GROUPS = by_shape(
    lambda groups: optim.SGD(groups, lr=0.05, momentum=0.9),
    {"weight_decay": 0.1},
    {"lr": 0.2, "momentum": 0.5})
by_torch("globalNorm", GROUPS, global_norm(6.0))
by_torch("norm", GROUPS, each_norm(2.0))
by_torch("value", GROUPS, each_value(0.75))


def lion(rate, beta1, beta2, decay, decays):
    weights = {name: value.copy() for name, value in START.items()}
    momenta = {name: np.zeros_like(value) for name, value in START.items()}
    for step in range(STEPS):
        for name in weights:
            gradient, momentum, lr = GRADIENTS[name][step], momenta[name], rate * FACTORS[step]
            blend = beta1 * momentum + (1 - beta1) * gradient
            assert np.abs(blend).min() > 1e-5, "a sign that rounding could turn"
            shrink = lr * decay if decays(weights[name]) else 0.0
            weights[name] = weights[name] - lr * np.sign(blend) - shrink * weights[name]
            momenta[name] = beta2 * momentum + (1 - beta2) * gradient
    return weights


finish("lion", lion(0.01, 0.8, 0.95, 0.5, lambda weight: True))
finish("lionMatrices", lion(0.01, 0.9, 0.99, 0.5, lambda weight: weight.ndim >= 2))


def newton_schulz(matrix):
    """Jordan's quintic: the matrix with its singular values moved towards 1."""
    x = matrix / (np.linalg.norm(matrix) + 1e-7)
    if matrix.shape[0] > matrix.shape[1]:
        x = x.T
    for _ in range(5):
        gram = x @ x.T
        x = 3.4445 * x + (-4.7750 * gram + 2.0315 * gram @ gram) @ x
    return x.T if matrix.shape[0] > matrix.shape[1] else x


def muon(rate, beta, nesterov, decay):
    weights = {name: value.copy() for name, value in START.items() if value.ndim >= 2}
    momenta = {name: np.zeros_like(value) for name, value in weights.items()}
    for step in range(STEPS):
        for name, weight in weights.items():
            gradient, lr = GRADIENTS[name][step], rate * FACTORS[step]
            momenta[name] = momenta[name] + (1 - beta) * (gradient - momenta[name])
            ahead = gradient + beta * (momenta[name] - gradient) if nesterov else momenta[name]
            matrix = ahead.reshape(len(ahead), -1)
            scale = max(1, matrix.shape[0] / matrix.shape[1]) ** 0.5
            update = scale * newton_schulz(matrix).reshape(weight.shape)
            weights[name] = weight * (1 - lr * decay) - lr * update
    return weights


finish("muon", muon(0.05, 0.9, True, 0.5))
finish("muonPlain", muon(0.05, 0.95, False, 0.0))

TOTAL = 50


def schedule(label, make, steps=TOTAL):
    optimizer = optim.SGD([torch.zeros(1)], lr=1.0)
    scheduler = make(optimizer)
    factors = []
    for _ in range(steps):
        factors.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    show(f"schedule.{label}", factors)


lr = torch.optim.lr_scheduler
schedule("step", lambda o: lr.StepLR(o, 7, gamma=0.5))
schedule("exponential", lambda o: lr.ExponentialLR(o, gamma=0.01 ** (1 / TOTAL)))
schedule("polynomial", lambda o: lr.PolynomialLR(o, TOTAL, power=2.0))
schedule("cosine", lambda o: lr.CosineAnnealingLR(o, TOTAL, eta_min=0.1))
schedule("warmup", lambda o: lr.LinearLR(o, start_factor=1 / 8, total_iters=7))
schedule("warmupCosine", lambda o: lr.SequentialLR(
    o, [lr.LinearLR(o, start_factor=1 / 8, total_iters=7), lr.CosineAnnealingLR(o, TOTAL - 8, eta_min=0.1)], [8]))
schedule("oneCycle", lambda o: lr.OneCycleLR(o, 1.0, total_steps=TOTAL + 1, cycle_momentum=False), TOTAL)
schedule("restarts", lambda o: lr.CosineAnnealingWarmRestarts(o, 10, T_mult=2, eta_min=0.1))
schedule("restartsEqual", lambda o: lr.CosineAnnealingWarmRestarts(o, 10, eta_min=0.1))

METRICS = np.round(np.abs(random.standard_normal(60)) + 3 * np.exp(-np.arange(60) / 10), 3)
show("plateau.metrics", METRICS)
for mode in ("min", "max"):
    optimizer = optim.SGD([torch.zeros(1)], lr=1.0)
    plateau = lr.ReduceLROnPlateau(
        optimizer, mode=mode, factor=0.5, patience=3, threshold=0.05, cooldown=2, min_lr=0.02, eps=0)
    factors = []
    for metric in METRICS:
        plateau.step(metric)
        factors.append(optimizer.param_groups[0]["lr"])
    show(f"plateau.{mode}", factors)
