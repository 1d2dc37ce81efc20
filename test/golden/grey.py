"""Writes grey.json: digests of scikit-image's grey morphology on random images.

    python test/golden/grey.py
"""
import hashlib
import json
import pathlib
import platform

import skimage
from cases import Case
from skimage import morphology

GROUPS = 20
IMAGES = 50
EXTENTS = {2: (30, 60), 3: (8, 10, 20)}
BORDERS = ("reflect", "nearest", "mirror", "wrap", "constant", "ignore")
CALLS = {
    "grey-erode": morphology.erosion,
    "grey-dilate": morphology.dilation,
    "grey-open": morphology.opening,
    "grey-close": morphology.closing,
    "white": morphology.white_tophat,
    "black": morphology.black_tophat,
}


def footprint(name, radius, ndim):
    if name == "box":
        return morphology.footprint_rectangle((2 * radius + 1,) * ndim)
    names = {"ball": ("disk", "ball"), "diamond": ("diamond", "octahedron")}
    return getattr(morphology, names[name][ndim - 2])(radius)


def result(seed):
    case = Case(seed, 1800)
    ndim = 2 + case.below(2)
    name = case.pick(list(CALLS))
    shape = footprint(case.pick(("ball", "box", "diamond")), case.below(5 if ndim == 3 else 9), ndim)
    mode = case.pick(BORDERS)
    value = case.below(200)
    if name in ("white", "black") and mode == "constant":
        # A constant may make the opening exceed the image; scikit-image's unsigned differences wrap around then.
        mode = "mirror"
    return CALLS[name](case.image(EXTENTS[ndim]), shape, mode=mode, cval=value)


def group(number):
    digest = hashlib.sha256()
    for i in range(IMAGES):
        digest.update(result(1000 * number + i).tobytes())
    return digest.hexdigest()


golden = {
    "made by": f"scikit-image {skimage.__version__}, Python {platform.python_version()}",
    "tolerance": "none: equal bytes",
    "images in a group": IMAGES,
    "groups": [group(number) for number in range(GROUPS)],
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(golden, indent=2) + "\n")
