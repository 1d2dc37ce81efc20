"""Writes meshes.json: one body as trimesh writes it in every format that is read, with trimesh's own measures.

    python test/golden/meshes.py
"""
import base64
import json
import pathlib
import platform

import trimesh

body = trimesh.creation.icosphere(subdivisions=1, radius=3)
body.apply_scale([1, 2, 0.5])
body.apply_translation([10, -20, 5])
ring = trimesh.creation.annulus(r_min=1, r_max=2, height=1, sections=12)
ring.apply_translation([0.25, 0.5, -3])


def files(mesh):
    scene = trimesh.Scene()
    scene.add_geometry(mesh, transform=trimesh.transformations.rotation_matrix(0.3, [0, 0, 1]))
    return {
        "binary.stl": mesh.export(file_type="stl"),
        "text.stl": mesh.export(file_type="stl_ascii").encode(),
        "text.obj": mesh.export(file_type="obj").encode(),
        "binary.ply": mesh.export(file_type="ply"),
        "text.ply": mesh.export(file_type="ply", encoding="ascii"),
        "plain.glb": mesh.export(file_type="glb"),
        "turned.glb": scene.export(file_type="glb"),
    }


def case(name, mesh):
    return {
        "name": name,
        "watertight": bool(mesh.is_watertight),
        "volume": float(mesh.volume),
        "area": float(mesh.area),
        "vertices": len(mesh.vertices),
        "faces": len(mesh.faces),
        "files": {key: base64.b64encode(data).decode() for key, data in files(mesh).items()},
    }


result = {
    "made by": f"trimesh {trimesh.__version__}, Python {platform.python_version()}",
    "tolerance": "1e-5 of area and volume: files hold float32, text eight digits",
    "cases": [case("ellipsoid", body), case("ring", ring)],
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(result) + "\n")
