"""Writes numpy-values.txt: what NumPy (2.4) computes, in double precision from float32 operands.

Run: python3 numpy_values.py. Each line: NAME DTYPE SIZES | numbers. An operand of expression E is E.0, E.1, ...;
its result is E. erf comes from Python's math module, which has the C library's.
"""
import math

import numpy as np

rng = np.random.default_rng(11)
out = open("numpy-values.txt", "w")


def line(name, array):
    array = np.asarray(array)
    kind = "int32" if array.dtype.kind in "iub" else "float32"
    sizes = ",".join(map(str, array.shape))
    print(f"{name} {kind} [{sizes}] |", " ".join(repr(v.item()) for v in array.reshape(-1)), file=out)


def write(name, result, *operands):
    for i, operand in enumerate(operands):
        line(f"{name}.{i}", operand)
    line(name, result)


def f32(*shape, scale=2.0):
    return rng.normal(0, scale, shape).astype(np.float32).astype(np.float64)


x = np.concatenate([f32(25), np.float32([0, -0.0, 1e-4, -3e-3, 6, -6, 15, -15, 40, -40]).astype(np.float64)])
positive = np.abs(x) + np.float32(0.01)
y = f32(35)
relu = np.maximum(x, 0)
erf = np.vectorize(math.erf)
write("exp", np.exp(x), x)
write("log", np.log(positive), positive)
write("sqrt", np.sqrt(positive), positive)
write("square", np.square(x), x)
write("abs", np.abs(x), x)
write("sign", np.sign(x), x)
write("sin", np.sin(x), x)
write("cos", np.cos(x), x)
write("tanh", np.tanh(x), x)
write("erf", erf(x), x)
write("sigmoid", 1 / (1 + np.exp(-x)), x)
write("relu", relu, x)
write("leakyRelu", np.where(x > 0, x, x * 0.125), x)
write("softplus", np.logaddexp(0, x), x)
write("gelu", x * 0.5 * (1 + erf(x / math.sqrt(2))), x)
write("silu", x / (1 + np.exp(-x)), x)
write("clamp", np.clip(x, -1, 1.5), x)
write("neg", np.negative(x), x)

a, b = f32(3, 1, 4), f32(5, 1)
for name, function in [("add", np.add), ("sub", np.subtract), ("mul", np.multiply), ("div", np.divide),
                       ("maximum", np.maximum), ("minimum", np.minimum)]:
    write(name, function(a, b), a, b)
write("pow", np.power(np.abs(a), b), np.abs(a), b)
low = np.round(f32(4, 1))
lower = np.round(f32(6))
for name, function in [("eq", np.equal), ("ne", np.not_equal), ("lt", np.less), ("le", np.less_equal),
                       ("gt", np.greater), ("ge", np.greater_equal)]:
    write(name, function(low, lower).astype(np.float64), low, lower)
write("where", np.where(low > 0, a[0], b[:4]), (low > 0).astype(np.float64), a[0], b[:4])

cube = f32(3, 4, 5)
for name, function in [("sum", np.sum), ("mean", np.mean), ("max", np.max), ("min", np.min), ("variance", np.var),
                       ("logSumExp", lambda v, axis, keepdims: np.log(np.sum(np.exp(v), axis=axis, keepdims=keepdims)))]:
    write(name + "All", function(cube, axis=None, keepdims=False), cube)
    write(name + "Outer", function(cube, axis=(0, 2), keepdims=True), cube)
    write(name + "Middle", function(cube, axis=1, keepdims=False), cube)
big = f32(2, 6, scale=400)
top = big.max(axis=1, keepdims=True)
write("logSumExpBig", np.squeeze(top, 1) + np.log(np.sum(np.exp(big - top), axis=1)), big)
shifted = np.exp(big / 100 - (big / 100).max(axis=1, keepdims=True))
write("softmax", shifted / shifted.sum(axis=1, keepdims=True), np.float32(big / 100).astype(np.float64))
ties = np.array([[1, 3, 3, 0], [2, 2, 2, 2], [-1, -5, -5, -1]], np.float64)
write("argMaxRows", np.argmax(ties, axis=1), ties)
write("argMaxColumns", np.argmax(ties, axis=0), ties)
write("argMinRows", np.argmin(ties, axis=1), ties)
write("argMaxAll", np.argmax(ties), ties)
withNan = np.array([1, np.nan, 5, np.nan])
write("argMaxNan", np.argmax(withNan), withNan)
write("maxNan", np.max(withNan), withNan)

write("matmul", np.matmul(cube, f := f32(5, 2)), cube, f)
write("matmulBatch", np.matmul(f := f32(2, 1, 3, 4), g := f32(3, 4, 2)), f, g)
write("matmulTransposed", np.matmul(f := f32(3, 4), (g := f32(5, 4)).T), f, g)
write("dot", np.dot(f := f32(6), g := f32(6)), f, g)
write("vectorMatrix", np.matmul(f := f32(4), g := f32(4, 3)), f, g)
write("matrixVector", np.matmul(f := f32(4, 3), g := f32(3)), f, g)

write("transpose", np.transpose(cube, (2, 0, 1)), cube)
write("slice", cube[:, 1:4:2, :], cube)
write("sliceBack", cube[:, :, -3:-1], cube)
write("pad", np.pad(cube, ((0, 0), (2, 1), (0, 0)), constant_values=7), cube)
write("concatenate", np.concatenate([cube, h := f32(3, 2, 5)], axis=1), cube, h)
write("stack", np.stack([cube[0], cube[2]], axis=1), cube[0], cube[2])
index = rng.integers(0, 4, (2, 3))
write("take", np.take(cube, index, axis=1), cube, index)
rows = rng.integers(0, 5, (3, 4))
write("gather", np.take_along_axis(cube, rows[..., None], axis=2)[..., 0], cube, rows)
write("oneHot", np.eye(5)[rows], rows)
write("linspace", np.linspace(-1, 2, 7))
out.close()
