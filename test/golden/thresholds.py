"""Writes thresholds.json: scikit-image's global thresholds, histograms and NumPy's percentiles of random images.

Inputs come from the linear congruential generator of test/images.ts, so that they need not be stored. The first value of
each image lies just below all others: scikit-image's multi-level Otsu gives the lowest bin the weight of its neighbour, which
shows as soon as that bin holds more than a voxel or two.

    python test/golden/thresholds.py
"""
import hashlib
import json
import pathlib
import platform
import warnings

import numpy as np
import skimage
from skimage import exposure, filters

NARROW = 160
WIDE = 24
TYPES = ("uint8", "uint16", "int16", "float32")
METHODS = ("otsu", "li", "yen", "isodata", "triangle", "mean")
PERCENTS = (0.1, 1, 50, 99, 99.9)


class Generator:
    def __init__(self, seed):
        self.state = seed

    def number(self):
        self.state = (self.state * 1664525 + 1013904223) % 2**32
        return self.state / 2**32


def spread(i):
    """Seeds far apart: neighbouring ones begin with nearly equal numbers."""
    return i * 2654435761 % 2**32


def image(seed, dtype, span):
    """Two hills of values, the upper one with a fraction of the voxels, somewhere in a range of `span`."""
    generator = Generator(seed)
    n = 200 + int(generator.number() * 2000)
    low = 10 + span * 0.4 * generator.number()
    high = low + span * 0.4 * generator.number()
    share = generator.number()
    width = span * (0.05 + 0.2 * generator.number())
    shift = -span / 2 if dtype == "int16" else 0
    values = []
    for _ in range(n):
        hill = high if generator.number() < share else low
        noise = generator.number() + generator.number() + generator.number() - 1.5
        values.append(max(hill + width * noise, 2) + shift)
    values[0] = min(values) - 1
    if dtype == "float32":
        return np.array(values).astype(np.float32) / np.float32(256)
    return np.floor(values).astype(dtype)


def number(method, data):
    try:
        return float(getattr(filters, f"threshold_{method}")(data))
    except RuntimeError:
        return None


def digest(*arrays):
    """First digits of the SHA-256 of all numbers as little-endian f64."""
    return hashlib.sha256(b"".join(np.asarray(each, dtype="<f8").tobytes() for each in arrays)).hexdigest()[:16]


def case(seed, dtype, span):
    data = image(seed, dtype, span)
    found = {"seed": seed, "dtype": dtype, "span": span, "n": data.size}
    for method in METHODS:
        found[method] = number(method, data)
    if span < 1000:
        found["minimum"] = number("minimum", data)
        found["multiotsu3"] = [float(level) for level in filters.threshold_multiotsu(data, 3)]
        found["multiotsu4"] = [float(level) for level in filters.threshold_multiotsu(data, 4)]
    counts, centers = exposure.histogram(data)
    found["levels"] = digest(counts, centers)
    found["bins"] = digest(*np.histogram(data, 12))
    found["percentiles"] = [float(value) for value in np.percentile(data.astype(np.float64), PERCENTS)]
    return found


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    cases = [case(spread(i), TYPES[i % 4], 200 if i % 4 == 0 else 240) for i in range(NARROW)]
    cases += [case(spread(NARROW + i), TYPES[1 + i % 2], 30000) for i in range(WIDE)]
    golden = {
        "made by": f"scikit-image {skimage.__version__}, NumPy {np.__version__}, Python {platform.python_version()}",
        "tolerance": {
            "mean": "3e-7 of the value: scikit-image sums f32 images in f32",
            "li": "2e-5 of the value for f32, where scikit-image sums in f32, 1e-12 for whole values",
            "others": "none",
        },
        "percents": PERCENTS,
    }
    lines = [f'"{name}": {json.dumps(value)}' for name, value in golden.items()]
    lines.append('"cases": [\n' + ",\n".join(json.dumps(each) for each in cases) + "\n]")
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
