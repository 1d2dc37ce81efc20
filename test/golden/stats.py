"""Writes stats.json: scikit-image's regionprops_table of random label images.

Labels and values come from `randomImage` of test/images.ts, cut into blocks so that regions have runs of every length.

    python test/golden/stats.py
"""
import json
import pathlib
import platform

import numpy as np
import skimage
from seeded import random_integers
from skimage.measure import regionprops_table

PROPERTIES = {
    "label": "label", "count": "num_pixels", "volume": "area", "intensity_mean": "intensity_mean",
    "intensity_std": "intensity_std", "intensity_min": "intensity_min", "intensity_max": "intensity_max",
}
CASES = [
    # seed, shape, largest label, side of a block, spacing, type of the values, smallest and largest value
    (1, [40, 61], 9, 3, (1, 1), "uint8", 0, 255),
    (2, [37, 200], 400, 1, (0.5, 0.25), "uint16", 0, 65535),
    (3, [64, 300], 3, 40, (2, 3), "int16", -32768, 32767),
    (4, [9, 20, 33], 30, 4, (0.29, 0.26, 0.26), "uint8", 100, 101),
    (5, [7, 19, 129], 200, 2, (1, 1, 1), "int16", -5, 5),
    (6, [12, 30, 64], 5, 16, (2, 1, 0.5), "uint16", 60000, 65535),
]


def case(seed, shape, labels, block, spacing, dtype, low, high):
    coarse = random_integers(seed, [-(-extent // block) for extent in shape], 0, labels, "u2")
    for axis in range(len(shape)):
        coarse = np.repeat(coarse, block, axis)
    label_image = coarse[tuple(slice(extent) for extent in shape)]
    values = random_integers(seed + 100, shape, low, high, dtype)
    found = regionprops_table(
        label_image, values.astype("f8"), [*PROPERTIES.values(), "bbox", "centroid"], spacing=spacing
    )
    columns = {ours: found[theirs].tolist() for ours, theirs in PROPERTIES.items()}
    axes = "zyx"[-len(shape):]
    for i, axis in enumerate(axes):
        columns[f"bbox_{axis}0"] = found[f"bbox-{i}"].tolist()
        columns[f"bbox_{axis}1"] = found[f"bbox-{i + len(axes)}"].tolist()
        columns[f"centroid_{axis}"] = found[f"centroid-{i}"].tolist()
    if len(shape) == 2:
        columns["area"] = columns.pop("volume")
    return {
        "seed": seed, "shape": shape, "labels": labels, "block": block, "spacing": spacing, "dtype": dtype,
        "low": low, "high": high, "columns": columns,
    }


result = {
    "made by": f"scikit-image {skimage.__version__}, NumPy {np.__version__}, Python {platform.python_version()}",
    "tolerance": "counts, boxes and extremes equal; means, deviations and centroids to 1e-12, the rounding of f64 sums",
    "cases": [case(*one) for one in CASES],
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(result) + "\n")
