"""Makes every golden file anew, and manifest.json: which libraries made them, with what tolerance, and their SHA-256.

    pip install scikit-image==0.26.0 tifffile pillow nibabel tensorstore pydicom imagecodecs
    python test/golden/make.py            all of them
    python test/golden/make.py lesson     some of them, then the manifest
"""
import hashlib
import importlib.metadata
import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
# Every script here makes the file of its name, but for those that others import.
SHARED = ("make", "seeded", "cases", "levels")
MAKERS = sorted(path.stem for path in HERE.glob("*.py") if path.stem not in SHARED)
LIBRARIES = (
    *("scikit-image", "scipy", "numpy", "tifffile", "pillow", "nibabel", "tensorstore", "trimesh", "pydicom"),
    "imagecodecs",
)


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


for name in sys.argv[1:] or MAKERS:
    subprocess.run([sys.executable, HERE / f"{name}.py"], check=True, cwd=HERE)

manifest = {
    "python": sys.version.split()[0],
    "libraries": {name: importlib.metadata.version(name) for name in LIBRARIES},
    "files": {f"{name}.json": {"sha256": digest(HERE / f"{name}.json"), "maker": f"{name}.py"} for name in MAKERS},
}
for name, entry in manifest["files"].items():
    tolerance = json.loads((HERE / name).read_text()).get("tolerance")
    entry["tolerance"] = tolerance or "stated beside the values"
(HERE / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
