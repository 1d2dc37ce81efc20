"""Writes surfaces.json: scikit-image's marching cubes and contours, and VTK's published figures, on seeded inputs.

Inputs come from the generators of test/images.ts, so that they need not be stored. Volumes are padded by one voxel before
scikit-image sees them, because it leaves surfaces open at the border; only volumes without a face whose diagonals
differ are used for vertices and areas, because there more than one surface fits.

    python test/golden/surfaces.py
"""
import hashlib
import json
import pathlib
import platform
import warnings

import numpy as np
import skimage
from seeded import clouds, random_binary, random_integers
from skimage.measure import find_contours, marching_cubes, mesh_surface_area

warnings.filterwarnings("ignore")
BALLS = (0, 1, 2, 3, 5, 10, 15)
MASKS = 300
VOLUMES = 3
GROUPS = 20
IMAGES = 50


def ball(radius):
    z, y, x = np.mgrid[-radius : radius + 1, -radius : radius + 1, -radius : radius + 1]
    return (z * z + y * y + x * x <= radius * radius).astype(np.float32)


def volume_inside(vertices, faces):
    a, b, c = (vertices[faces[:, i]].astype(np.float64) for i in range(3))
    return float((a * np.cross(b, c)).sum() / 6)


def measures(vertices, faces):
    area = float(mesh_surface_area(vertices.astype(np.float64), faces))
    return {"vertices": len(vertices), "faces": len(faces), "area": area, "volume": abs(volume_inside(vertices, faces))}


def is_plain(inside):
    """True when no 2 × 2 square of voxels has its corners inside across from each other only."""
    for axis in range(3):
        planes = np.moveaxis(inside, axis, 0)
        a, b, c, d = planes[:, :-1, :-1], planes[:, :-1, 1:], planes[:, 1:, :-1], planes[:, 1:, 1:]
        if ((a == d) & (b == c) & (a != b)).any():
            return False
    return True


def blobs(seed):
    """A mask with smooth lumps; about one seed of four gives one without such a square."""
    shape = [2 + seed % 7, 3 + seed % 5, 4 + seed % 11]
    values = clouds(seed, shape)
    return values > np.median(values)


def mask_case(seed):
    vertices, faces, _, _ = marching_cubes(np.pad(blobs(seed), 1).astype(np.float32), 0.5)
    # Half-way crossings: twice the coordinates are whole numbers.
    doubled = np.round(2 * (vertices - 1)).astype("<i2")
    order = np.lexsort(doubled.T[::-1])
    return measures(vertices, faces), doubled[order].tobytes()


def plain_seeds(count, inside):
    seeds, seed = [], 0
    while len(seeds) < count:
        seed += 1
        mask = inside(seed)
        if mask.any() and is_plain(np.pad(mask, 1)):
            seeds.append(seed)
    return seeds


def mask_cases():
    seeds = plain_seeds(MASKS, blobs)
    digest, totals = hashlib.sha256(), {"vertices": 0, "faces": 0, "area": 0, "volume": 0}
    for seed in seeds:
        found, points = mask_case(seed)
        digest.update(points)
        totals = {name: totals[name] + value for name, value in found.items()}
    return {"seeds": seeds, "vertices": digest.hexdigest(), "totals": totals}


GREY = [6, 9, 12]
SPACING = (2.0, 0.5, 0.7)


def grey_level(seed):
    return float(np.median(clouds(seed, GREY))) + 0.25


def grey_case(seed):
    values = clouds(seed, GREY).astype(np.float32)
    padded = np.pad(values, 1, constant_values=values.min())
    vertices, _, _, _ = marching_cubes(padded, grey_level(seed), spacing=SPACING)
    vertices = vertices - np.array(SPACING)
    return {"seed": seed, "level": grey_level(seed), "vertices": [round(float(v), 5) for v in vertices.ravel()]}


def grey_cases():
    return [grey_case(seed) for seed in plain_seeds(VOLUMES, lambda seed: clouds(seed, GREY) > grey_level(seed))]


def contour_image(seed):
    """Four sorts of images by turns: whole numbers with values at the level, masks, smooth ones, and ones with NaN."""
    shape, sort = [2 + seed % 13, 2 + seed % 29], seed % 4
    if sort == 0:
        return random_integers(seed, shape, 0, 3, np.float32), (1.0, 1.5)[seed // 4 % 2]
    if sort == 1:
        return random_binary(seed, shape, 0.5).astype(np.float32), 0.5
    if sort == 2:
        values = clouds(seed, shape)
        return values.astype(np.float32), float(np.median(values))
    values = random_integers(seed, shape, 0, 9, np.float32)
    values[values == 0] = np.nan
    return values, 4.0


def contour_group(number):
    digest, count = hashlib.sha256(), 0
    for seed in range(number * IMAGES, (number + 1) * IMAGES):
        image, level = contour_image(seed)
        for connected in ("low", "high"):
            lines = find_contours(image, level, connected, ("low", "high")[seed // 8 % 2])
            count += len(lines)
            for line in lines:
                digest.update(line.astype("<f8").tobytes())
    return {"contours": count, "points": digest.hexdigest()}


result = {
    "made by": f"scikit-image {skimage.__version__}, NumPy {np.__version__}, Python {platform.python_version()}",
    "tolerance": {
        "masks and contours": "none: equal vertices, counts and points; areas and volumes to 1e-6, scikit-image sums in f32",
        "grey": "2e-5 of a voxel: scikit-image weighs the ends of an edge by 1 / (eps + distance)",
        "VTK": "figures of VTK 9.7: exact without smoothing; 1e-4 of ball(15), 3e-3 of the cube with: whom the corners of "
        "a flat side are joined to depends on how it is cut into triangles",
    },
    "balls": {str(r): measures(*marching_cubes(np.pad(ball(r), 1), 0.5)[:2]) for r in BALLS},
    "masks": mask_cases(),
    "spacing": SPACING,
    "grey": grey_cases(),
    "images in a group": IMAGES,
    "contours": [contour_group(number) for number in range(GROUPS)],
    "VTK": [
        {"body": "cube 10", "smoothing": 0, "vertices": 600, "faces": 1196, "volume": 985.6666667, "area": 564.0995832},
        {"body": "ball 15", "smoothing": 0, "vertices": 4254, "faces": 8504, "volume": 14116.5, "area": 3080.5443925},
        {"body": "cube 10", "smoothing": 0.5, "vertices": 600, "faces": 1196, "volume": 987.25027, "area": 505.47899},
        {"body": "ball 15", "smoothing": 0.5, "vertices": 4254, "faces": 8504, "volume": 14114.26673, "area": 2828.10545},
    ],
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(result) + "\n")
