"""Random images and settings, drawn alike here and in test/golden/cases.ts."""
import numpy as np
from seeded import random_states

TYPES = ("uint8", "uint16", "int16", "float32")
LOWEST = {"uint8": 0, "uint16": 0, "int16": -12000, "float32": -100}
SPANS = {"uint8": (3, 256), "uint16": (9, 20000), "int16": (9, 20000), "float32": (9, 700)}


class Case:
    """Numbers drawn one after the other from a seed; the image is drawn last."""

    def __init__(self, seed, most):
        self.numbers = iter(random_states(seed * 2654435761 % 2**32, most + 40) / 2**32)
        next(self.numbers)
        self.most = most

    def below(self, end):
        return int(next(self.numbers) * end)

    def pick(self, choices):
        return choices[self.below(len(choices))]

    def image(self, extents):
        """Whole values, in float32 images eighths; few different ones or many."""
        shape = [1 + self.below(extent) for extent in extents]
        dtype = self.pick(TYPES)
        span = self.pick(SPANS[dtype])
        assert np.prod(shape) <= self.most
        values = np.array([self.below(span) for _ in range(int(np.prod(shape)))]) + LOWEST[dtype]
        return (values / 8 if dtype == "float32" else values).astype(dtype).reshape(shape)

    def mask(self, extents):
        """True with one of a few densities."""
        shape = [1 + self.below(extent) for extent in extents]
        density = self.pick((30, 300, 500, 800, 970))
        assert np.prod(shape) <= self.most
        return np.array([self.below(1000) < density for _ in range(int(np.prod(shape)))]).reshape(shape)
