"""Writes numpy-printed.txt: arrays and how NumPy (2.4) prints them. Run: python3 numpy_printed.py

Each case: a line `case NAME DTYPE SIZES`, a line of values (hexadecimal floats, or `arange FACTOR`), the printed
lines, and a line `end`.
"""
import numpy as np

rng = np.random.default_rng(7)
cases = []


def case(name, values, dtype=np.float32):
    cases.append((name, np.asarray(values, dtype=dtype), None))


def ramp(name, shape, factor, dtype=np.float32):
    n = int(np.prod(shape))
    cases.append((name, (np.arange(n, dtype=dtype) * dtype(factor)).reshape(shape), factor))


for i, v in enumerate([0, -0.0, 1, 2.5, -3, 0.1, 1e-4, 1.1e-4, 9.9e-5, 1e-5, 1e-45, 3e-45, 1.17549435e-38, 3.4028235e38,
                       1e8, 123456790, 1e15, 1e16, 1.5e16, 2 ** 24, 0.00012345679, np.nan, np.inf, -np.inf, 1 / 3]):
    case(f"scalar{i}", v)
case("scalarInt", -7, np.int32)
case("scalarByte", 200, np.uint8)

case("padding", [1, 2.5])
case("paddingBack", [1.5, 2])
case("whole", [1, 2, 3])
case("single", [0])
case("negativeZero", [-0.0, 0.0])
case("negative", [-1, 2.25, -33.5])
case("thirds", [1 / 3, 2 / 3, 1])
case("eightDigits", [0.123456789, 0.00012345679, 0.5])
case("eightDigitsTies", [0.00048828125, 0.0009765625, 0.000244140625])
case("rounded", [0.1 + 0.2, 0.7, 100.1])
case("ratio1000", [1, 1000])
case("ratioOver1000", [1, 1001])
case("ratioInFloat", [0.1, 100.00001])
case("large", [1e6, 5])
case("justBelowLarge", [999999.9, 5000])
case("huge", [1e8, 1e10, -3.4e38])
case("tiny", [1e-5, 1, 2])
case("edgeOfTiny", [1e-4, 0.05])
case("subnormal", [1e-45, 3e-45, 1.4e-44, 1e-40])
case("bigExponents", [1e-20, -1.5e20, 0])
case("nan", [np.nan, 1, 2.5])
case("nanOnly", [np.nan, np.nan])
case("inf", [np.inf, 1.5])
case("negativeInf", [-np.inf, 1.5, 2])
case("infOnly", [-np.inf, np.inf])
case("infZeros", [0, -np.inf])
case("nanExponent", [np.nan, 1e-10, -np.inf])
case("wideNan", [np.nan, 123.456])
case("matrix", [[1, 2.5], [-3, 0.25]])
case("column", [[1], [20], [300.5]])
case("threeAxes", np.arange(12).reshape(2, 3, 2) / 4)
case("fourAxes", np.arange(16).reshape(2, 2, 2, 2))
case("emptyVector", [])
case("emptyMatrix", np.zeros((0, 3)))
case("emptyRows", np.zeros((3, 0)))
case("normal", rng.standard_normal(9))
case("normalMatrix", rng.standard_normal((4, 12)))
case("normalThree", rng.standard_normal((2, 2, 11)))
case("smallWeights", rng.standard_normal((3, 7)) * 1e-3)
case("mixedScale", rng.standard_normal(14) * 10.0 ** rng.integers(-6, 7, 14))
case("wrapPadding", [1, 2.5, 3] * 20)
case("wrapPaddingEnd", [2.5, 1] * 19)
case("ints", [1, -20, 300], np.int32)
case("intExtremes", [2147483647, -2147483648, 0], np.int32)
case("intExact", [16777217, 123456789], np.int32)
case("intMatrix", [[1, 2], [30, -4]], np.int32)
case("bytes", [[0, 255], [7, 80]], np.uint8)
case("longInts", rng.integers(-1000, 1000, 60), np.int32)
for n in (7, 24, 25, 26, 38, 1000):
    ramp(f"ramp{n}", (n,), 1)
ramp("ramp1001", (1001,), 1)
ramp("rampHalves", (2000,), 0.5)
ramp("summaryMatrix", (40, 30), 1)
ramp("summaryRows", (300, 4), 0.25)
ramp("summaryColumns", (2, 600), 1)
ramp("summaryThree", (11, 10, 12), 1)
ramp("summaryWide", (7, 200), 0.1)
ramp("summaryEdge", (6, 6, 30), 1)
ramp("summaryInts", (1200,), 3, np.int32)
ramp("summaryIntMatrix", (50, 50), -3, np.int32)

with open("numpy-printed.txt", "w") as out:
    for name, a, factor in cases:
        sizes = " ".join(map(str, a.shape))
        print(f"case {name} {a.dtype} {sizes}".rstrip(), file=out)
        if factor is not None:
            print(f"arange {factor}", file=out)
        elif a.dtype == np.float32:
            print(" ".join("nan" if np.isnan(v) else "inf" if v == np.inf else "-inf" if v == -np.inf else float(v).hex()
                           for v in a.reshape(-1)), file=out)
        else:
            print(" ".join(str(v) for v in a.reshape(-1)), file=out)
        print(a[()] if a.ndim == 0 else a, file=out)
        print("end", file=out)
