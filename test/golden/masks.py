"""Writes masks.json: digests of scikit-image's and SciPy's operations on a thousand random masks each.

    python test/golden/masks.py
"""
import hashlib
import json
import pathlib
import platform
import warnings

import numpy as np
import scipy
import skimage
from cases import Case
from scipy import ndimage
from skimage import measure, morphology, segmentation

warnings.simplefilter("ignore")
GROUPS = 20
MASKS = 50
EXTENTS = {2: (25, 70), 3: (7, 9, 30)}


def footprint(name, radius, ndim):
    if name == "box":
        return np.ones((2 * radius + 1,) * ndim)
    names = {"ball": ("disk", "ball"), "diamond": ("diamond", "octahedron")}
    return getattr(morphology, names[name][ndim - 2])(radius)


def morph(call):
    def run(case, ndim):
        shape = footprint(case.pick(("ball", "box", "diamond")), case.below(4 if ndim == 3 else 7), ndim)
        mode = case.pick(("ignore", "min", "max"))
        return call(whole(case.mask(EXTENTS[ndim])), shape, mode=mode)

    return run


def whole(mask):
    """A volume of one plane has no edge in z here, so only others are compared."""
    return np.concatenate([mask, mask]) if mask.ndim == 3 and len(mask) == 1 else mask


def connected(call):
    def run(case, ndim):
        order = 1 + case.below(ndim)
        size = case.below(30)
        return call(whole(case.mask(EXTENTS[ndim])), order, size)

    return run


def fill_holes(mask, order, _):
    return ndimage.binary_fill_holes(mask, ndimage.generate_binary_structure(mask.ndim, order))


def remove_small(mask, order, size):
    return morphology.remove_small_objects(mask, max_size=size, connectivity=order)


def remove_small_labels(mask, order, size):
    labels = morphology.remove_small_objects(measure.label(mask, connectivity=order), max_size=size)
    return segmentation.relabel_sequential(labels)[0]


def largest(labels, count):
    """The labels of most voxels, the lower ones first."""
    sizes = np.bincount(labels.ravel())[1:]
    order = np.argsort(-sizes, kind="stable")[:count]
    return np.where(np.isin(labels, order[sizes[order] > 0] + 1), labels, 0)


def keep_largest(mask, order, size):
    return largest(measure.label(mask, connectivity=order), 1 + size % 3) > 0


def keep_largest_labels(mask, order, size):
    labels = measure.label(mask, connectivity=order) % 7
    return segmentation.relabel_sequential(largest(labels, 1 + size % 3))[0]


def expand(case, ndim):
    distance = case.below(24) / 2
    spacing = [1 + case.below(3) / 2 for _ in range(ndim)] if case.below(3) == 0 else 1
    labels = measure.label(whole(case.mask(EXTENTS[ndim])))
    return segmentation.expand_labels(labels, distance, spacing=spacing)


def distance(case, ndim):
    return ndimage.distance_transform_edt(known(whole(case.mask(EXTENTS[ndim])))).astype("<f4")


def known(mask):
    """SciPy measures from nowhere when there is no background."""
    mask.flat[0] = False
    return mask


CALLS = {
    "erode": morph(morphology.binary_erosion),
    "dilate": morph(morphology.binary_dilation),
    "open": morph(morphology.binary_opening),
    "close": morph(morphology.binary_closing),
    "label": connected(lambda mask, order, _: measure.label(mask, connectivity=order)),
    "fill-holes": connected(fill_holes),
    "remove-small": connected(remove_small),
    "remove-small-labels": connected(remove_small_labels),
    "keep-largest": connected(keep_largest),
    "keep-largest-labels": connected(keep_largest_labels),
    "expand": expand,
    "distance": distance,
}


def group(call, number):
    digest = hashlib.sha256()
    for i in range(MASKS):
        case = Case(1000 * number + i, 2200)
        result = call(case, 2 + case.below(2))
        digest.update(result.tobytes() if result.dtype == "<f4" else result.astype("<i4").tobytes())
    return digest.hexdigest()[:32]


golden = {
    "made by": f"scikit-image {skimage.__version__}, SciPy {scipy.__version__}, Python {platform.python_version()}",
    "tolerance": "none: equal voxels; distances equal after rounding to float32",
    "masks in a group": MASKS,
    "groups": {name: [group(call, number) for number in range(GROUPS)] for name, call in CALLS.items()},
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(golden, indent=1) + "\n")
