"""Writes local.json: digests of the masks of scikit-image's local thresholds on random images.

    python test/golden/local.py
"""
import hashlib
import json
import pathlib
import platform
import warnings

import numpy as np
import skimage
from cases import Case
from skimage import filters

GROUPS = 20
IMAGES = 50
EXTENTS = {2: (25, 60), 3: (7, 9, 20)}
METHODS = ("gaussian", "mean", "median", "niblack", "sauvola")


def levels(case):
    """The image and its levels."""
    ndim = 2 + case.below(2)
    method = case.pick(METHODS)
    same = 1 + 2 * case.below(9)
    window = tuple(1 + 2 * case.below(4) for _ in range(ndim)) if case.below(3) == 0 else (same,) * ndim
    offset = case.pick((0, 0, 1, -2.5))
    k = case.pick((0.2, 0.2, 0.5, -0.1))
    image = case.image(EXTENTS[ndim])
    if method == "median":
        # SciPy's rank filters misread images of which a window covers several reflections.
        window = tuple(min(extent, 2 * n - 1) for extent, n in zip(window, image.shape))
    if method == "niblack":
        return image, filters.threshold_niblack(image, window, k)
    if method == "sauvola":
        return image, filters.threshold_sauvola(image, window, k, r=80)
    return image, filters.threshold_local(image, window, method, offset)


def mask(seed):
    image, threshold = levels(Case(seed, 1500))
    return image > threshold


def group(number):
    digest = hashlib.sha256()
    for i in range(IMAGES):
        digest.update(mask(1000 * number + i).astype(np.uint8).tobytes())
    return digest.hexdigest()


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    golden = {
        "made by": f"scikit-image {skimage.__version__}, NumPy {np.__version__}, Python {platform.python_version()}",
        "tolerance": "none: equal masks",
        "images in a group": IMAGES,
        "groups": [group(number) for number in range(GROUPS)],
    }
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(golden, indent=2) + "\n")
