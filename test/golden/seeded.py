"""The seeded numbers of test/images.ts, made in Python."""
import numpy as np


def random_states(seed, n):
    """The first n states of the generator, u32, by doubling: state[i + m] follows from state[i] by m steps at once."""
    states = np.empty(n, np.uint64)
    factor, offset = 1664525, 1013904223
    states[0] = (seed * factor + offset) % 2**32
    done = 1
    while done < n:
        take = min(done, n - done)
        states[done : done + take] = (states[:take] * np.uint64(factor) + np.uint64(offset)) % np.uint64(2**32)
        factor, offset = factor * factor % 2**32, (factor * offset + offset) % 2**32
        done += take
    return states


def random_binary(seed, shape, density):
    return (random_states(seed, int(np.prod(shape))) / 2**32 < density).reshape(shape)


def random_integers(seed, shape, low, high, dtype):
    values = np.floor(random_states(seed, int(np.prod(shape))) / 2**32 * (high - low + 1)) + low
    return values.astype(dtype).reshape(shape)


def clouds(seed, shape):
    """Smooth random u16: whole-number box sums of noise along every axis, twice; equal in any language."""
    values = (random_states(seed, int(np.prod(shape))) >> np.uint64(27)).astype(np.int64).reshape(shape)
    for _ in range(2):
        for axis in range(len(shape)):
            padded = np.pad(values, [(1, 1) if a == axis else (0, 0) for a in range(len(shape))], mode="edge")
            parts = [np.take(padded, range(k, k + shape[axis]), axis) for k in range(3)]
            values = sum(parts)
    return (values // (9 if len(shape) == 3 else 1)).astype(np.uint16)
