"""Times scikit-image, SciPy, OpenCV and NumPy on behalf of the bench.

Reads one JSON message a line on standard input, an array's bytes following a "put"; answers one JSON line each, an
array's bytes following a "take". Every library runs on one thread.
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import importlib
import json
import sys
import time
import warnings
from functools import partial

import numpy as np

warnings.filterwarnings("ignore")
LIBRARIES = {"NumPy": "numpy", "scikit-image": "skimage", "SciPy": "scipy", "OpenCV": "cv2"}


def load():
    """The libraries that are here, by the names the bench uses."""
    found = {}
    for name, module in LIBRARIES.items():
        try:
            found[name] = importlib.import_module(module)
        except ImportError:
            pass
    if "OpenCV" in found:
        found["OpenCV"].setNumThreads(1)
    return found


def lesson(image, sigma, radius, distance):
    from skimage import filters, measure, morphology, segmentation

    blurred = filters.gaussian(image, sigma, preserve_range=True)
    mask = blurred > filters.threshold_otsu(blurred)
    cores = morphology.binary_erosion(mask, morphology.ball(radius))
    return segmentation.expand_labels(measure.label(cores), distance)


def largest_eigenvalue(matrices, eigenvalues, image, **options):
    return eigenvalues(matrices(image, mode="nearest", **options))[0]


def skimage_calls():
    from skimage import exposure, feature, filters, measure, morphology, segmentation, transform

    columns = ("label", "area", "bbox", "centroid", "intensity_mean", "intensity_std", "intensity_min", "intensity_max")
    erode = morphology.binary_erosion
    return {
        "lesson": lambda a, p: partial(lesson, a, p["sigma"], int(p["radius"]), p["distance"]),
        "gaussian": lambda a, p: partial(filters.gaussian, a, p["sigma"], preserve_range=True),
        "unsharp": lambda a, p: partial(filters.unsharp_mask, a, p["radius"], p["amount"], preserve_range=True),
        "difference of gaussians": lambda a, p: partial(
            filters.difference_of_gaussians, a.astype(np.float64), p["low"], p["high"]
        ),
        "sobel": lambda a, p: partial(filters.sobel, a.astype(np.float64)),
        "prewitt": lambda a, p: partial(filters.prewitt, a.astype(np.float64)),
        "structure": lambda a, p: partial(
            largest_eigenvalue, feature.structure_tensor, feature.structure_tensor_eigenvalues, a.astype(np.float64),
            sigma=p["sigma"],
        ),
        "hessian": lambda a, p: partial(
            largest_eigenvalue, feature.hessian_matrix, feature.hessian_matrix_eigvals, a.astype(np.float64),
            sigma=p["sigma"], use_gaussian_derivatives=False,
        ),
        "half": lambda a, p: partial(transform.downscale_local_mean, a, (2,) * a.ndim),
        "histogram": lambda a, p: lambda: exposure.histogram(a)[0],
        "otsu": lambda a, p: partial(filters.threshold_otsu, a),
        "otsu 64": lambda a, p: partial(filters.threshold_otsu, a, nbins=64),
        "erode ball": lambda a, p: partial(erode, a.astype(bool), morphology.ball(int(p["radius"]))),
        "erode disk": lambda a, p: partial(erode, a.astype(bool), morphology.disk(int(p["radius"]))),
        "erode isotropic": lambda a, p: partial(morphology.isotropic_erosion, a.astype(bool), p["radius"]),
        "grey erode ball": lambda a, p: partial(morphology.erosion, a, morphology.disk(int(p["radius"]))),
        "grey erode box": lambda a, p: partial(morphology.erosion, a, square(p["radius"])),
        "local gaussian": lambda a, p: lambda: a > filters.threshold_local(a, int(p["window"]), "gaussian"),
        "local mean": lambda a, p: lambda: a > filters.threshold_local(a, int(p["window"]), "mean"),
        "local median": lambda a, p: lambda: a > filters.threshold_local(a, int(p["window"]), "median"),
        "local sauvola": lambda a, p: lambda: a > filters.threshold_sauvola(a, int(p["window"])),
        "label": lambda a, p: partial(measure.label, a.astype(bool)),
        "label values": lambda a, p: partial(measure.label, a.astype(np.int64)),
        "boundaries": lambda a, p: partial(segmentation.find_boundaries, a),
        "boundaries outer": lambda a, p: partial(segmentation.find_boundaries, a, mode="outer"),
        "clear border": lambda a, p: partial(segmentation.clear_border, a.astype(np.int64)),
        "relabel": lambda a, p: lambda: segmentation.relabel_sequential(a)[0],
        "skeleton": lambda a, p: partial(morphology.skeletonize, a.astype(bool)),
        "expand": lambda a, p: partial(segmentation.expand_labels, a.astype(np.int32), p["distance"]),
        "watershed": lambda a, p: partial(segmentation.watershed, a),
        "local maxima": lambda a, p: partial(morphology.local_maxima, a, allow_borders=True),
        "marching cubes": lambda a, p: partial(measure.marching_cubes, a.astype(np.float32), 0.5),
        "remove small": lambda a, p: partial(morphology.remove_small_objects, a.astype(bool), max_size=int(p["size"])),
        "stats": lambda a, p: lambda: measure.regionprops_table(a, a, properties=columns)["area"],
        "all stats": lambda a, p: lambda: measure.regionprops_table(a, a, properties=all_columns(a.ndim))["area"],
        "compare": lambda a, p: partial(compare_labels, a, False),
        "compare surfaces": lambda a, p: partial(compare_labels, a, True),
    }


def all_columns(ndim):
    """What the whole region table holds, as far as it is known here."""
    names = (
        "label area bbox centroid centroid_local area_bbox extent equivalent_diameter_area area_filled euler_number "
        "area_convex solidity feret_diameter_max axis_major_length axis_minor_length inertia_tensor "
        "inertia_tensor_eigvals moments moments_central moments_normalized intensity_mean intensity_std intensity_min "
        "intensity_max intensity_median centroid_weighted centroid_weighted_local moments_weighted "
        "moments_weighted_central moments_weighted_normalized"
    )
    flat = " perimeter perimeter_crofton eccentricity orientation moments_hu moments_weighted_hu"
    return (names + (flat if ndim == 2 else "")).split()


def compare_labels(labels, surfaces):
    """The adapted Rand error against the same labels three voxels on; with it the other scores there are."""
    from scipy import ndimage
    from skimage import metrics

    other = labels.ravel().copy()
    other[3:] = labels.ravel()[:-3]
    other = other.reshape(labels.shape)
    error = metrics.adapted_rand_error(labels, other)[0]
    metrics.variation_of_information(labels, other)
    if surfaces:
        # Of the foreground and of every label, as ours; the surface is what an erosion takes away.
        for value in [0, *np.unique(labels)[1:]]:
            first, second = (labels == value, other == value) if value else (labels > 0, other > 0)
            metrics.hausdorff_distance(
                first & ~ndimage.binary_erosion(first), second & ~ndimage.binary_erosion(second)
            )
    return np.array([error])


def scipy_calls():
    from scipy import ndimage

    def components(mask):
        return ndimage.label(mask, ndimage.generate_binary_structure(mask.ndim, mask.ndim))[0]

    def largest(mask):
        parts = ndimage.label(mask)[0]
        return parts == 1 + np.argmax(np.bincount(parts.ravel())[1:])

    return {
        "keep largest": lambda a, p: partial(largest, a),
        "gaussian": lambda a, p: partial(ndimage.gaussian_filter, a.astype(np.float32), p["sigma"], mode="nearest"),
        "laplace": lambda a, p: partial(ndimage.gaussian_laplace, a.astype(np.float32), p["sigma"]),
        "zoom": lambda a, p: partial(
            ndimage.zoom, a.astype(np.float32) if p["order"] else a, p["scale"], order=int(p["order"]), mode="nearest",
            grid_mode=True,
        ),
        "label": lambda a, p: partial(components, a),
        "median": lambda a, p: partial(ndimage.median_filter, a, 2 * int(p["radius"]) + 1, mode="nearest"),
        "median reflected": lambda a, p: partial(ndimage.median_filter, a, 2 * int(p["radius"]) + 1),
        "distance": lambda a, p: partial(ndimage.distance_transform_edt, a),
        "fill holes": lambda a, p: partial(ndimage.binary_fill_holes, a),
    }


def numpy_calls():
    return {
        "threshold": lambda a, p: partial(np.greater, a, p["level"]),
        "label loop": lambda a, p: lambda: np.array([np.count_nonzero(a == i) for i in range(1, int(a.max()) + 1)]),
        "histogram": lambda a, p: lambda: np.bincount(a.ravel(), minlength=256),
    }


def opencv_calls():
    import cv2

    def blur(array, sigma):
        size = 2 * int(4 * sigma + 0.5) + 1
        return partial(cv2.GaussianBlur, array, (size, size), sigma, borderType=cv2.BORDER_REPLICATE)

    def erode(array, radius):
        return partial(cv2.erode, array, disk(radius), borderType=cv2.BORDER_CONSTANT, borderValue=255)

    def grey_erode(array, footprint):
        return partial(cv2.erode, array, footprint, borderType=cv2.BORDER_REFLECT)

    def sobel(array):
        # The same factor as elsewhere, so that the results can be compared.
        options = {"scale": 1 / (4 * np.sqrt(2)), "borderType": cv2.BORDER_REPLICATE}
        return cv2.magnitude(
            cv2.Sobel(array, cv2.CV_32F, 1, 0, **options), cv2.Sobel(array, cv2.CV_32F, 0, 1, **options)
        )

    def resize(array, scale, method):
        size = [round(extent * scale) for extent in array.shape[::-1]]
        return partial(cv2.resize, array, size, interpolation=method)

    binary, otsu = cv2.THRESH_BINARY, cv2.THRESH_BINARY | cv2.THRESH_OTSU
    return {
        "gaussian": lambda a, p: blur(a.astype(np.float32), p["sigma"]),
        "gaussian bytes": lambda a, p: blur(a, p["sigma"]),
        "sobel": lambda a, p: partial(sobel, a),
        "resize area": lambda a, p: resize(a.astype(np.float32), 0.5, cv2.INTER_AREA),
        "resize linear": lambda a, p: resize(a, p["scale"], cv2.INTER_LINEAR),
        "histogram": lambda a, p: lambda: cv2.calcHist([a], [0], None, [256], [0, 256]),
        "otsu": lambda a, p: lambda: cv2.threshold(a, 0, 1, otsu)[0],
        "threshold": lambda a, p: lambda: cv2.threshold(a, p["level"], 1, binary)[1],
        "erode disk": lambda a, p: erode(a, int(p["radius"])),
        "grey erode ball": lambda a, p: grey_erode(a, disk(int(p["radius"]))),
        "grey erode box": lambda a, p: grey_erode(a, square(p["radius"])),
        "median": lambda a, p: partial(cv2.medianBlur, a, 2 * int(p["radius"]) + 1),
        "label": lambda a, p: lambda: cv2.connectedComponents(a, connectivity=8)[1],
        "distance": lambda a, p: partial(cv2.distanceTransform, a, cv2.DIST_L2, cv2.DIST_MASK_PRECISE),
    }


def disk(radius):
    y, x = np.mgrid[-radius : radius + 1, -radius : radius + 1]
    return (x * x + y * y <= radius * radius).astype(np.uint8)


def square(radius):
    return np.ones((2 * int(radius) + 1,) * 2, np.uint8)


TABLES = {"scikit-image": skimage_calls, "SciPy": scipy_calls, "NumPy": numpy_calls, "OpenCV": opencv_calls}


class Bench:
    """Holds the inputs, the prepared calls and the last result."""

    def __init__(self):
        self.libraries = load()
        self.tables = {name: TABLES[name]() for name in self.libraries}
        self.inputs = {}
        self.bodies = {}
        self.result = None

    def answer(self, message, stream):
        do = message["do"]
        if do == "put":
            raw = stream.read(message["bytes"])
            self.inputs[message["name"]] = np.frombuffer(raw, message["dtype"]).reshape(message["shape"]).copy()
            return {}, b""
        if do == "forget":
            self.inputs.pop(message["name"], None)
            self.bodies.clear()
            self.result = None
            return {}, b""
        if do == "versions":
            return {name: module.__version__ for name, module in self.libraries.items()}, b""
        if do == "prepare":
            call = self.tables.get(message["library"], {}).get(message["call"])
            if call:
                self.bodies[message["id"]] = call(self.inputs[message["name"]], message["parameters"])
            return {"known": call is not None}, b""
        if do == "time":
            body = self.bodies[message["id"]]
            start = time.perf_counter_ns()
            self.result = body()
            return {"milliseconds": (time.perf_counter_ns() - start) / 1e6}, b""
        array = np.ascontiguousarray(self.result)
        array = array.astype(np.uint8) if array.dtype == bool else array
        array = array.astype(np.float64) if array.dtype.kind == "i" and array.itemsize == 8 else array
        raw = array.tobytes()
        return {"dtype": array.dtype.name, "shape": list(array.shape) or [1], "bytes": len(raw)}, raw


def main():
    bench = Bench()
    # Libraries may print; only answers go to the bench.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    while line := sys.stdin.buffer.readline():
        head, raw = bench.answer(json.loads(line), sys.stdin.buffer)
        out.write(json.dumps(head).encode() + b"\n" + raw)
        out.flush()


main()
