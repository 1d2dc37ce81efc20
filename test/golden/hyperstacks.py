"""Writes hyperstacks.json: tifffile (TIFF), nibabel (NIfTI), tensorstore (OME-Zarr), Pillow (PNG) and plain NumPy (NRRD,
MetaImage) read the hyperstacks that test/io/hyperstack.test.ts writes, and must find the seeded values that a name
promises, along its axes. The sha256 of each file (of a folder: of all its paths and bytes in order) is kept.

    python test/golden/hyperstacks.py     (needs node, to write the files)
"""
import gzip
import hashlib
import json
import os
import pathlib
import platform
import re
import subprocess
import tempfile
import zlib

import nibabel
import numpy as np
import PIL
import tensorstore
import tifffile
from PIL import Image
from seeded import random_states

ROOT = pathlib.Path(__file__).parents[2]
NRRD_TYPES = {"unsigned char": "u1", "unsigned short": "u2", "short": "i2", "float": "f4"}
META_TYPES = {"MET_UCHAR": "u1", "MET_USHORT": "u2", "MET_SHORT": "i2", "MET_FLOAT": "f4"}


def wanted(dtype, shape, seed):
    """[t, c, z, y, x]: the values of randomImage of test/images.ts from 0 to 100."""
    numbers = random_states(seed, int(np.prod(shape))) / 2**32
    values = numbers * 100 if dtype.startswith("float") else np.floor(numbers * 101)
    return values.astype(dtype).reshape(shape)


def ordered(array, axes):
    """An array with named axes as [t, c, z, y, x]; S is the samples of a pixel."""
    axes = axes.replace("S", "C")
    kept = [axis for axis in "TCZYX" if axis in axes]
    array = array.transpose([axes.index(axis) for axis in kept])
    return array.reshape([array.shape[kept.index(axis)] if axis in kept else 1 for axis in "TCZYX"])


def tiff(path):
    with tifffile.TiffFile(path) as file:
        series = file.series[0]
        page = file.pages[0]
        details = {
            "axes": series.axes,
            "kinds": [kind for kind in ("imagej", "ome", "bigtiff") if getattr(file, f"is_{kind}")],
            "photometric": page.photometric.name,
            "planar": int(page.planarconfig),
            "extra": [int(sample) for sample in page.extrasamples],
            "levels": [list(level.shape) for level in series.levels],
        }
        for fine, coarse in zip(series.levels, series.levels[1:]):
            check_half(fine.asarray(), coarse.asarray(), series.axes)
        return ordered(series.asarray(), series.axes), details


def check_half(fine, coarse, axes):
    """Pixels of a coarser level are means of up to four, rounded half up."""
    fine, coarse = ordered(fine, axes).astype("f8"), ordered(coarse, axes)
    padded = np.pad(fine, [(0, 0)] * 3 + [(0, n % 2) for n in fine.shape[3:]], constant_values=np.nan)
    blocks = [padded[..., y::2, x::2] for y in (0, 1) for x in (0, 1)]
    assert np.array_equal(np.floor(np.nanmean(blocks, axis=0) + 0.5), coarse)


def nifti(path):
    file = nibabel.Nifti1Image.from_bytes(gzip.decompress(path.read_bytes()))
    array = np.asanyarray(file.dataobj)
    if array.dtype.names:
        array = np.stack([array[name] for name in array.dtype.names], axis=-1)
        axes = "XYZT"[: array.ndim - 1] + "C"
    else:
        axes = "XYZTC"[: array.ndim]
    return ordered(array, axes), {"axes": axes, "zooms": [float(zoom) for zoom in file.header.get_zooms()[:3]]}


def nrrd(path):
    head, data = path.read_bytes().split(b"\n\n", 1)
    fields = dict(line.split(": ", 1) for line in head.decode().splitlines()[1:] if not line.startswith("#"))
    data = gzip.decompress(data) if fields["encoding"] == "gzip" else data
    sizes = [int(n) for n in fields["sizes"].split()][::-1]
    array = np.frombuffer(data, "<" + NRRD_TYPES[fields["type"]]).reshape(sizes)
    space = iter("XYZ")
    letters = {"list": "C", "time": "T", "RGB-color": "C"}
    axes = "".join(letters.get(kind) or next(space) for kind in fields["kinds"].split())[::-1]
    return ordered(array, axes), {"axes": axes, "spacings": fields["spacings"], "units": fields["units"]}


def metaimage(path):
    head, data = path.read_bytes().split(b"ElementDataFile = LOCAL\n", 1)
    fields = dict(re.split(r"\s*=\s*", line, maxsplit=1) for line in head.decode().splitlines())
    data = zlib.decompress(data) if fields["CompressedData"] == "True" else data
    channels = int(fields.get("ElementNumberOfChannels", 1))
    sizes = [int(n) for n in fields["DimSize"].split()][::-1]
    array = np.frombuffer(data, "<" + META_TYPES[fields["ElementType"]]).reshape([*sizes, channels])
    return ordered(array, "TZYX"[4 - len(sizes):] + "C"), {"ElementSpacing": fields["ElementSpacing"]}


def zarr(path, old):
    attributes = json.loads((path / (".zattrs" if old else "zarr.json")).read_text())
    attributes = attributes if old else attributes["attributes"]["ome"]
    multiscale = attributes["multiscales"][0]
    axes = "".join(axis["name"] for axis in multiscale["axes"]).upper()
    kvstore = {"driver": "file", "path": f"{path}/0/"}
    store = tensorstore.open({"driver": "zarr" if old else "zarr3", "kvstore": kvstore}).result()
    array = np.asarray(store.read().result())
    return ordered(array, axes), {"axes": multiscale["axes"], "omero": attributes.get("omero"), "levels": len(multiscale["datasets"])}


def picture(path):
    array = np.array(Image.open(path))
    return ordered(array, "YXS"), {}


READERS = {"nifti": nifti, "nrrd": nrrd, "metaimage": metaimage, "picture": picture}


def entry(path):
    kind, dtype, extents, seed, _ = re.match(r"([a-z]+)-(\w+)-([\dx]+)-(\d+)-(.+)", path.name).groups()
    want = wanted(dtype, tuple(int(extent) for extent in extents.split("x")), int(seed))
    array, details = zarr(path, kind == "old") if path.is_dir() else READERS.get(kind, tiff)(path)
    assert array.dtype == want.dtype and np.array_equal(array, want), path.name
    files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else []
    parts = [str(file.relative_to(path)).encode() + file.read_bytes() for file in files] or [path.read_bytes()]
    return {"file": hashlib.sha256(b"".join(parts)).hexdigest(), **details}


def written():
    with tempfile.TemporaryDirectory() as folder:
        command = ["npx", "vitest", "run", "--config", "test/vitest.config.ts", "test/io/hyperstack.test.ts"]
        subprocess.run(command, cwd=ROOT, env={**os.environ, "SEGWASM_WRITTEN": folder}, check=False, capture_output=True)
        return {path.name: entry(path) for path in sorted(pathlib.Path(folder).iterdir())}


result = {
    "made by": f"tifffile {tifffile.__version__}, nibabel {nibabel.__version__}, tensorstore, Pillow {PIL.__version__}, "
    f"NumPy {np.__version__}, Python {platform.python_version()}",
    "tolerance": "none: equal values",
    "written": written(),
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(result, indent=1) + "\n")
