"""Writes lesson.json: what scikit-image makes of random images, step by step and in the lesson's chain.

`chain`: 1,000 random images, Otsu → erosion → label → expand_labels, one digest each.
`blurred`: the same with a Gaussian first; `blur`: values of the Gaussian on small images.
`steps`: erosion, dilation, labels and expansion alone, with every footprint, border, connectivity and spacing.
Digests are the first 16 hex digits of SHA-256 over little-endian int32 voxels.

    python test/golden/lesson.py
"""
import hashlib
import json
import pathlib
import platform
import warnings

import numpy as np
import scipy
import skimage
from seeded import clouds, random_binary, random_integers
from skimage import measure, morphology, segmentation
from skimage.filters import gaussian, threshold_otsu

warnings.simplefilter("ignore")
SHAPES = ([40, 50], [33, 129], [9, 20, 24], [14, 17, 33])
FOOTPRINTS = {
    "ball": (morphology.disk, morphology.ball),
    "box": (lambda r: np.ones((2 * r + 1,) * 2), lambda r: np.ones((2 * r + 1,) * 3)),
    "diamond": (morphology.diamond, morphology.octahedron),
}


def digest(values):
    return hashlib.sha256(np.ascontiguousarray(values).astype("<i4").tobytes()).hexdigest()[:16]


def footprint(name, radius, ndim):
    return FOOTPRINTS[name][ndim - 2](radius)


def chain(image, level, radius, distance):
    ball = footprint("ball", radius, image.ndim)
    eroded = morphology.binary_erosion(image > level, ball)
    return segmentation.expand_labels(measure.label(eroded), distance)


def chains(count):
    for seed in range(1, count + 1):
        image = clouds(seed, SHAPES[seed % 4])
        yield digest(chain(image, threshold_otsu(image), seed % 3, (1, 2, 3.5, 6, 11)[seed % 5]))


def blurred(count):
    for seed in range(1, count + 1):
        image = clouds(seed, SHAPES[seed % 4])
        blur = gaussian(image, (0.7, 1, 2)[seed % 3], preserve_range=True)
        yield digest(chain(blur, threshold_otsu(blur), seed % 3, (1, 2, 3.5, 6, 11)[seed % 5]))


def blur():
    cases = [([7, 9], 1, "nearest"), ([5, 33], [0.5, 2], "reflect"), ([3, 4], 3, "mirror"), ([6, 17], 2, "wrap"),
             ([9, 5], 1.5, "constant"), ([5, 6, 20], [1, 2, 0], "nearest"), ([6, 8, 31], 3, "nearest"),
             ([2, 3, 4], 3, "wrap"), ([2, 3, 4], 3, "mirror")]
    for seed, (shape, sigma, border) in enumerate(cases, 1):
        image = random_integers(seed, shape, 0, 65535, np.uint16)
        values = gaussian(image, sigma, mode=border, preserve_range=True, cval=100)
        yield {"seed": seed, "shape": shape, "sigma": sigma, "border": border, "values": [float(f"{v:.10g}") for v in values.flat]}


def steps():
    seed = 0
    for shape in SHAPES:
        for name in FOOTPRINTS:
            for mode in ("ignore", "min", "max"):
                seed += 1
                radius = 1 + seed % 4
                element = footprint(name, radius, len(shape))
                case = {"seed": seed, "shape": shape, "footprint": name, "border": mode, "radius": radius}
                dense, sparse = random_binary(seed, shape, 0.97), random_binary(seed, shape, 0.03)
                yield {"op": "erode", **case, "digest": digest(morphology.binary_erosion(dense, element, mode=mode))}
                yield {"op": "dilate", **case, "digest": digest(morphology.binary_dilation(sparse, element, mode=mode))}
        for order, connectivity in enumerate([4, 8] if len(shape) == 2 else [6, 18, 26], 1):
            for density in (0.2, 0.4, 0.6):
                seed += 1
                labels = measure.label(random_binary(seed, shape, density), connectivity=order)
                case = {"seed": seed, "shape": shape, "density": density, "connectivity": connectivity}
                yield {"op": "label", **case, "digest": digest(labels)}
        for spacing in ([1] * len(shape), [0.29, 0.26, 0.26][3 - len(shape) :], [2, 1, 0.5][3 - len(shape) :]):
            for distance in (1, 2.5, 6, 12.5, 300):
                seed += 1
                labels = random_integers(seed, shape, 1, 900, np.uint16) * random_binary(seed + 5000, shape, 0.02)
                grown = segmentation.expand_labels(labels, distance, spacing=spacing)
                case = {"seed": seed, "shape": shape, "distance": distance, "spacing": spacing}
                yield {"op": "expand", **case, "digest": digest(grown)}


result = {
    "made by": f"scikit-image {skimage.__version__}, SciPy {scipy.__version__}, NumPy {np.__version__}, "
    f"Python {platform.python_version()}",
    "tolerance": "none, but 3e-7 of 65535 for the values of `blur`, whose kernel runs in float32",
    "blur": list(blur()),
    "chain": list(chains(1000)),
    "blurred": list(blurred(200)),
    "steps": list(steps()),
}
path = pathlib.Path(__file__).with_name("lesson.json")
path.write_text(json.dumps(result, separators=(",", ":")).replace("},{", "},\n{") + "\n")
