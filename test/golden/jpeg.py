"""Writes jpeg.json: JPEGs of all kinds that Pillow writes, with the SHA-256 of the pixels that it reads from them.

    python test/golden/jpeg.py
"""
import base64
import hashlib
import io
import json
import pathlib

import numpy as np
import PIL
from PIL import Image, ImageFile, features
from seeded import random_integers

ImageFile.MAXBLOCK = 1 << 20
CASES = {}


def picture(height, width, samples, seed):
    """Slopes with noise, over the whole range."""
    y, x, s = np.mgrid[:height, :width, :samples]
    slopes = (x * (5 + 3 * s) + y * (11 - 2 * s)) % 256
    noise = random_integers(seed, (height, width, samples), 0, 40, "int64")
    values = np.clip(slopes + noise - 20, 0, 255).astype("uint8")
    return values[:, :, 0] if samples == 1 else values


def case(name, image, **options):
    file = io.BytesIO()
    image.save(file, format="JPEG", **{"quality": 80, **options})
    pixels = np.array(Image.open(io.BytesIO(file.getvalue())))
    CASES[name] = {
        "base64": base64.b64encode(file.getvalue()).decode(),
        "shape": list(pixels.shape),
        "sha256": hashlib.sha256(pixels.tobytes()).hexdigest(),
    }


for height, width in ((1, 1), (7, 19), (33, 18)):
    grey = Image.fromarray(picture(height, width, 1, 1))
    colour = Image.fromarray(picture(height, width, 3, 2))
    size = f"{height} × {width}"
    case(f"grey, {size}", grey)
    case(f"progressive grey, {size}", grey, progressive=True)
    for subsampling, way in enumerate(("4:4:4", "4:2:2", "4:2:0")):
        case(f"{way}, {size}", colour, subsampling=subsampling)
        case(f"progressive {way}, {size}", colour, subsampling=subsampling, progressive=True)
grey, colour = Image.fromarray(picture(24, 40, 1, 3)), Image.fromarray(picture(24, 40, 3, 4))
case("quality 5", colour, quality=5)
case("quality 100", colour, quality=100)
case("tables of its own", colour, optimize=True)
case("a restart after each row of blocks", colour, subsampling=2, restart_marker_rows=1)
case("a restart after each block", grey, restart_marker_blocks=1)
case("quantisation by 16 bits", grey, qtables=[[300 + i for i in range(64)]], quality=-1)
case("red, green and blue as they are", colour, keep_rgb=True)
case("notes", colour, comment=b"a comment", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0")
case("inks", Image.fromarray(picture(16, 20, 4, 5), "CMYK"))

result = {
    "made by": f"Pillow {PIL.__version__} with libjpeg-turbo {features.version('libjpeg_turbo')}",
    "tolerance": "none: equal pixels",
    "cases": CASES,
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(result, indent=1) + "\n")
