"""The definition of a coarser level of an image."""
import numpy as np


def halved(array, kind, steps):
    """The definition of a coarser level, from blocks filled up with nothing."""
    if kind == "nearest":
        return array[tuple(slice(None, None, step) for step in steps)]
    padding = [(0, -extent % step) for extent, step in zip(array.shape, steps)]
    padded = np.pad(array.astype("float64"), padding, constant_values=np.nan)
    blocks = padded.reshape([n for extent, step in zip(padded.shape, steps) for n in (extent // step, step)])
    mean = np.nanmean(blocks, axis=tuple(range(1, 2 * array.ndim, 2)))
    return (mean if array.dtype.kind == "f" else np.floor(mean + 0.5)).astype(array.dtype)
