"""Computes what PyTorch makes of layers, losses and optimizers, in double precision from float32 inputs.

Run: python3 expected.py > expected.txt   (PyTorch 2.13)
Each line of the output is a name and the elements, row-major.
"""

import torch
import torch.nn.functional as F

torch.manual_seed(1)


def numbers(*shape, scale=1.0, shift=0.0):
    """Float32 numbers as doubles, so that the other side can read them without loss."""
    return (torch.randn(*shape) * scale + shift).double()


def show(name, tensor):
    print(name, *(repr(float(x)) for x in tensor.detach().reshape(-1)))


def layer(name, module, x):
    """Result of a layer, and the gradients of the weighted sum of its elements."""
    x = x.clone().requires_grad_()
    for key, parameter in module.named_parameters():
        parameter.data = numbers(*parameter.shape)
        show(f"{name}.{key}", parameter)
    y = module(x)
    weights = numbers(*y.shape)
    (y * weights).sum().backward()
    show(f"{name}.x", x)
    show(f"{name}.y", y)
    show(f"{name}.out", weights)
    show(f"{name}.grad.x", x.grad)
    for key, parameter in module.named_parameters():
        show(f"{name}.grad.{key}", parameter.grad)


layer("linear", torch.nn.Linear(3, 4).double(), numbers(2, 5, 3))
layer("layerNorm", torch.nn.LayerNorm(6).double(), numbers(4, 6, scale=3))
layer("layerNorm2", torch.nn.LayerNorm([2, 3]).double(), numbers(4, 2, 3, scale=3))

for name, shape in (("batchNorm", (5, 3)), ("batchNorm4", (2, 3, 2, 2))):
    norm = torch.nn.BatchNorm1d(3).double() if len(shape) == 2 else torch.nn.BatchNorm2d(3).double()
    layer(name, norm, numbers(*shape, scale=2, shift=1))
    second = numbers(*shape, shift=-1)
    show(f"{name}.second", second)
    norm(second)
    show(f"{name}.mean", norm.running_mean)
    show(f"{name}.var", norm.running_var)
    norm.eval()
    show(f"{name}.eval", norm(second))

x = numbers(12, scale=2)
show("activation.x", x)
for name, function in (
    ("relu", F.relu),
    ("leaky-relu", F.leaky_relu),
    ("gelu", F.gelu),
    ("silu", F.silu),
    ("tanh", torch.tanh),
    ("sigmoid", torch.sigmoid),
    ("softplus", F.softplus),
    ("identity", lambda t: t * 1),
):
    v = x.clone().requires_grad_()
    y = function(v)
    y.sum().backward()
    show(f"activation.{name}.y", y)
    show(f"activation.{name}.grad.x", v.grad)


def loss(name, function, predictions):
    p = predictions.clone().requires_grad_()
    value = function(p)
    value.backward()
    show(f"loss.{name}", value)
    show(f"loss.{name}.grad", p.grad)


logits = numbers(4, 5, scale=3)
labels = torch.tensor([3, 0, 4, 1])
targets = numbers(4, 5)
signs = torch.where(numbers(4, 5) > 0, 1.0, -1.0).double()
chances = torch.rand(4, 5).double()
show("loss.predictions", logits)
show("loss.labels", labels)
show("loss.targets", targets)
show("loss.signs", signs)
show("loss.chances", chances)
loss("crossEntropy", lambda p: F.cross_entropy(p, labels), logits)
loss("smoothed", lambda p: F.cross_entropy(p, labels, label_smoothing=0.1), logits)
loss("binary", lambda p: F.binary_cross_entropy_with_logits(p, chances), logits)
loss("mse", lambda p: F.mse_loss(p, targets), logits)
loss("mae", lambda p: F.l1_loss(p, targets), logits)
loss("huber", lambda p: F.huber_loss(p, targets, delta=0.7), logits)
loss("hinge", lambda p: (1 - signs * p).clamp(min=0).mean(), logits)

inputs, outputs = numbers(5, 3), numbers(5, 2)
start = {key: numbers(*shape, scale=0.7) for key, shape in
         (("hidden.weight", (4, 3)), ("hidden.bias", (4,)), ("output.weight", (2, 4)), ("output.bias", (2,)))}
show("steps.inputs", inputs)
show("steps.outputs", outputs)
for key, value in start.items():
    show(f"steps.start.{key}", value)

SGD, ADAM = torch.optim.SGD, torch.optim.Adam
for name, make in (
    ("sgd", lambda p: SGD(p, lr=0.1)),
    ("momentum", lambda p: SGD(p, lr=0.05, momentum=0.9)),
    ("nesterov", lambda p: SGD(p, lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.01)),
    ("dampening", lambda p: SGD(p, lr=0.1, momentum=0.8, dampening=0.5)),
    ("decay", lambda p: SGD(p, lr=0.1, weight_decay=0.1)),
    ("adam", lambda p: ADAM(p, lr=0.01)),
    ("adamDecay", lambda p: ADAM(p, lr=0.02, betas=(0.8, 0.99), eps=1e-6, weight_decay=0.05)),
):
    w = {key: value.clone().requires_grad_() for key, value in start.items()}
    optimizer = make(list(w.values()))
    losses = []
    for step in range(20):
        if step == 10:
            optimizer.param_groups[0]["lr"] /= 2
        optimizer.zero_grad()
        hidden = torch.tanh(inputs @ w["hidden.weight"].T + w["hidden.bias"])
        value = F.mse_loss(hidden @ w["output.weight"].T + w["output.bias"], outputs)
        losses.append(value)
        value.backward()
        optimizer.step()
    show(f"steps.{name}.losses", torch.stack(losses))
    for key, value in w.items():
        show(f"steps.{name}.{key}", value)
