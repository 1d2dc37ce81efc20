"""The definition of a coarser level of an image, and pyramids made of thinned levels."""
import io

import numpy as np
import tifffile


def halved(array, kind, steps):
    """The definition of a coarser level, from blocks filled up with nothing."""
    if kind == "nearest":
        return array[tuple(slice(None, None, step) for step in steps)]
    padding = [(0, -extent % step) for extent, step in zip(array.shape, steps)]
    padded = np.pad(array.astype("float64"), padding, constant_values=np.nan)
    blocks = padded.reshape([n for extent, step in zip(padded.shape, steps) for n in (extent // step, step)])
    mean = np.nanmean(blocks, axis=tuple(range(1, 2 * array.ndim, 2)))
    return (mean if array.dtype.kind == "f" else np.floor(mean + 0.5)).astype(array.dtype)


def pyramids(volume):
    """Every level of pyramids as SubIFDs of each page, and as pages marked as small copies."""
    levels = [volume[:, :: 2**n, :: 2**n] for n in range(3)]
    options = {"tile": (16, 16), "compression": "zlib"}
    sizes = {"axes": "ZYX", "PhysicalSizeX": 0.5, "PhysicalSizeY": 0.25, "PhysicalSizeZ": 2.0}
    for big in (False, True):
        file = io.BytesIO()
        with tifffile.TiffWriter(file, ome=True, bigtiff=big) as writer:
            writer.write(levels[0], subifds=2, metadata=sizes, **options)
            for level in levels[1:]:
                writer.write(level, subfiletype=1, **options)
        for n, level in enumerate(levels):
            spacing = [2.0, 0.25 * 2**n, 0.5 * 2**n]
            more = {"level": n, "spacing": spacing, "unit": "µm"}
            yield f"pyramid-{'big' if big else 'ome'}-{n}.ome.tif", file.getvalue(), level, "ZYX", more
    file = io.BytesIO()
    with tifffile.TiffWriter(file) as writer:
        for n, level in enumerate(levels):
            writer.write(level[0], subfiletype=1 if n > 0 else 0, metadata=None, **options)
    for n, level in enumerate(levels):
        yield f"copies-{n}.tif", file.getvalue(), level[0], "YX", {"level": n}
