"""Writes components.json: digests of SciPy's binary_fill_holes and scikit-image's remove_small_objects on random masks.

Inputs come from `randomBinary` of test/images.ts; the digests are of one byte a voxel, 0 or 1.

    python test/golden/components.py
"""
import hashlib
import json
import pathlib
import platform

import numpy as np
import scipy
import skimage
from scipy import ndimage
from seeded import random_binary
from skimage.morphology import remove_small_objects

CONNECTIVITIES = {2: {4: 1, 8: 2}, 3: {6: 1, 18: 2, 26: 3}}
SHAPES = ([37, 41], [64, 130], [7, 19, 33], [12, 16, 64])


def cases(densities):
    seed = 0
    for shape in SHAPES:
        for connectivity, order in CONNECTIVITIES[len(shape)].items():
            for density in densities:
                seed += 1
                values = random_binary(seed, shape, density)
                yield {"seed": seed, "shape": shape, "density": density, "connectivity": connectivity}, values, order


def digest(mask):
    return hashlib.sha256(mask.astype("u1").tobytes()).hexdigest()


def fill_holes():
    for case, values, order in cases((0.3, 0.5, 0.65, 0.8)):
        structure = ndimage.generate_binary_structure(values.ndim, order)
        yield {**case, "sha256": digest(ndimage.binary_fill_holes(values, structure))}


def remove_small():
    for i, (case, values, order) in enumerate(cases((0.1, 0.3, 0.5))):
        size = (1, 4, 64)[i % 3]
        yield {**case, "maxSize": size, "sha256": digest(remove_small_objects(values, max_size=size, connectivity=order))}


result = {
    "made by": f"scikit-image {skimage.__version__}, SciPy {scipy.__version__}, NumPy {np.__version__}, "
    f"Python {platform.python_version()}",
    "tolerance": "none: equal voxels",
    "fillHoles": list(fill_holes()),
    "removeSmall": list(remove_small()),
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(result, indent=1) + "\n")
