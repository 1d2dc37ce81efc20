"""Writes volumes.json: what nibabel (NIfTI), tensorstore (OME-Zarr) and plain NumPy (NRRD, MetaImage) find in the files
that segwasm writes.

For each file or folder that test/io/volumes-written.test.ts writes: its sha256 (of a folder: of all its paths and bytes in
order) and, for every array in it, shape, element type, the sha256 of the values (little-endian, C order) and where the
voxels lie. Values are also compared with the seeded image that the name promises, coarser levels with their definition.

    python test/golden/volumes.py     (needs node, to write the files)
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
import tensorstore
from levels import halved
from seeded import random_states

ROOT = pathlib.Path(__file__).parents[2]


def random_image(seed, dtype, shape):
    """The same values as randomImage of test/images.ts from 0 to 100."""
    numbers = random_states(seed, int(np.prod(shape))) / 2**32
    values = numbers * 100 if dtype.startswith("float") else np.floor(numbers * 101)
    return values.astype(dtype).reshape(shape)


def digest(array):
    array = np.ascontiguousarray(array)
    return hashlib.sha256(array.astype(array.dtype.newbyteorder("<")).tobytes()).hexdigest()


def described(array, **more):
    return {"shape": list(array.shape), "dtype": str(array.dtype), "sha256": digest(array), **more}


def nifti(path):
    file = nibabel.load(path)
    # NIfTI's axes are x, y, z, and its world is RAS.
    array = np.asarray(file.dataobj).T
    spacing = np.array(file.header.get_zooms()[:3][::-1], "float64").round(5).tolist()
    affine = file.affine.round(4).tolist() if file.header["sform_code"] > 0 else None
    return array, {"spacing": spacing, "unit": file.header.get_xyzt_units()[0], "affine": affine}


NRRD_TYPES = {
    "unsigned char": "u1", "signed char": "i1", "unsigned short": "u2", "short": "i2",
    "unsigned int": "u4", "int": "i4", "float": "f4", "double": "f8",
}


def nrrd(path):
    head, data = path.read_bytes().split(b"\n\n", 1)
    fields = dict(line.split(": ", 1) for line in head.decode().splitlines()[1:] if not line.startswith("#"))
    data = gzip.decompress(data) if fields["encoding"] == "gzip" else data
    array = np.frombuffer(data, "<" + NRRD_TYPES[fields["type"]]).reshape([int(n) for n in fields["sizes"].split()][::-1])
    vectors = re.findall(r"\(([^)]*)\)", fields.get("space directions", ""))
    steps = [[round(float(part), 6) for part in vector.split(",")] for vector in vectors]
    return array, {"steps": steps, **{name: fields.get(name) for name in ("space", "space origin", "spacings")}}


META_TYPES = {"MET_UCHAR": "u1", "MET_CHAR": "i1", "MET_USHORT": "u2", "MET_SHORT": "i2", "MET_UINT": "u4", "MET_INT": "i4", "MET_FLOAT": "f4", "MET_DOUBLE": "f8"}


def metaimage(path):
    head, data = path.read_bytes().split(b"ElementDataFile = LOCAL\n", 1)
    fields = dict(re.split(r"\s*=\s*", line, maxsplit=1) for line in head.decode().splitlines())
    data = zlib.decompress(data) if fields.get("CompressedData") == "True" else data
    array = np.frombuffer(data, "<" + META_TYPES[fields["ElementType"]]).reshape([int(n) for n in fields["DimSize"].split()][::-1])
    return array, {name: fields.get(name) for name in ("ElementSpacing", "Offset", "TransformMatrix")}


def attributes(folder):
    if (folder / ".zattrs").exists():
        return json.loads((folder / ".zattrs").read_text())
    return json.loads((folder / "zarr.json").read_text())["attributes"]["ome"]


def level(folder):
    driver = "zarr" if (folder / ".zarray").exists() else "zarr3"
    store = tensorstore.open({"driver": driver, "kvstore": {"driver": "file", "path": f"{folder}/"}}).result()
    return np.asarray(store.read().result())


def zarr_images(folder):
    """The image of a folder and its label images: attributes and all levels."""
    found = attributes(folder)
    names = [dataset["path"] for dataset in found["multiscales"][0]["datasets"]]
    yield folder, found, [level(folder / name) for name in names]
    if (folder / "labels").exists():
        for name in attributes(folder / "labels")["labels"]:
            yield from zarr_images(folder / "labels" / name)


def zarr(path, want):
    entries = {}
    for folder, found, levels in zarr_images(path):
        name = str(folder.relative_to(path))
        labels = "image-label" in found
        image = want if name == "." else (want > 50).astype("uint8")
        assert levels[0].dtype == image.dtype and np.array_equal(levels[0], image), folder
        scales = [dataset["coordinateTransformations"][0]["scale"] for dataset in found["multiscales"][0]["datasets"]]
        for fine, coarse, a, b in zip(levels, levels[1:], scales, scales[1:]):
            steps = [round(q / p) for p, q in zip(a, b)]
            expected = halved(fine, "nearest" if labels else "mean", steps)
            if fine.dtype.kind == "f":
                assert np.allclose(coarse, expected, rtol=1e-6, atol=0), folder
            else:
                assert np.array_equal(coarse, expected), folder
        entries[name] = {"attributes": found, "levels": [described(array) for array in levels]}
    return entries


def folder_digest(folder):
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return hashlib.sha256(b"".join(str(path.relative_to(folder)).encode() + path.read_bytes() for path in files)).hexdigest()


def entry(path):
    kind, dtype, extents, seed = re.match(r"([a-z]+)-(\w+)-([\dx]+)-(\d+)\.", path.name).groups()
    want = random_image(int(seed), dtype, tuple(int(extent) for extent in extents.split("x")))
    if path.is_dir():
        return {"file": folder_digest(path), "images": zarr(path, want)}
    reader = {"nifti": nifti, "nrrd": nrrd, "metaimage": metaimage}[kind]
    array, more = reader(path)
    assert array.dtype == want.dtype and np.array_equal(array.reshape(want.shape), want), path.name
    return {"file": hashlib.sha256(path.read_bytes()).hexdigest(), **described(array, **more)}


def written():
    with tempfile.TemporaryDirectory() as folder:
        command = ["npx", "vitest", "run", "--config", "test/vitest.config.ts", "test/io/volumes-written.test.ts"]
        subprocess.run(command, cwd=ROOT, env={**os.environ, "SEGWASM_WRITTEN": folder}, check=False, capture_output=True)
        return {path.name: entry(path) for path in sorted(pathlib.Path(folder).iterdir())}


result = {
    "made by": f"nibabel {nibabel.__version__}, tensorstore, NumPy {np.__version__}, Python {platform.python_version()}",
    "tolerance": "none: equal bytes",
    "written": written(),
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(result, indent=1) + "\n")
