"""Writes distance.json: digests of SciPy's exact distance transform and nearest-site indices on random volumes.

Inputs come from the linear congruential generator of test/images.ts, so that they need not be stored. The indices are
those of the nearest set voxel as linear u32, the distances those of set voxels to the nearest clear one as f32.

    python test/golden/distance.py
"""
import hashlib
import json
import pathlib
import platform

import numpy as np
import scipy
from scipy import ndimage
from seeded import random_states

GROUPS = 24
VOLUMES = 25
EXTENTS = {2: (40, 150), 3: (12, 14, 40)}
DENSITIES = (0.01, 0.1, 0.5, 0.9, 0.99)
SPACINGS = (None, (1, 1, 1), (0.29, 0.26, 0.26), (2, 1, 0.5), (3, 0.7, 1.1))


def volume(seed):
    """One case: values 0 and 1 with at least one of each, and a spacing for every axis or None."""
    numbers = iter(random_states(seed, 12000) / 2**32)

    def below(end):
        return int(next(numbers) * end)

    shape = [1 + below(extent) for extent in EXTENTS[2 + below(2)]]
    density = DENSITIES[below(len(DENSITIES))]
    spacing = SPACINGS[below(len(SPACINGS))]
    values = np.array([next(numbers) < density for _ in range(int(np.prod(shape)))])
    values[0] = False
    values[-1] = True
    if values.size == 1:
        shape, values = [1, 2], np.array([False, True])
    return values.reshape(shape), None if spacing is None else spacing[-len(shape):]


def group(number):
    indices, distances = hashlib.sha256(), hashlib.sha256()
    for i in range(VOLUMES):
        values, spacing = volume(1000 * number + i)
        places = ndimage.distance_transform_edt(~values, spacing, return_distances=False, return_indices=True)
        indices.update(np.ravel_multi_index(tuple(places), values.shape).astype("<u4").tobytes())
        distances.update(ndimage.distance_transform_edt(values, spacing).astype("<f4").tobytes())
    return {"indices": indices.hexdigest(), "distances": distances.hexdigest()}


result = {
    "made by": f"SciPy {scipy.__version__}, NumPy {np.__version__}, Python {platform.python_version()}",
    "tolerance": "none: equal bytes",
    "volumes in a group": VOLUMES,
    "groups": [group(number) for number in range(GROUPS)],
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(result, indent=2) + "\n")
