"""Writes derivatives.json: derivatives, blurs and resampled images of scikit-image and SciPy on random images.

Inputs come from the linear congruential generator of test/images.ts, so that they need not be stored. Sobel's derivatives
of whole numbers and nearest voxels are exact, so their bytes are digested; of everything else some values are kept.

    python test/golden/derivatives.py
"""
import hashlib
import json
import pathlib
import platform
import warnings

import numpy as np
import scipy
import skimage
from scipy import ndimage
from seeded import random_integers, random_states
from skimage import feature, filters, transform

warnings.filterwarnings("ignore")
GROUPS = 40
IMAGES = 25
PLACES = 12
EXTENTS = {2: (30, 60), 3: (8, 12, 20)}
BORDERS = ("nearest", "reflect", "mirror", "constant")


def draws(seed):
    numbers = iter(random_states(seed, 40) / 2**32)
    return lambda end: int(next(numbers) * end)


def image(below, ndim, least=1):
    shape = [least + below(extent) for extent in EXTENTS[ndim]]
    return shape


def sobel(number):
    digest = hashlib.sha256()
    for i in range(IMAGES):
        below = draws(1000 * number + i)
        shape = image(below, 2 + below(2))
        axis = below(len(shape))
        values = random_integers(below(1 << 30), shape, 0, 65535, np.uint16).astype(np.float64)
        digest.update(filters.sobel(values, axis=axis).astype("<f4").tobytes())
    return digest.hexdigest()


def nearest(number):
    digest = hashlib.sha256()
    for i in range(IMAGES):
        below = draws(500000 + 1000 * number + i)
        shape = image(below, 2 + below(2))
        target = [1 + below(2 * extent + 2) for extent in shape]
        values = random_integers(below(1 << 30), shape, 0, 65535, np.uint16)
        factors = [new / old for new, old in zip(target, shape)]
        result = ndimage.zoom(values, factors, order=0, grid_mode=True, mode="nearest")
        assert list(result.shape) == target
        digest.update(result.astype("<u2").tobytes())
    return digest.hexdigest()


def filtered(op, a, o):
    """What the named function makes of an image, and the scale its tolerance belongs to."""
    if op == "sobel":
        return filters.sobel(a)
    if op == "prewitt":
        return filters.prewitt(a)
    if op == "unsharp":
        return filters.unsharp_mask(a, o["radius"], o["amount"], preserve_range=True)
    if op == "differenceOfGaussians":
        return filters.difference_of_gaussians(a, o["low"], o["high"], mode=o["border"])
    if op == "laplace" and o["sigma"] == 0:
        return ndimage.laplace(a, mode=o["border"])
    if op == "laplace":
        return ndimage.gaussian_laplace(a, o["sigma"], mode=o["border"])
    if op == "structureEigenvalues":
        elements = feature.structure_tensor(a, sigma=o["sigma"], mode=o["border"])
        return feature.structure_tensor_eigenvalues(elements)
    if op == "hessianEigenvalues":
        elements = feature.hessian_matrix(a, sigma=o["sigma"], mode=o["border"], use_gaussian_derivatives=False)
        return feature.hessian_matrix_eigvals(elements)
    if o["method"] == "box":
        return transform.downscale_local_mean(a, tuple(n // m for n, m in zip(a.shape, o["shape"])))
    factors = [new / old for new, old in zip(o["shape"], a.shape)]
    return ndimage.zoom(a, factors, order=1, grid_mode=True, mode="nearest")


def options(op, below, shape):
    sigma = (0.5 + below(8) / 4)
    border = BORDERS[below(len(BORDERS))]
    if op in ("sobel", "prewitt"):
        return {}
    if op == "unsharp":
        return {"radius": sigma, "amount": below(13) / 4}
    if op == "differenceOfGaussians":
        return {"low": sigma, "high": sigma * 2, "border": border}
    if op == "laplace":
        return {"sigma": 0 if below(4) == 0 else sigma, "border": border}
    if op in ("structureEigenvalues", "hessianEigenvalues"):
        return {"sigma": sigma, "border": border}
    if below(2) == 0:
        return {"shape": [1 + below(2 * extent + 2) for extent in shape], "method": "linear"}
    return {"shape": [extent // 2 for extent in shape], "method": "box"}


OPS = ("sobel", "prewitt", "unsharp", "differenceOfGaussians", "laplace", "structureEigenvalues", "hessianEigenvalues",
       "resample")
CASES_OF_OP = 16


def case(op, number):
    below = draws(OPS.index(op) * 100 + number)
    shape = image(below, 2 + below(2), 2)
    chosen = options(op, below, shape)
    if chosen.get("method") == "box":
        shape = [2 * extent for extent in chosen["shape"]]
    seed = below(1 << 30)
    values = random_integers(seed, shape, 0, 4095, np.uint16).astype(np.float64)
    result = np.stack(filtered(op, values, chosen)) if op.endswith("Eigenvalues") else filtered(op, values, chosen)
    places = [below(result.size) for _ in range(PLACES)]
    return {"op": op, "options": chosen, "shape": shape, "seed": seed, "places": places,
            "values": [float(v) for v in result.ravel()[places]], "largest": float(np.abs(result).max())}


result = {
    "made by": f"scikit-image {skimage.__version__}, SciPy {scipy.__version__}, NumPy {np.__version__}, "
    f"Python {platform.python_version()}",
    "tolerance": "digests: equal bytes; values: 1e-6 of the largest result or of the image's 4095, whichever is larger",
    "images in a group": IMAGES,
    "sobel": [sobel(number) for number in range(GROUPS)],
    "nearest": [nearest(number) for number in range(GROUPS)],
    "values": [case(op, number) for op in OPS for number in range(CASES_OF_OP)],
}
path = pathlib.Path(__file__).with_suffix(".json")
# One case a line.
lines = [json.dumps(key) + ": " + (json.dumps(value) if key != "values" else
         "[\n" + ",\n".join(json.dumps(one) for one in value) + "\n]") for key, value in result.items()]
path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
