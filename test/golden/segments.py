"""Writes segments.json: what trimesh (surfaces), pydicom (DICOM SEG) and a reader by 3D Slicer's rules (.seg.nrrd) find in the
files that test/io/segments-written.test.ts writes, with the sha256 of each file.

    python test/golden/segments.py     (needs node, to write the files)
"""
import gzip
import hashlib
import json
import os
import pathlib
import platform
import subprocess
import tempfile

import numpy as np
import pydicom
import trimesh

ROOT = pathlib.Path(__file__).parents[2]


def digest(array):
    return hashlib.sha256(np.ascontiguousarray(array, "u1").tobytes()).hexdigest()


def surface(path):
    loaded = trimesh.load(path, file_type=path.suffix[1:], skip_materials=True)
    scene = isinstance(loaded, trimesh.Scene)
    names = sorted(loaded.graph.nodes_geometry) if scene else []
    mesh = loaded.to_mesh() if scene else loaded
    mesh.merge_vertices(merge_norm=True, merge_tex=True)
    return {
        "watertight": bool(mesh.is_watertight),
        "winding": bool(mesh.is_winding_consistent),
        "volume": float(mesh.volume),
        "area": float(mesh.area),
        "bodies": int(mesh.body_count),
        "low": mesh.bounds[0].tolist(),
        "names": names,
    }


def dicom(path):
    data = pydicom.dcmread(path)
    frames = data.pixel_array
    frames = frames[None] if frames.ndim == 2 else frames

    def frame(at, item):
        owner = item.get("SegmentIdentificationSequence")
        return {
            "segment": int(owner[0].ReferencedSegmentNumber) if owner else 0,
            "position": [float(v) for v in item.PlanePositionSequence[0].ImagePositionPatient],
            "sha256": digest(frames[at]),
        }

    most = data.get("MaximumFractionalValue")
    return {
        "class": str(data.SOPClassUID),
        "type": data.SegmentationType,
        "overlap": data.get("SegmentsOverlap"),
        "bits": int(data.BitsAllocated),
        "most": None if most is None else int(most),
        "names": [item.SegmentLabel for item in data.SegmentSequence],
        "frames": [frame(at, item) for at, item in enumerate(data.PerFrameFunctionalGroupsSequence)],
    }


def slicer(path):
    """As 3D Slicer reads label maps: whatever representation is named, voxels of a layer that equal the label."""
    head, _, body = path.read_bytes().partition(b"\n\n")
    lines = head.decode().split("\n")[1:]
    fields = dict(line.split(": ", 1) for line in lines if ":=" not in line and ": " in line)
    keys = dict(line.split(":=", 1) for line in lines if ":=" in line)
    code = {"unsigned char": "u1", "signed char": "i1", "unsigned short": "<u2"}[fields["type"]]
    sizes = [int(n) for n in fields["sizes"].split()]
    layers = 1 if len(sizes) == 3 else sizes[0]
    voxels = np.frombuffer(gzip.decompress(body), code).reshape(*sizes[:-4:-1], layers)
    segments = []
    for n in range(1000):
        if f"Segment{n}_ID" not in keys:
            break
        layer = int(keys.get(f"Segment{n}_Layer", n))
        extent = [int(v) for v in keys[f"Segment{n}_Extent"].split()]
        x0, x1, y0, y1, z0, z1 = extent
        inside = voxels[z0 : z1 + 1, y0 : y1 + 1, x0 : x1 + 1, layer]
        count = int((inside == int(keys.get(f"Segment{n}_LabelValue", 1))).sum())
        segments.append({"name": keys[f"Segment{n}_Name"], "layer": layer, "voxels": count})
    return {"type": fields["type"], "segments": segments}


READERS = {".dcm": dicom, ".nrrd": slicer}


def written():
    with tempfile.TemporaryDirectory() as folder:
        command = ["npx", "vitest", "run", "--config", "test/vitest.config.ts", "test/io/segments-written.test.ts"]
        subprocess.run(command, cwd=ROOT, env={**os.environ, "SEGWASM_WRITTEN": folder}, check=False, capture_output=True)
        return {
            path.name: {
                "file": hashlib.sha256(path.read_bytes()).hexdigest(),
                **READERS.get(path.suffix, surface)(path),
            }
            for path in sorted(pathlib.Path(folder).iterdir())
        }


result = {
    "made by": f"trimesh {trimesh.__version__}, pydicom {pydicom.__version__}, NumPy {np.__version__}, "
    f"Python {platform.python_version()}",
    "tolerance": "1e-6 of volume and area: float32 coordinates; voxels none",
    "written": written(),
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(result, indent=1) + "\n")
