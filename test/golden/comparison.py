"""Writes comparison.json: scikit-image's comparison metrics and SciPy's surface distances of seeded pairs of labels.

Surfaces are what an erosion by the cross takes away; distances run from them to the other surface. The Hausdorff distance
of surfaces is also computed by scikit-image where the spacing is 1, and must be the same.

    python test/golden/comparison.py
"""
import json
import math
import pathlib
import platform
import warnings

import numpy as np
import scipy
import skimage
from measures import labels_of
from scipy import ndimage
from skimage.metrics import adapted_rand_error, hausdorff_distance, variation_of_information

warnings.filterwarnings("ignore")
CASES = 60


def pair(seed):
    """Two label images that agree in part, and a spacing."""
    shape = [10 + seed % 13, 14 + seed % 17] if seed % 3 else [5 + seed % 4, 8, 9 + seed % 6]
    first = labels_of(seed, shape, 1200, 7 + seed % 3)
    second = labels_of(seed + (0 if seed % 5 else 1000), shape, 1200 + 25 * (seed % 4), 7 + seed % 4)
    return first, second, [1.0, 1.0, 1.0][-len(shape):] if seed % 2 else [2.0, 0.7, 0.5][-len(shape):]


def surface(mask):
    return mask & ~ndimage.binary_erosion(mask)


def distances(first, second, spacing):
    a, b = surface(first), surface(second)
    there = ndimage.distance_transform_edt(~b, spacing)[a]
    back = ndimage.distance_transform_edt(~a, spacing)[b]
    largest = max(there.max(), back.max())
    if set(spacing) == {1.0}:
        assert abs(hausdorff_distance(a, b) - largest) < 1e-12
    return [largest, max(np.percentile(there, 95), np.percentile(back, 95)), np.concatenate([there, back]).mean()]


def case(seed):
    first, second, spacing = pair(seed)
    both = np.intersect1d(np.unique(first), np.unique(second))
    ignored = int(np.unique(first)[-1])
    return {
        "rand": list(adapted_rand_error(first, second)),
        "rand of all": list(adapted_rand_error(first, second, ignore_labels=())),
        "rand without": list(adapted_rand_error(first, second, ignore_labels=(0, ignored))),
        "variation": list(variation_of_information(first, second)),
        "variation without": list(variation_of_information(first, second, ignore_labels=(0, ignored))),
        "ignored": ignored,
        "foreground": distances(first > 0, second > 0, spacing),
        "labels": {str(label): distances(first == label, second == label, spacing) for label in both if label},
    }


def finite(value):
    if isinstance(value, dict):
        return {key: finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [finite(item) for item in value]
    return float(value) if math.isfinite(value) else None


result = {
    "made by": f"scikit-image {skimage.__version__}, SciPy {scipy.__version__}, Python {platform.python_version()}",
    "tolerance": "1e-12: the rounding of f64 sums; null where a score is not defined",
    "cases": [finite(case(seed)) for seed in range(CASES)],
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(result) + "\n")
