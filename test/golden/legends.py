"""Writes legends.json: names and colours of channels and steps of time, as tifffile (ImageJ and OME-TIFF), nibabel (NIfTI) and
plain JSON (OME-Zarr) find them in the files that test/io/legend.test.ts writes (of which the sha256 is kept), and files of
tifffile that say such things, with what they say.

    python test/golden/legends.py     (needs node, to write the files)
"""
import base64
import hashlib
import io
import json
import os
import pathlib
import platform
import subprocess
import tempfile
import xml.etree.ElementTree

import nibabel
import numpy as np
import tifffile

ROOT = pathlib.Path(__file__).parents[2]
NAMES = ["Hoechst <1> µ", "488 \U0001f600"]
COLORS = ["#0000ff", "#ff8000"]
WINDOWS = [[10, 200], [0, 99.5]]


def table(color):
    full = bytes.fromhex(color[1:])
    return np.array([[round(part * i / 255) for i in range(256)] for part in full], "u1")


def made(**options):
    """A file of tifffile, times × slices × channels."""
    file = io.BytesIO()
    array = np.arange(2 * 3 * 2 * 4 * 5).astype("u2").reshape(2, 3, 2, 4, 5)
    tifffile.imwrite(file, array, compression="zlib", **options)
    return base64.b64encode(file.getvalue()).decode()


def imagej(byteorder, **more):
    metadata = {"axes": "TZCYX", "finterval": 2.5, "Labels": NAMES * 6, "LUTs": [table(c) for c in COLORS]}
    metadata = {**metadata, "Ranges": tuple(np.ravel(WINDOWS)), **more}
    return made(imagej=True, byteorder=byteorder, metadata=metadata)


def ome():
    colors = [np.array(int(color[1:] + "ff", 16), "u4").astype("i4").item() for color in COLORS]
    channel = {"Name": NAMES, "Color": colors}
    times = {"TimeIncrement": 0.5, "TimeIncrementUnit": "min"}
    return made(ome=True, metadata={"axes": "TZCYX", "Channel": channel, **times})


SAID = {"channelNames": NAMES, "channelColors": COLORS}
STEP = {"timeStep": 2.5, "timeUnit": "s"}
GIVEN = {
    "imagej": [imagej("<"), {**SAID, "channelWindows": WINDOWS, **STEP}],
    "imagej, big-endian": [imagej(">"), {**SAID, "channelWindows": WINDOWS, **STEP}],
    "imagej, a label for each slice": [
        imagej("<", Labels=[f"slice {n}" for n in range(12)]),
        {"channelColors": COLORS, "channelWindows": WINDOWS, **STEP},
    ],
    "ome": [ome(), {**SAID, "timeStep": 0.5, "timeUnit": "min"}],
}


def read_imagej(path):
    with tifffile.TiffFile(path) as file:
        found = file.imagej_metadata
        keys = ("mode", "Labels", "Ranges", "finterval", "tunit")
        return {**{key: found.get(key) for key in keys}, "LUTs": [lut[:, [0, 128, 255]].tolist() for lut in found["LUTs"]]}


def read_ome(path):
    with tifffile.TiffFile(path) as file:
        root = xml.etree.ElementTree.fromstring(file.ome_metadata)
    find = lambda name: [dict(element.attrib) for element in root.iter() if element.tag.endswith(f"}}{name}")]
    return {"Pixels": find("Pixels")[0], "Channel": find("Channel")}


def read_nifti(path):
    header = nibabel.Nifti1Image.from_bytes(path.read_bytes()).header
    return {"zooms": [float(zoom) for zoom in header.get_zooms()], "units": header.get_xyzt_units()}


READERS = {"imagej": read_imagej, "ome": read_ome, "nifti": read_nifti, "zarr": lambda path: json.loads(path.read_bytes())}


def written():
    with tempfile.TemporaryDirectory() as folder:
        command = ["npx", "vitest", "run", "--config", "test/vitest.config.ts", "test/io/legend.test.ts"]
        subprocess.run(command, cwd=ROOT, env={**os.environ, "SEGWASM_WRITTEN": folder}, check=False, capture_output=True)
        paths = sorted(pathlib.Path(folder).iterdir())
        digest = lambda path: hashlib.sha256(path.read_bytes()).hexdigest()
        return {path.name: {"file": digest(path), "read": READERS[path.name](path)} for path in paths}


result = {
    "made by": f"tifffile {tifffile.__version__}, nibabel {nibabel.__version__}, Python {platform.python_version()}",
    "tolerance": "none: equal values",
    "given": GIVEN,
    "written": written(),
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
