"""Writes automatic.json: scikit-image's thresholds of byte images that span 0 to 255, a histogram bin for each value.

Images are those of thresholds.py, the lowest and the highest two in a hundred values made equal: then the quantiles that
Slicer's triangle starts from are the ends of the histogram, as they are in scikit-image.

    python test/golden/automatic.py
"""
import json
import pathlib

import numpy as np
import skimage
from skimage import filters

from thresholds import image, spread

METHODS = ("otsu", "yen", "triangle")
# Stops after the first step.
LARGE = 1e9


def stretched(seed):
    values = np.sort(image(seed, "uint8", 200).astype(np.int64))
    cut = values.size // 50
    low, high = values[cut], values[values.size - 1 - cut]
    return ((np.clip(values, low, high) - low) * 255 // (high - low)).astype(np.uint8)


def li_step(data, level):
    """Where a step of the search leads from a level."""
    with np.errstate(invalid="ignore"):
        return round(float(filters.threshold_li(data, tolerance=LARGE, initial_guess=level)), 4)


if __name__ == "__main__":
    cases = []
    for i in range(12):
        data = stretched(spread(i))
        levels = {method: float(getattr(filters, f"threshold_{method}")(data)) for method in METHODS}
        isodata = filters.threshold_isodata(data, return_all=True).tolist()
        li = [li_step(data, level) for level in range(1, 255)]
        cases.append({"seed": spread(i), **levels, "isodata": isodata, "li": li})
    golden = {
        "made by": f"scikit-image {skimage.__version__}, NumPy {np.__version__}",
        "tolerance": "none; li is where a step of the search leads from each of the levels 1 to 254",
        "cases": cases,
    }
    pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(golden).replace('{"seed"', '\n{"seed"') + "\n")
