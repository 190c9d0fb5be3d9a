"""Writes the safetensors files that SafetensorsTest reads, from the published format alone.

Run it in this folder: python3 make_golden.py
"""

import json
import struct


def write(path, metadata, tensors):
    header, data = {"__metadata__": metadata}, b""
    for name, dtype, shape, payload in tensors:
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(data), len(data) + len(payload)]}
        data += payload
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def bfloat16(*values):  # exact for the values used here
    return b"".join(struct.pack("<f", value)[2:] for value in values)


write("plain.safetensors", {"epoch": "3", "größe": "\u65e5\u672c \"x\"\n"}, [
    ("hidden.weight", "F32", [2, 3], struct.pack("<6f", 0.0, -0.0, 1.5, -2.25, 3.4028235e38, 1e-45)),
    ("scalar", "F32", [], struct.pack("<f", float("inf"))),
    ("empty", "I32", [4, 0], b""),
    ("labels", "I32", [3], struct.pack("<3i", -(2**31), 7, 2**31 - 1)),
    ("pixels", "U8", [1, 5], bytes([0, 1, 127, 128, 255])),
])
write("converted.safetensors", {"from": "elsewhere"}, [
    ("double", "F64", [3], struct.pack("<3d", 0.1, -1e300, 2.0**-149)),
    ("long", "I64", [2], struct.pack("<2q", -(2**31), 2**31 - 1)),
    ("half", "F16", [5], struct.pack("<5e", 1.0, -2.5, 65504.0, 2.0**-24, float("-inf"))),
    ("brain", "BF16", [4], bfloat16(1.0, -3.140625, 2.0**127, float("inf"))),
])
