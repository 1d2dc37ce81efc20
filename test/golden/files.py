"""Writes files.json: small files made by tifffile, Pillow and NumPy with what they hold, and digests of what these
libraries read from the files that segwasm writes.

"read" holds each file as base64 with axes, shape, element type, spacing and the sha256 of its values (little-endian, C
order); of JPEG too, which libjpeg-turbo reads there as here. "written" holds, for each file that test/io/golden.test.ts
writes, the sha256 of the file and the sha256 of the values read from it here.

    python test/golden/files.py     (needs node, to write the files)
"""
import base64
import hashlib
import io
import json
import os
import pathlib
import platform
import re
import subprocess
import tempfile

import numpy as np
import PIL
import tifffile
from PIL import Image

from levels import halved, pyramids

ROOT = pathlib.Path(__file__).parents[2]
DTYPES = ("uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64")
read = []


class Generator:
    def __init__(self, seed):
        self.state = seed

    def number(self):
        self.state = (self.state * 1664525 + 1013904223) % 2**32
        return self.state / 2**32


def random_image(seed, dtype, shape, low, high):
    """The same values as randomImage of test/images.ts."""
    generator = Generator(seed)
    numbers = np.array([generator.number() for _ in range(int(np.prod(shape)))])
    values = low + (numbers * (high - low) if dtype.startswith("float") else np.floor(numbers * (high - low + 1)))
    return values.astype(dtype).reshape(shape)


def digest(array):
    array = np.ascontiguousarray(array)
    return hashlib.sha256(array.astype(array.dtype.newbyteorder("<")).tobytes()).hexdigest()


def blobs(dtype, shape):
    """Smooth values with edges, so that every compression has something to do; negative where the type allows."""
    places = np.indices(shape).astype(float)
    wave = sum(np.sin(axis / (i + 2.5)) for i, axis in enumerate(places))
    image = np.round(20 * wave) + (60 if dtype.startswith("u") else 0)
    image[..., min(3, shape[-1] - 1)] = 111
    return (image / 8 if dtype.startswith("float") else image).astype(dtype)


def add(name, file, array, axes, **more):
    read.append({
        "name": name,
        "base64": base64.b64encode(file).decode(),
        "axes": axes,
        "shape": list(array.shape),
        "dtype": str(array.dtype),
        "sha256": digest(array),
        **more,
    })


def tiff(name, array, axes, expect=None, geometry=None, **options):
    file = io.BytesIO()
    tifffile.imwrite(file, array, **options)
    add(f"{name}.tif", file.getvalue(), array if expect is None else expect, axes, **(geometry or {}))


def tiff_files():
    small = (11, 13)
    for dtype in DTYPES:
        for order in "<>":
            tiff(f"raw-{dtype}-{'little' if order == '<' else 'big'}", blobs(dtype, small), "YX", byteorder=order)
    for compression in ("zlib", "lzw", "packbits", "zstd"):
        for dtype in ("uint8", "uint16", "float32"):
            tiff(f"{compression}-{dtype}", blobs(dtype, small), "YX", compression=compression, rowsperstrip=4)
        tiff(f"{compression}-tiles", blobs("uint16", (33, 40)), "YX", compression=compression, tile=(16, 32), byteorder=">")
    for compression in ("zlib", "lzw", "zstd"):
        for dtype in ("uint8", "int16", "uint32", "int32"):
            tiff(f"{compression}-differences-{dtype}", blobs(dtype, small), "YX", compression=compression, predictor=2, byteorder=">")
        tiff(f"{compression}-differences-rgb", blobs("uint8", (*small, 3)), "YXS", compression=compression, predictor=2, photometric="rgb")
        for dtype in ("float16", "float32", "float64"):
            image = blobs(dtype, small)
            tiff(f"{compression}-floats-{dtype}", image, "YX", image.astype("float32") if dtype == "float16" else None,
                 compression=compression, predictor=3, byteorder=">" if dtype == "float32" else "<")
    mask = blobs("uint8", small) > 60
    tiff("mask", mask, "YX", mask.astype("uint8"), bigtiff=True)
    tiff("mask-zlib", mask, "YX", mask.astype("uint8"), compression="zlib")
    for dtype in ("int64", "uint64"):
        image = blobs(dtype, small)
        tiff(dtype, image, "YX", image.astype(dtype.replace("64", "32")), compression="zlib", predictor=2)
    tiff("rgb-planar", blobs("uint8", (3, *small)), "YXS", np.moveaxis(blobs("uint8", (3, *small)), 0, -1),
         photometric="rgb", planarconfig="separate")
    tiff("rgba16", blobs("uint16", (*small, 4)), "YXS", photometric="rgb", extrasamples=["unassalpha"], bigtiff=True)
    volume = blobs("uint16", (5, 9, 7))
    tiff("pages", volume, "ZYX", photometric="minisblack", metadata=None, contiguous=False)
    tiff("axes", blobs("uint8", (2, 3, 9, 7)), "CZYX", photometric="minisblack", metadata={"axes": "CZYX"})
    palette = np.arange(768, dtype="uint16").reshape(3, 256) * 85
    tiff("palette", blobs("uint8", small), "YX", photometric="palette", colormap=palette)


def stack_files():
    five = blobs("uint8", (2, 3, 2, 6, 5))
    microns = {"spacing": [0.5, 0.25, 0.2], "unit": "µm"}
    options = {"imagej": True, "resolution": (5, 4), "metadata": {"axes": "TZCYX", "spacing": 0.5, "unit": "um"}}
    tiff("imagej-hyperstack", five, "TZCYX", geometry=microns, **options)
    tiff("imagej-hyperstack-zlib", five, "TZCYX", geometry=microns, compression="zlib", **options)
    tiff("imagej-float-slices", blobs("float32", (3, 6, 5)), "ZYX", imagej=True, metadata={"axes": "ZYX"})
    tiff("imagej-rgb", blobs("uint8", (3, 6, 5, 3)), "ZYXS", imagej=True, metadata={"axes": "ZYXS"})
    sizes = {"PhysicalSizeX": 0.2, "PhysicalSizeY": 0.25, "PhysicalSizeZ": 0.5}
    units = {f"PhysicalSize{axis}Unit": "µm" for axis in "XYZ"}
    for axes in ("TCZYX", "TZCYX", "CTZYX"):
        tiff(f"ome-{axes}", five, axes, ome=True, metadata={"axes": axes, **sizes, **units},
             geometry={"spacing": [0.5, 0.25, 0.2], "unit": "µm"})
    tiff("ome-rgb", blobs("uint8", (2, 6, 5, 3)), "ZYXS", ome=True, photometric="rgb", metadata={"axes": "ZYXS"})
    ome_pyramid()


def ome_pyramid():
    file = io.BytesIO()
    image = blobs("uint16", (3, 32, 48))
    with tifffile.TiffWriter(file, ome=True) as writer:
        options = {"photometric": "minisblack", "tile": (16, 16), "compression": "zlib"}
        writer.write(image, subifds=1, metadata={"axes": "CYX"}, **options)
        writer.write(image[:, ::2, ::2], subfiletype=1, **options)
    add("ome-pyramid.ome.tif", file.getvalue(), image, "CYX")


def picture(name, image, array, axes, **options):
    file = io.BytesIO()
    image.save(file, **options)
    add(name, file.getvalue(), array, axes)


def pillow_files():
    grey = Image.fromarray(blobs("uint8", (11, 13)))
    rgb = Image.fromarray(blobs("uint8", (11, 13, 3)))
    rgba = Image.fromarray(blobs("uint8", (11, 13, 4)))
    bits = Image.fromarray(blobs("uint8", (11, 13)) > 60)
    palette = rgb.quantize(13)
    looked_up = np.array(palette.convert("RGB"))
    for name, image, array, axes in (
        ("grey", grey, np.array(grey), "YX"),
        ("grey-alpha", rgba.convert("LA"), np.array(rgba.convert("LA")), "YXS"),
        ("rgb", rgb, np.array(rgb), "YXS"),
        ("rgba", rgba, np.array(rgba), "YXS"),
        ("bits", bits, np.array(bits).astype("uint8"), "YX"),
        ("palette", palette, looked_up, "YXS"),
        ("grey16", Image.fromarray(blobs("uint16", (11, 13)) * 300), blobs("uint16", (11, 13)) * 300, "YX"),
    ):
        picture(f"pillow-{name}.png", image, array, axes, format="PNG", optimize=True)
    for compression in ("tiff_lzw", "tiff_adobe_deflate", "packbits", "raw"):
        picture(f"pillow-{compression}.tif", rgb, np.array(rgb), "YXS", format="TIFF", compression=compression)
        picture(f"pillow-bits-{compression}.tif", bits, np.array(bits).astype("uint8"), "YX", format="TIFF", compression=compression)


def jpeg_files():
    grey = Image.fromarray(blobs("uint8", (19, 21)))
    rgb = Image.fromarray(np.stack([blobs("uint8", (19, 21)) + 40 * i for i in range(3)], -1))
    for name, image, options in (
        ("grey", grey, {}),
        ("rgb", rgb, {"subsampling": 0}),
        ("progressive", rgb, {"subsampling": 0, "progressive": True}),
        ("restart", rgb, {"subsampling": 0, "restart_marker_blocks": 1}),
        ("kept-rgb", rgb, {"keep_rgb": True}),
        ("halved", rgb, {"subsampling": 2}),
    ):
        file = io.BytesIO()
        image.save(file, format="JPEG", quality=90, **options)
        array = np.array(Image.open(io.BytesIO(file.getvalue())))
        add(f"{name}.jpg", file.getvalue(), array, axes_of(array))


def jpeg_tiff_files():
    grey = blobs("uint8", (40, 50))
    rgb = np.stack([grey + 40 * i for i in range(3)], -1)
    for name, image, options in (
        ("jpeg-grey-strips", grey, {"rowsperstrip": 16}),
        ("jpeg-grey-tiles", grey, {"tile": (16, 32)}),
        ("jpeg-ycbcr-tiles", rgb, {"tile": (32, 16), "photometric": "ycbcr", "subsampling": (1, 1)}),
        ("jpeg-rgb-strips", rgb, {"rowsperstrip": 8, "photometric": "rgb"}),
    ):
        file = io.BytesIO()
        tifffile.imwrite(file, image, compression="jpeg", compressionargs={"level": 90}, **options)
        array = tifffile.imread(io.BytesIO(file.getvalue()))
        add(f"{name}.tif", file.getvalue(), array, axes_of(array))
    # Tables apart from the strips, as libtiff writes them.
    for name, image in (("grey", grey), ("ycbcr", rgb)):
        file = io.BytesIO()
        Image.fromarray(image).save(file, format="TIFF", compression="jpeg", quality=95)
        array = np.array(Image.open(io.BytesIO(file.getvalue())).convert("RGB" if name == "ycbcr" else "L"))
        add(f"jpeg-tables-{name}.tif", file.getvalue(), array, axes_of(array))


def axes_of(array):
    return "YX" if array.ndim == 2 else "YXS"


def numpy_files():
    for dtype in (*DTYPES, "bool", "int64", "uint64", "float16"):
        for order in "<>":
            image = blobs("uint8", (5, 6)).astype(dtype)
            values = image.astype({"bool": "uint8", "int64": "int32", "uint64": "uint32", "float16": "float32"}.get(dtype, dtype))
            file = io.BytesIO()
            np.save(file, image.astype(image.dtype.newbyteorder(order)))
            add(f"{dtype}-{'little' if order == '<' else 'big'}.npy", file.getvalue(), values, "YX")
    for version in ((1, 0), (2, 0), (3, 0)):
        volume = blobs("int16", (4, 5, 6))
        file = io.BytesIO()
        np.lib.format.write_array(file, np.asfortranarray(volume), version)
        add(f"fortran-{version[0]}.npy", file.getvalue(), volume, "ZYX")


def written_files():
    with tempfile.TemporaryDirectory() as folder:
        command = ["npx", "vitest", "run", "--config", "test/vitest.config.ts", "test/io/golden.test.ts", "-t", "written"]
        subprocess.run(command, cwd=ROOT, env={**os.environ, "SEGWASM_WRITTEN": folder}, check=False, capture_output=True)
        return {path.name: written(path) for path in sorted(pathlib.Path(folder).iterdir())}


def written(path):
    """What a file holds, after a check that it is the image its name promises."""
    kind, dtype, extents, seed = re.match(r"(\w+?)-(\w+)-([\dx]+)-(\d+)\.", path.name).groups()
    shape = tuple(int(extent) for extent in extents.split("x"))
    want = random_image(int(seed), dtype, shape, 0, 100)
    if kind == "mask":
        want = want > 50 if path.suffix == ".npy" else np.where(want > 50, 255, 0).astype("uint8")
    more = {}
    if path.suffix == ".tif":
        with tifffile.TiffFile(path) as file:
            array, more = file.asarray(), tiff_details(file)
            check_levels(file.series[0].levels, "nearest" if kind == "mask" else "mean")
    else:
        array = np.load(path) if path.suffix == ".npy" else np.array(Image.open(path))
    array = array.reshape(shape)
    assert array.dtype == want.dtype and np.array_equal(array, want), path.name
    return {"file": hashlib.sha256(path.read_bytes()).hexdigest(), "sha256": digest(array), **more}


def check_levels(levels, kind):
    """Every level must be the half of the one before."""
    for fine, coarse in zip(levels, levels[1:]):
        steps = [1] * (len(fine.shape) - 2) + [2, 2]
        expected = halved(fine.asarray(), kind, steps)
        exact = fine.dtype.kind != "f"
        assert np.array_equal(coarse.asarray(), expected) if exact else np.allclose(coarse.asarray(), expected, rtol=1e-6)


def tiff_details(file):
    kinds = [kind for kind in ("imagej", "ome", "bigtiff") if getattr(file, f"is_{kind}")]
    levels = [list(level.shape) for level in file.series[0].levels[1:]]
    details = {"kinds": kinds, "axes": file.series[0].axes, "tiled": file.pages[0].is_tiled, "levels": levels}
    if file.is_imagej:
        details["description"] = {key: file.imagej_metadata[key] for key in ("unit", "spacing") if key in file.imagej_metadata}
        tags = file.pages[0].tags
        if "XResolution" in tags:
            details["resolution"] = [tags["XResolution"].value, tags["YResolution"].value]
    if file.is_ome:
        pixels = tifffile.xml2dict(file.ome_metadata)["OME"]["Image"]["Pixels"]
        details["description"] = {key: value for key, value in pixels.items() if key.startswith("PhysicalSize")}
    return details


tiff_files()
stack_files()
pillow_files()
jpeg_files()
jpeg_tiff_files()
for name, file, array, axes, more in pyramids(blobs("uint16", (3, 41, 50))):
    add(name, file, array, axes, **more)
numpy_files()
result = {
    "made by": f"tifffile {tifffile.__version__}, Pillow {PIL.__version__}, NumPy {np.__version__}, Python {platform.python_version()}",
    "tolerance": "none: equal values",
    "read": read,
    "written": written_files(),
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(result, indent=1) + "\n")
