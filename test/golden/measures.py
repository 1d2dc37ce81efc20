"""Writes measures.json: scikit-image's regionprops of seeded label images.

Labels are the parts of `clouds` of test/images.ts above a level, named by the tile of the image they lie in: blobs with
holes, in several pieces, some of them single voxels. Whole numbers of 1,000 pictures are digested; tables of measures are
stored for a few pictures and volumes.

    python test/golden/measures.py
"""
import hashlib
import json
import math
import pathlib
import platform
import warnings

import numpy as np
import skimage
from seeded import clouds, random_integers
from skimage.measure import regionprops

warnings.filterwarnings("ignore")
GROUPS = 20
PICTURES = 50

SCALARS = {
    "extent": "extent", "equivalent_diameter_area": "equivalent_diameter_area", "area_bbox": "area_bbox",
    "area_filled": "area_filled", "area_convex": "area_convex", "solidity": "solidity",
    "feret_diameter_max": "feret_diameter_max", "axis_major_length": "axis_major_length",
    "axis_minor_length": "axis_minor_length", "euler_number": "euler_number", "intensity_median": "intensity_median",
}
PICTURE_SCALARS = {"eccentricity": "eccentricity", "orientation": "orientation"}
EVEN_SCALARS = {"perimeter": "perimeter", "perimeter_crofton": "perimeter_crofton"}
MOMENTS = ["moments", "moments_central", "moments_normalized"]
MOMENTS += [name.replace("moments", "moments_weighted", 1) for name in MOMENTS]


def labels_of(seed, shape, level, tile, dtype="u2"):
    above = clouds(seed, shape) > level
    names = np.zeros(shape, int)
    for axis, extent in enumerate(shape):
        places = np.arange(extent) // tile
        names = names * (-(-extent // tile)) + places.reshape([-1 if a == axis else 1 for a in range(len(shape))])
    return np.where(above, names + 1, 0).astype(dtype)


def whole_numbers(seed):
    shape = [10 + seed % 23, 12 + seed % 31]
    regions = regionprops(labels_of(seed, shape, 1150 + 50 * (seed % 7), 9 + seed % 5))
    return [[r.label, r.num_pixels, r.euler_number, r.area_filled, r.area_convex] for r in regions]


def group(number):
    digest = hashlib.sha256()
    for i in range(PICTURES):
        digest.update(np.array(whole_numbers(PICTURES * number + i), "<i4").tobytes())
    return digest.hexdigest()


def number(value):
    return None if not math.isfinite(value) else float(value)


def row_of(region, axes, even):
    row = {"label": region.label}
    convex = True
    if len(axes) == 3:
        # Without room for a tetrahedron between voxel centres there is no hull there.
        convex = region.area_convex > 0
    for ours, theirs in SCALARS.items():
        if convex or ours not in ("area_convex", "solidity", "feret_diameter_max"):
            row[ours] = number(getattr(region, theirs))
    if len(axes) == 2:
        row.update({ours: number(getattr(region, theirs)) for ours, theirs in PICTURE_SCALARS.items()})
    if len(axes) == 2 and even:
        row.update({ours: number(getattr(region, theirs)) for ours, theirs in EVEN_SCALARS.items()})
    for at, axis in enumerate(axes):
        row[f"centroid_local_{axis}"] = number(region.centroid_local[at])
        row[f"centroid_weighted_{axis}"] = number(region.centroid_weighted[at])
        row[f"inertia_tensor_eigvals_{at}"] = number(region.inertia_tensor_eigvals[at])
        for other in range(at, len(axes)):
            row[f"inertia_tensor_{axis}{axes[other]}"] = number(region.inertia_tensor[at, other])
    for name in MOMENTS:
        values = getattr(region, name)
        lowest = 0 if name in ("moments", "moments_weighted") else 2
        for powers in np.ndindex(*values.shape):
            if lowest <= sum(powers) <= 3:
                row[f"{name}_{'_'.join(map(str, powers))}"] = number(values[powers])
    if len(axes) == 2 and tuple(region._spacing) == (1, 1):
        for at, value in enumerate(region.moments_hu):
            row[f"moments_hu_{at}"] = number(value)
        for at, value in enumerate(region.moments_weighted_hu):
            row[f"moments_weighted_hu_{at}"] = number(value)
    return row


def table(seed, shape, level, tile, spacing, dtype, low, high):
    labels = labels_of(seed, shape, level, tile)
    values = random_integers(seed + 100, shape, low, high, dtype).astype("f8")
    regions = regionprops(labels, values, spacing=spacing)
    even = len(set(spacing)) == 1
    rows = [row_of(region, "zyx"[-len(shape):], even) for region in regions]
    columns = {name: [row.get(name) for row in rows] for name in dict.fromkeys(name for row in rows for name in row)}
    return {
        "seed": seed, "shape": shape, "level": level, "tile": tile, "spacing": spacing, "dtype": dtype, "low": low,
        "high": high, "columns": columns,
    }


TABLES = [
    (1, [40, 61], 1250, 20, (1, 1), "uint8", 1, 255),
    (2, [64, 130], 1200, 33, (1, 1), "uint16", 0, 65535),
    (3, [50, 50], 1300, 13, (0.5, 0.5), "uint16", 100, 4000),
    (4, [45, 70], 1250, 24, (2, 0.7), "uint8", 1, 9),
    (5, [14, 20, 33], 1250, 11, (1, 1, 1), "uint8", 1, 255),
    (6, [12, 24, 30], 1200, 12, (2, 1, 0.5), "uint16", 1, 1000),
    (7, [16, 22, 22], 1230, 8, (0.29, 0.26, 0.26), "uint8", 3, 90),
]
def main():
    result = {
        "made by": f"scikit-image {skimage.__version__}, NumPy {np.__version__}, Python {platform.python_version()}",
        "tolerance": "whole numbers equal; the rest to 1e-10 of the largest of its kind, the rounding of f64 sums",
        "pictures in a group": PICTURES,
        "groups": [group(number) for number in range(GROUPS)],
        "tables": [table(*one) for one in TABLES],
    }
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
