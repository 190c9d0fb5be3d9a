"""Writes the files of NumPy that NpyTest and NpzTest read. Made with NumPy 2.4.

Run it in this folder: python3 make_golden_numpy.py
"""

import zipfile

import numpy

ARRAYS = {
    "floats": numpy.array([[0.0, -0.0, 1.5], [-2.25, 3.4028235e38, 1e-45]], numpy.float32),
    "doubles": numpy.array([0.1, -1e300, 5e-324, numpy.inf]),
    "ints": numpy.array([-(2**31), 7, 2**31 - 1], numpy.int32),
    "longs": numpy.array([[-(2**63)], [2**63 - 1]], numpy.int64),
    "bytes": numpy.array([[0, 1, 127, 128, 255]], numpy.uint8),
    "scalar": numpy.array(2.5, numpy.float32),
    "empty": numpy.zeros((4, 0), numpy.int32),
    "counted": numpy.arange(24, dtype=numpy.int32).reshape(2, 3, 4),
    "fortran": numpy.asfortranarray(numpy.arange(24, dtype=numpy.int32).reshape(2, 3, 4)),
    "big-endian": numpy.arange(6, dtype=">f8").reshape(2, 3),
}
with zipfile.ZipFile("single-arrays.zip", "w", zipfile.ZIP_DEFLATED) as archive:
    for name, array in ARRAYS.items():
        with archive.open(name + ".npy", "w") as file:
            numpy.lib.format.write_array(file, array, version=(1, 0))
    with archive.open("version-3.npy", "w") as file:
        numpy.lib.format.write_array(file, ARRAYS["counted"], version=(3, 0))

KEPT = {name: ARRAYS[name] for name in ("floats", "longs", "fortran")}
numpy.savez("plain.npz", **KEPT)
numpy.savez_compressed("compressed.npz", **KEPT)
