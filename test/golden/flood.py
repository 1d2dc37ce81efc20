"""Writes flood.json: digests of scikit-image's watershed, reconstruction and maxima on random images.

Inputs come from the linear congruential generator of test/images.ts, in the order in which test/ops/flood-golden.ts
draws them, so that they need not be stored. A digest covers the results of the cases of a group as little-endian int32,
of reconstructions as float32.

    python test/golden/flood.py
"""
import hashlib
import json
import pathlib
import platform

import numpy as np
import skimage
from scipy import ndimage
from seeded import random_states
from skimage import filters, morphology, segmentation

GROUPS = 42
CASES = 25
TYPES = (np.uint8, np.uint16, np.int16, np.float32)
LEVELS = (1, 2, 4, 16, 200)


class Draw:
    """The numbers of one case."""

    def __init__(self, seed):
        # Neighbouring seeds begin alike; spread apart they do not.
        self.numbers = iter(random_states(seed * 2654435761 % 2**32, 1200) / 2**32)

    def below(self, end):
        return int(next(self.numbers) * end)

    def shape(self, rank):
        extents = (12, 14) if rank == 2 else (4, 6, 9)
        return [1 + self.below(extent) for extent in extents]

    def values(self, shape, end):
        return np.array([self.below(end) for _ in range(int(np.prod(shape)))]).reshape(shape)

    def image(self, shape):
        kind = TYPES[self.below(len(TYPES))]
        values = self.values(shape, LEVELS[self.below(len(LEVELS))])
        if kind == np.uint16:
            return (values * 300).astype(kind)
        if kind == np.int16:
            return (values * 100 - 3000).astype(kind)
        return (values / 7 - 3).astype(kind) if kind == np.float32 else values.astype(kind)

    def sparse(self, shape, part, end):
        """Numbers from 1 to end at about one in `part` voxels, 0 elsewhere."""
        values = [1 + self.below(end) if self.below(part) == 0 else 0 for _ in range(int(np.prod(shape)))]
        return np.array(values).reshape(shape)


def flood(draw, rank, connectivity, masked=False, compactness=0, lines=False):
    shape = draw.shape(rank)
    image = draw.image(shape)
    markers = draw.sparse(shape, 3 + draw.below(25), 7) if draw.below(4) else None
    mask = draw.values(shape, 5) > 0 if masked else None
    return segmentation.watershed(
        image, markers, connectivity=connectivity, mask=mask, compactness=compactness, watershed_line=lines
    )


def footprint(rank, connectivity):
    return ndimage.generate_binary_structure(rank, connectivity)


def reconstruct(draw, rank, connectivity, method):
    shape = draw.shape(rank)
    image = draw.image(shape)
    step = draw.values(shape, 4) * (0.5 if image.dtype == np.float32 else 60)
    seed = image.astype(np.float32) + (-step if method == "dilation" else step).astype(np.float32)
    result = morphology.reconstruction(seed, image, method, footprint(rank, connectivity))
    return result.astype("<f4")


def dome(draw, rank, connectivity, find):
    shape = draw.shape(rank)
    image = draw.image(shape)
    height = (1, 0.5, 2.5, 3, 100, 7)[draw.below(6)]
    return find(image, height, footprint(rank, connectivity))


def maxima(draw, rank, connectivity, border):
    return morphology.local_maxima(draw.image(draw.shape(rank)), connectivity=connectivity, allow_borders=border)


def hysteresis(draw, rank):
    image = draw.image(draw.shape(rank)).astype(np.float32)
    return filters.apply_hysteresis_threshold(image, draw.below(20) - 3, draw.below(20) - 3)


KINDS = {
    "watershed 4": lambda draw: flood(draw, 2, 1),
    "watershed 8": lambda draw: flood(draw, 2, 2),
    "watershed 6": lambda draw: flood(draw, 3, 1),
    "watershed 18": lambda draw: flood(draw, 3, 2),
    "watershed 26": lambda draw: flood(draw, 3, 3),
    "watershed 4 mask": lambda draw: flood(draw, 2, 1, masked=True),
    "watershed 26 mask": lambda draw: flood(draw, 3, 3, masked=True),
    "watershed 4 compact": lambda draw: flood(draw, 2, 1, compactness=0.7),
    "watershed 6 compact mask": lambda draw: flood(draw, 3, 1, masked=True, compactness=0.7),
    "watershed 4 lines": lambda draw: flood(draw, 2, 1, lines=True),
    "watershed 8 lines mask": lambda draw: flood(draw, 2, 2, masked=True, lines=True),
    "watershed 18 lines": lambda draw: flood(draw, 3, 2, lines=True),
    "reconstruct 4": lambda draw: reconstruct(draw, 2, 1, "dilation"),
    "reconstruct 8 erosion": lambda draw: reconstruct(draw, 2, 2, "erosion"),
    "reconstruct 18": lambda draw: reconstruct(draw, 3, 2, "dilation"),
    "reconstruct 26": lambda draw: reconstruct(draw, 3, 3, "dilation"),
    "h-maxima 8": lambda draw: dome(draw, 2, 2, morphology.h_maxima),
    "h-maxima 6": lambda draw: dome(draw, 3, 1, morphology.h_maxima),
    "h-minima 26": lambda draw: dome(draw, 3, 3, morphology.h_minima),
    "local-maxima 8": lambda draw: maxima(draw, 2, 2, True),
    "local-maxima 4 inner": lambda draw: maxima(draw, 2, 1, False),
    "local-maxima 18": lambda draw: maxima(draw, 3, 2, True),
    "hysteresis 4": lambda draw: hysteresis(draw, 2),
    "hysteresis 6": lambda draw: hysteresis(draw, 3),
}


def group(kind, number):
    digest = hashlib.sha256()
    for i in range(CASES):
        result = np.ascontiguousarray(KINDS[kind](Draw(100_000 * number + i)))
        digest.update((result if result.dtype == "<f4" else result.astype("<i4")).tobytes())
    return digest.hexdigest()[:16]


if __name__ == "__main__":
    result = {
        "made by": f"scikit-image {skimage.__version__}, NumPy {np.__version__}, Python {platform.python_version()}",
        "tolerance": "none: equal bytes",
        "cases in a group": CASES,
        "groups": {kind: [group(kind, number) for number in range(GROUPS)] for kind in KINDS},
    }
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(result, indent=2) + "\n")
