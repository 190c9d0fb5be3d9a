"""NumPy's part in a comparison: a ReLU network with cross entropy, forward, backward and update by hand, in float32.

It is told what to do, and answers, as the programs in ../java: see PeerOptions. Only `--task train` is known here.
"""

import argparse
import gzip
import json
import os
import sys
import time

import numpy as np


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--task", choices=["train"], required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--layers", type=lambda text: [int(size) for size in text.split(",")], required=True)
    parser.add_argument("--optimizer", choices=["sgd", "adam"], required=True)
    parser.add_argument("--lr", type=float, required=True)
    parser.add_argument("--batch-size", type=int, required=True)
    parser.add_argument("--examples", type=int, required=True)
    parser.add_argument("--series", type=int, required=True)
    parser.add_argument("--threads", type=int, required=True)  # set by environment variables, before this starts
    parser.add_argument("--seed", type=int, required=True)
    return parser.parse_args()


def idx_body(folder, name, header):
    """The bytes after the header of an IDX file, compressed or not."""
    plain = os.path.join(folder, name)
    if os.path.exists(plain):
        with open(plain, "rb") as file:
            return np.frombuffer(file.read()[header:], np.uint8)
    with gzip.open(plain + ".gz", "rb") as file:
        return np.frombuffer(file.read()[header:], np.uint8)


def first_numbers(seed, parameter, count, inputs):
    """What FirstNumbers.parameter in ../java gives."""
    with np.errstate(over="ignore"):
        z = np.arange(1, count + 1, dtype=np.uint64) + np.uint64((seed << 48) + (parameter << 32))
        z = z * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    unit = ((z ^ (z >> np.uint64(31))) >> np.uint64(40)) * 2.0**-24
    return ((2 * unit - 1) / np.sqrt(inputs)).astype(np.float32)


class Sgd:
    def __init__(self, parameters, rate):
        self.parameters, self.rate = parameters, np.float32(rate)

    def step(self, gradients):
        for parameter, gradient in zip(self.parameters, gradients):
            gradient *= self.rate
            parameter -= gradient


class Adam:
    def __init__(self, parameters, rate):
        self.parameters, self.rate, self.steps = parameters, rate, 0
        self.first = [np.zeros_like(p) for p in parameters]
        self.second = [np.zeros_like(p) for p in parameters]
        self.scratch = [np.empty_like(p) for p in parameters]

    def step(self, gradients):
        self.steps += 1
        size = np.float32(self.rate / (1 - 0.9**self.steps))
        root = np.float32(1 / np.sqrt(1 - 0.999**self.steps))
        for parameter, gradient, m, v, s in zip(self.parameters, gradients, self.first, self.second, self.scratch):
            m *= np.float32(0.9)
            np.multiply(gradient, np.float32(0.1), out=s)
            m += s
            v *= np.float32(0.999)
            gradient *= gradient
            gradient *= np.float32(0.001)
            v += gradient
            np.sqrt(v, out=s)
            s *= root
            s += np.float32(1e-8)
            np.divide(m, s, out=s)
            s *= size
            parameter -= s


def gradients_and_loss(weights, biases, x, labels):
    """Mean cross entropy of a batch and its gradients, in the order weight, bias of each layer."""
    activations = [x]
    for layer, (weight, bias) in enumerate(zip(weights, biases)):
        z = activations[-1] @ weight.T
        z += bias
        if layer < len(weights) - 1:
            np.maximum(z, 0, out=z)
        activations.append(z)
    logits = activations.pop()
    rows = np.arange(len(labels))
    logits -= logits.max(axis=1, keepdims=True)
    picked = logits[rows, labels]
    np.exp(logits, out=logits)
    sums = logits.sum(axis=1, keepdims=True)
    loss = float(np.mean(np.log(sums[:, 0]) - picked))
    delta = logits
    delta /= sums
    delta[rows, labels] -= 1
    delta *= np.float32(1 / len(labels))
    gradients = []
    for layer in range(len(weights) - 1, -1, -1):
        gradients[:0] = [delta.T @ activations[layer], delta.sum(axis=0)]
        if layer > 0:
            delta = delta @ weights[layer]
            delta *= activations[layer] > 0
    return gradients, loss


def main():
    told = options()
    images = idx_body(told.data, "train-images-idx3-ubyte", 16)[: told.examples * 784].reshape(-1, 784)
    images = images.astype(np.float32) / np.float32(255)
    labels = idx_body(told.data, "train-labels-idx1-ubyte", 8)[: told.examples].astype(np.int64)
    weights, biases = [], []
    for i, (inputs, outputs) in enumerate(zip(told.layers, told.layers[1:])):
        weights.append(first_numbers(told.seed, 2 * i, inputs * outputs, inputs).reshape(outputs, inputs))
        biases.append(first_numbers(told.seed, 2 * i + 1, outputs, inputs))
    parameters = [parameter for layer in zip(weights, biases) for parameter in layer]
    rule = {"sgd": Sgd, "adam": Adam}[told.optimizer](parameters, told.lr)
    random = np.random.default_rng(told.seed)
    for _ in range(told.series):
        start = time.perf_counter()
        order = random.permutation(told.examples)
        total = 0.0
        for begin in range(0, told.examples, told.batch_size):
            rows = order[begin : begin + told.batch_size]
            gradients, loss = gradients_and_loss(weights, biases, images[rows], labels[rows])
            rule.step(gradients)
            total += loss * len(rows)
        seconds = time.perf_counter() - start
        print(json.dumps({"event": "series", "seconds": seconds, "loss": total / told.examples}), flush=True)


if __name__ == "__main__":
    sys.exit(main())
