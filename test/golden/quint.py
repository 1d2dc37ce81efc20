"""Writes quint.json: what scikit-image counts in sections as PyNutil, Nutil and WebNutil take their colours, of random masks
and of pictures that Pillow wrote, and the gaps that SciPy's minimum filter leaves between labels.

Random pictures come from `randomImage` of test/images.ts. Nutil fills from pixels off the edge, by sides, and never enters the
last row and column; what it counts are the components without these that have a pixel off the first ones.

    python test/golden/quint.py
"""
import base64
import hashlib
import io
import json
import pathlib
import platform

import numpy as np
import PIL
import scipy
import skimage
from PIL import Image
from scipy import ndimage
from seeded import random_integers
from skimage.measure import label

# Background, the object's colour, and colours at a distance of 2, 9 and 11.
COLOURS = np.array([(255, 255, 255), (255, 0, 0), (255, 2, 1), (250, 9, 0), (244, 0, 11)], np.uint8)
BLOCK = 5


def tool_counts(pixels, colour):
    distance = np.abs(pixels[..., :3].astype(int) - colour).max(-1)
    inner = distance <= 2
    inner[-1] = inner[:, -1] = False
    filled = label(inner, connectivity=1)
    return {
        "nutil": int(np.count_nonzero(np.unique(filled[1:, 1:]))),
        "pynutil": int(label(distance == 0, connectivity=1, return_num=True)[1]),
        "webnutil": int(label(distance <= 10, connectivity=2, return_num=True)[1]),
    }


def masks():
    """Twenty random masks of one colour, and twenty with soft edges."""
    for seed in range(1, 41):
        soft = seed > 20
        size = random_integers(seed, [2], 3, 130, np.int64)
        width, height = int(size[0]), int(size[1])
        values = random_integers(seed, [height, width], 0, 255, np.uint8).astype(int)
        level = 20 + 11 * (seed % 20)
        index = np.where(values < level, 0, 1 + values % 4 if soft else 1)
        counts = tool_counts(COLOURS[index], (255, 0, 0))
        yield {"seed": seed, "width": width, "height": height, "level": level, "soft": soft, "counts": counts}


def discs():
    y, x = np.mgrid[:48, :64]
    index = np.zeros((48, 64), np.uint8)
    for i, (cy, cx, r) in enumerate([(10, 10, 6), (21, 20, 7), (30, 50, 9), (47, 30, 4), (5, 63, 5), (12, 40, 0.5)]):
        index[(y - cy) ** 2 + (x - cx) ** 2 <= r * r] = 1 if i != 2 else 2
    return index


def pictures():
    index = discs()
    table = np.array([(255, 255, 255), (255, 0, 0), (0, 90, 200)], np.uint8)
    palette = Image.fromarray(index, "P")
    palette.putpalette(table.ravel().tolist())
    grey = Image.fromarray(np.where(index > 0, 255, 0).astype(np.uint8))
    soft = Image.fromarray(table[index]).resize((128, 96), Image.Resampling.BICUBIC)
    made = {
        "rgb": (Image.fromarray(table[index]), (255, 0, 0)),
        "palette": (palette, (255, 0, 0)),
        "grey": (grey, (255, 255, 255)),
        "bits": (grey.convert("1"), (255, 255, 255)),
        "rgba": (Image.fromarray(table[index]).convert("RGBA"), (0, 90, 200)),
        "soft": (soft, (255, 0, 0)),
    }
    for name, (image, colour) in made.items():
        file = io.BytesIO()
        image.save(file, "PNG")
        pixels = np.asarray(Image.open(io.BytesIO(file.getvalue())).convert("RGB"))
        colours, counts = np.unique(pixels.reshape(-1, 3), axis=0, return_counts=True)
        order = np.argsort(-counts, kind="stable")[:3]
        yield {
            "name": name,
            "png": base64.b64encode(file.getvalue()).decode(),
            "colour": colour,
            "colours": [[*map(int, colours[i]), int(counts[i])] for i in order],
            "counts": tool_counts(pixels, colour),
        }


def gaps():
    """Blocks of labels side by side, some of them missing; what touches a smaller label goes."""
    for seed in range(1, 13):
        rows, columns = 3 + seed, 20 - seed
        drawn = random_integers(seed, [rows, columns], 0, 255, np.uint8)
        numbers = 1 + (np.arange(rows * columns) * 7919) % 1009
        blocks = np.where(drawn.ravel() < 50, 0, numbers).reshape(rows, columns)
        labels = np.pad(np.kron(blocks, np.ones((BLOCK, BLOCK), int)), 2)
        least = ndimage.minimum_filter(np.where(labels == 0, 65535, labels), 3, mode="nearest")
        kept = (labels > 0) & (least >= labels)
        parts = label(kept, connectivity=2, return_num=True)[1]
        yield {
            "seed": seed,
            "rows": rows,
            "columns": columns,
            "objects": int(np.count_nonzero(np.unique(labels))),
            "parts": int(parts),
            "removed": int(np.count_nonzero(labels) - np.count_nonzero(kept)),
            "sha256": hashlib.sha256(kept.astype("u1").tobytes()).hexdigest(),
        }


result = {
    "made by": f"scikit-image {skimage.__version__}, SciPy {scipy.__version__}, NumPy {np.__version__}, "
    f"Pillow {PIL.__version__}, Python {platform.python_version()}",
    "tolerance": "none",
    "masks": list(masks()),
    "pictures": list(pictures()),
    "gaps": list(gaps()),
}
path = pathlib.Path(__file__).with_name("quint.json")
path.write_text(json.dumps(result, indent=1) + "\n")
