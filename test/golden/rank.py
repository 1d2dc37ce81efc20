"""Writes rank.json: digests of SciPy's median and percentile filters of random images.

    python test/golden/rank.py
"""
import hashlib
import json
import pathlib
import platform

import scipy
from cases import Case
from scipy import ndimage
from skimage import morphology

GROUPS = 20
IMAGES = 50
EXTENTS = {2: (25, 60), 3: (7, 9, 20)}
BORDERS = ("reflect", "nearest", "mirror", "wrap", "constant")
PERCENTILES = (50, 50, 50, 3, 25, 75.5, 90, 99)


def footprint(name, radius, ndim):
    if name == "box":
        return morphology.footprint_rectangle((2 * radius + 1,) * ndim)
    names = {"ball": ("disk", "ball"), "diamond": ("diamond", "octahedron")}
    return getattr(morphology, names[name][ndim - 2])(radius)


def result(seed):
    case = Case(seed, 1500)
    ndim = 2 + case.below(2)
    shape = footprint(case.pick(("ball", "box", "diamond")), 1 + case.below(4 if ndim == 3 else 11), ndim)
    mode = case.pick(BORDERS)
    value = case.below(200)
    percentile = case.pick(PERCENTILES)
    return ndimage.percentile_filter(case.image(EXTENTS[ndim]), percentile, footprint=shape, mode=mode, cval=value)


def group(number):
    digest = hashlib.sha256()
    for i in range(IMAGES):
        digest.update(result(1000 * number + i).tobytes())
    return digest.hexdigest()


golden = {
    "made by": f"SciPy {scipy.__version__}, Python {platform.python_version()}",
    "tolerance": "none: equal bytes",
    "images in a group": IMAGES,
    "groups": [group(number) for number in range(GROUPS)],
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(golden, indent=2) + "\n")
