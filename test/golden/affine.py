"""Writes affine.json: SciPy's map_coordinates on turned, mirrored and oblique grids.

Images come from the generators of test/images.ts. SciPy's mode "nearest" repeats the outermost voxels without end; places in
no voxel of the image are set to the value outside here.

    python test/golden/affine.py
"""
import json
import pathlib
import platform

import numpy as np
import scipy
from scipy.ndimage import map_coordinates
from seeded import random_integers

OUTSIDE = -7.0
SHAPE, SPACING, ORIGIN = [5, 7, 9], [2.0, 0.5, 1.0], [-3.0, 2.0, 10.0]
C, S = np.cos(np.pi / 6), np.sin(np.pi / 6)
X = [0.36, 0.48, -0.8, -0.8, 0.6, 0.0, 0.48, 0.64, 0.6]
# Axes of the new grid in rows, each (z, y, x).
GRIDS = {
    "turned by 90°": ([6, 9, 7], [1.7, 1.1, 0.6], [-3.113, 6.237, 9.871], [1, 0, 0, 0, 0, 1, 0, -1, 0]),
    "turned by 30°": ([4, 8, 8], [2.1, 0.7, 0.7], [-2.913, 1.337, 11.371], [1, 0, 0, 0, C, S, 0, -S, C]),
    "mirrored": ([5, 6, 10], [1.9, 0.55, 0.9], [5.113, 4.937, 18.371], [-1, 0, 0, 0, -1, 0, 0, 0, -1]),
    "oblique": ([6, 6, 6], [1.3, 1.3, 1.3], [-1.213, 2.637, 12.171], X),
}


def case(name, seed):
    shape, spacing, origin, direction = GRIDS[name]
    image = random_integers(seed, SHAPE, 0, 255, np.uint8).reshape(SHAPE)
    index = np.indices(shape).reshape(3, -1)
    world = np.array(direction).reshape(3, 3).T @ (index * np.array(spacing)[:, None]) + np.array(origin)[:, None]
    place = (world - np.array(ORIGIN)[:, None]) / np.array(SPACING)[:, None]
    cell = np.floor(place + 0.5)
    within = ((cell >= 0) & (cell < np.array(SHAPE)[:, None])).all(axis=0)
    # Far from where the nearest voxel changes, so that rounding decides nothing.
    assert np.abs(place - 0.5 - np.round(place - 0.5)).min() > 1e-9
    linear = map_coordinates(image.astype(np.float64), place, order=1, mode="nearest")
    nearest = map_coordinates(image, place, order=0, mode="nearest")
    return {
        "name": name,
        "seed": seed,
        "grid": {"shape": shape, "spacing": spacing, "origin": origin, "direction": [float(v) for v in direction]},
        "inside": int(within.sum()),
        "linear": [round(float(v), 6) for v in np.where(within, linear, OUTSIDE)],
        "nearest": [int(v) for v in np.where(within, nearest, 0)],
    }


result = {
    "made by": f"SciPy {scipy.__version__}, NumPy {np.__version__}, Python {platform.python_version()}",
    "tolerance": {"linear": "2e-5: float32", "nearest": "none"},
    "image": {"shape": SHAPE, "spacing": SPACING, "origin": ORIGIN},
    "outside": OUTSIDE,
    "cases": [case(name, 40 + i) for i, name in enumerate(GRIDS)],
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(result) + "\n")
