"""Writes fax.json: black and white pages in the fax codings of TIFF, made by libtiff (Pillow), with the pixels that went in.

Every file is read back by tifffile with imagecodecs, whose values, 1 for black, are the expected ones.

    python test/golden/fax.py
"""
import base64
import hashlib
import io
import json
import pathlib
import platform

import numpy as np
import PIL
import tifffile
from PIL import Image
from seeded import random_integers

PAGES = {
    "blank": np.zeros((9, 21), "bool"),
    "black": np.ones((9, 24), "bool"),
    "noise": random_integers(1, (37, 61), 0, 1, "uint8") > 0,
    "sparse": random_integers(2, (40, 200), 0, 60, "uint8") == 0,
    # Every length of a run in both colours, and some of the longest.
    "runs": np.array([[x >= n if n % 2 else x < n for x in range(2700)] for n in [*range(0, 130), *range(1600, 2700, 37)]]),
    "blobs": np.add.outer((np.arange(80) - 40) ** 2, (np.arange(97) - 30) ** 2) % 700 < 250,
}
WAYS = {
    "tiff_ccitt": {},
    "group3": {},
    "group3, differences": {292: 1},
    "group3, ends at bytes": {292: 4},
    "group3, both": {292: 5},
    "group4": {},
    "group4, lowest bit first": {266: 2},
    "group3, lowest bit first": {266: 2},
    "group4, strips": {278: 7},
}


def entry(page, way):
    # 1 is white in Pillow's pages.
    image = Image.fromarray(~PAGES[page])
    file = io.BytesIO()
    image.save(file, "TIFF", compression=way.split(",")[0], tiffinfo=WAYS[way])
    data = file.getvalue()
    with tifffile.TiffFile(io.BytesIO(data)) as tiff:
        found = tiff.asarray().astype("u1")
        tags = tiff.pages[0].tags
        details = [int(tags[tag].value) if tag in tags else None for tag in (259, 292, 266, 278)]
    black = found if int(tags[262].value) == 0 else 1 - found
    assert np.array_equal(black, PAGES[page]), (page, way)
    digest = hashlib.sha256(np.packbits(found, axis=1).tobytes()).hexdigest()
    return {"tags": details, "shape": found.shape, "sha256": digest, "file": base64.b64encode(data).decode()}


result = {
    "made by": f"Pillow {PIL.__version__} with libtiff, tifffile {tifffile.__version__}, Python {platform.python_version()}",
    "tolerance": "none: equal values",
    "read": {f"{page}, {way}": entry(page, way) for page in PAGES for way in WAYS},
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(result, indent=1) + "\n")
