"""Writes labels.json: digests of scikit-image's skeletonize, find_boundaries, clear_border, relabel_sequential,
join_segmentations and integer measure.label, and of what SciPy and NumPy make of the largest components and of holes, on
random masks and labels.

Inputs come from `randomBinary`, `randomImage` and `clouds` of test/images.ts. One digest covers a group of cases.

    python test/golden/labels.py
"""
import hashlib
import json
import pathlib
import platform

import numpy as np
import scipy
import skimage
from scipy import ndimage
from seeded import clouds, random_binary, random_integers, random_states
from skimage.measure import label
from skimage.morphology import skeletonize
from skimage.segmentation import clear_border, find_boundaries, join_segmentations, relabel_sequential

GROUPS, CASES = 10, 100
EXTENTS = {2: (40, 90), 3: (8, 12, 20)}


def grid(seed, rank):
    """Extents of a case, the short axis first, and the draw that chooses further options."""
    draws = random_states(seed, 4) / 2**32
    return [1 + int(draws[axis] * extent) for axis, extent in enumerate(EXTENTS[rank])], float(draws[3])


def mask_of(seed, shape, draw):
    """Noise of several densities, or smooth objects."""
    if draw < 0.6:
        return random_binary(seed, shape, (0.3, 0.5, 0.7, 0.9)[int(draw / 0.15)])
    return clouds(seed, shape) > 1255


def labels_of(seed, shape, draw):
    """Few values as noise, or levels of smooth hills."""
    if draw < 0.5:
        return random_integers(seed, shape, 0, 3, np.uint8)
    return (np.maximum(clouds(seed, shape).astype(int) - 1200, 0) // 20).astype(np.uint8)


def skeleton(seed, rank, method):
    shape, draw = grid(seed, rank)
    return skeletonize(mask_of(seed, shape, draw), method=method).astype("u1")


def regions(seed, rank):
    shape, draw = grid(seed, rank)
    background = -1 if seed % 3 == 0 else 0
    # With a last axis of 1 a volume is numbered there in another order than that of the raster.
    shape[-1] = max(shape[-1], 2)
    return label(labels_of(seed, shape, draw).astype(int), connectivity=1 + seed % rank, background=background).astype("<u4")


def boundary(seed, rank):
    shape, draw = grid(seed, rank)
    mode = ("thick", "inner", "outer")[seed % 3]
    return find_boundaries(labels_of(seed, shape, draw), connectivity=1 + seed % rank, mode=mode).astype("u1")


def between(seed, rank):
    # scikit-image walks over places one by one: small images.
    shape = [1 + extent // 4 for extent in grid(seed, rank)[0]]
    return find_boundaries(random_integers(seed, shape, 0, 2, np.uint8), mode="subpixel").astype("u1")


def inner(seed, rank):
    shape, draw = grid(seed, rank)
    labels = labels_of(seed, shape, draw).astype(int)
    # A single plane has ends in z there; here it has none.
    buffer = min(seed % 3, min(shape) - 1)
    return clear_border(labels[0] if shape[0] == 1 and rank == 3 else labels, buffer).astype("<u4")


def sequence(seed, rank):
    shape, draw = grid(seed, rank)
    return relabel_sequential(labels_of(seed, shape, draw).astype(int) * 7, 1 + seed % 300)[0].astype("<u4")


def joint(seed, rank):
    shape, draw = grid(seed, rank)
    other = random_integers(seed + 1, shape, 0, 2, np.uint8)
    return join_segmentations(labels_of(seed, shape, draw).astype(int), other.astype(int)).astype("<u4")


def largest(labels, count):
    """The labels of the largest sizes, of equal ones the lower."""
    sizes = np.bincount(labels.ravel())[1:]
    order = np.argsort(-sizes, kind="stable")[: min(count, np.count_nonzero(sizes))]
    return np.sort(order) + 1


def components(seed, rank):
    shape, draw = grid(seed, rank)
    mask = mask_of(seed, shape, draw)
    parts = ndimage.label(mask, ndimage.generate_binary_structure(rank, 1 + seed % rank))[0]
    return np.isin(parts, largest(parts, 1 + seed % 4)).astype("u1")


def kept(seed, rank):
    shape, draw = grid(seed, rank)
    labels = labels_of(seed, shape, draw)
    stay = largest(labels, 1 + seed % 4)
    return np.where(np.isin(labels, stay), 1 + np.searchsorted(stay, labels), 0).astype("<u4")


def filled(seed, rank):
    """Holes of one label by SciPy: background that does not reach the edge, and what touches it by faces."""
    shape, draw = grid(seed, rank)
    labels = labels_of(seed, shape, draw)
    faces = ndimage.generate_binary_structure(rank, 1)
    holes, count = ndimage.label(labels == 0, ndimage.generate_binary_structure(rank, 1 + seed % rank))
    outer = np.zeros(shape, bool)
    for axis in range(rank):
        if rank == 3 and axis == 0 and shape[0] == 1:
            continue
        outer[(slice(None),) * axis + ([0, -1],)] = True
    result = labels.copy()
    for hole in set(range(1, count + 1)) - set(np.unique(holes[outer])):
        inside = holes == hole
        around = np.unique(labels[ndimage.binary_dilation(inside, faces) & ~inside])
        around = around[around > 0]
        if len(around) == 1:
            result[inside] = around[0]
    return result.astype("<u4")


def groups(case, rank, *options):
    for number in range(GROUPS):
        digest = hashlib.sha256()
        for i in range(CASES):
            digest.update(np.ascontiguousarray(case(1000 * number + i + 1, rank, *options)).tobytes())
        yield digest.hexdigest()


CALLS = {
    "skeleton 2-D zhang": (skeleton, 2, "zhang"),
    "skeleton 2-D lee": (skeleton, 2, "lee"),
    "skeleton 3-D lee": (skeleton, 3, "lee"),
    "label-values 2-D": (regions, 2),
    "label-values 3-D": (regions, 3),
    "boundaries 2-D": (boundary, 2),
    "boundaries 3-D": (boundary, 3),
    "boundariesBetween 2-D": (between, 2),
    "boundariesBetween 3-D": (between, 3),
    "clear-border 2-D": (inner, 2),
    "clear-border 3-D": (inner, 3),
    "keep-largest 2-D": (components, 2),
    "keep-largest 3-D": (components, 3),
    "keep-largest-labels 2-D": (kept, 2),
    "fill-label-holes 2-D": (filled, 2),
    "fill-label-holes 3-D": (filled, 3),
    "relabel 2-D": (sequence, 2),
    "joinLabels 2-D": (joint, 2),
}

result = {
    "made by": f"scikit-image {skimage.__version__}, SciPy {scipy.__version__}, NumPy {np.__version__}, Python {platform.python_version()}",
    "tolerance": "none: equal voxels",
    "cases in a group": CASES,
    "groups": {name: list(groups(*call)) for name, call in CALLS.items()},
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(result, indent=1) + "\n")
