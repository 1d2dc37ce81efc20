"""The bare module in Python: counts the objects of a small image above a level.

    pip install wasmtime
    python examples/python/raw.py dist/bindings/wasm/simd.wasm
"""
import math
import sys

from wasmtime import Instance, Module, Store

store = Store()
instance = Instance(store, Module.from_file(store.engine, sys.argv[1]), [])
memory = instance.exports(store)["memory"]


def call(name, *arguments):
    return instance.exports(store)[name](store, *arguments)


# Two squares and a speck on a dark ground.
w, h, d = 12, 6, 1
image = bytearray(w * h)
for x, y, side in ((1, 1, 3), (6, 2, 3), (11, 0, 1)):
    for i in range(side * side):
        image[(y + i // side) * w + x + i % side] = 200

start = call("mark")
source = call("alloc", len(image))
memory.write(store, image, source)
pitch = math.ceil(w / 128) * 16
mask = call("alloc", pitch * h * d)
call("threshold", mask, pitch, source, 0, w, h * d, 120.0)
table = call("alloc", (h * d + 1) * 4)
run_count = call("countRuns", table, mask, pitch, h * d)
labels = call("alloc", run_count * 4)
print(call("labelRuns", labels, table, 0, mask, pitch, h, d, 8), "objects")
call("release", start)
