"""What a user of Pillow, NumPy, SciPy and scikit-image would write to check and to export a section.

    python sections.py check SECTION.png
    python sections.py export LABELS.tif OUT.png

Prints one JSON line with the counts; says the peak of its memory and its processor time at the end of standard error.
"""

import json
import os
import resource
import sys

import numpy as np
from PIL import Image
from scipy import ndimage
from skimage.measure import label

Image.MAX_IMAGE_PIXELS = None
RED = np.array([255, 0, 0], np.int16)


def check(path):
    """Colours, and the counts of Nutil, PyNutil and WebNutil."""
    pixels = np.asarray(Image.open(path).convert("RGB"))
    keys = (pixels * np.array([1, 256, 65536], np.uint32)).sum(-1, dtype=np.uint32)
    colours = len(np.unique(keys))
    del keys
    off = np.abs(pixels.astype(np.int16) - RED).max(-1)
    inner = off <= 2
    inner[-1] = inner[:, -1] = False
    filled = label(inner, connectivity=1)
    return {
        "colours": colours,
        "nutil": len(np.setdiff1d(np.unique(filled[1:, 1:]), [0])),
        "pynutil": label(off == 0, connectivity=1, return_num=True)[1],
        "webnutil": label(off <= 10, connectivity=2, return_num=True)[1],
    }


def export(path, out):
    """One colour, with a gap where a pixel touches a smaller label."""
    labels = np.asarray(Image.open(path))
    least = ndimage.minimum_filter(np.where(labels == 0, np.uint16(65535), labels), 3)
    kept = (labels > 0) & (least >= labels)
    pixels = np.full((*labels.shape, 3), 255, np.uint8)
    pixels[kept] = (255, 0, 0)
    Image.fromarray(pixels).save(out)
    return {"objects": label(kept, connectivity=2, return_num=True)[1]}


job, *paths = sys.argv[1:]
print(json.dumps({"check": check, "export": export}[job](*paths)))
usage = resource.getrusage(resource.RUSAGE_SELF)
peak = usage.ru_maxrss
if os.path.exists("/proc/self/status"):
    # The usage counts what the parent held when it started this process.
    with open("/proc/self/status") as status:
        peak = int(next(line for line in status if line.startswith("VmHWM:")).split()[1])
print(f"USAGE {peak * 1024} {usage.ru_utime + usage.ru_stime}", file=sys.stderr)
