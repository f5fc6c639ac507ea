"""The same curve with NumPy and SciPy: sub-pixels to bins in a sparse matrix, one product per frame, text by savetxt.

Started by saxsdog-case.ts with a description of the case; answers each line of standard input with one line of JSON.
"""

import json
import sys
import time

import numpy
import scipy.sparse
from PIL import Image

case = json.loads(sys.argv[1])
rows, columns = case["shape"]
ov = case["oversampling"]


def build():
    y = (numpy.arange(rows * ov) + 0.5) / ov - rows + case["centre"][0]
    x = (numpy.arange(columns * ov) + 0.5) / ov - case["centre"][1]
    r = numpy.hypot(y[:, None], x[None, :]) * case["pixel"]
    phi = numpy.arctan2(y[:, None], x[None, :])
    d = case["distance"]
    tilt, rotation = numpy.radians(case["tilt"]), numpy.radians(case["rotation"])
    alpha = numpy.arcsin(numpy.sin(tilt) * numpy.sin(phi + rotation + numpy.pi / 2))
    length = numpy.sqrt(d * d + r * r - 2 * d * r * numpy.cos(numpy.pi / 2 + alpha))
    theta = numpy.arccos((length**2 + d * d - r * r) / (2 * length * d))
    q = 4 * numpy.pi * numpy.sin(theta / 2) / (case["wavelength"] * 0.1)
    scale = r.max() / case["pixel"] / q.max()
    label = numpy.floor(q * scale).astype(int)
    pixel = (numpy.arange(rows * ov) // ov)[:, None] * columns + (numpy.arange(columns * ov) // ov)[None, :]
    share = numpy.full(label.size, 1 / ov**2)
    matrix = scipy.sparse.coo_matrix((share, (label.ravel(), pixel.ravel())), shape=(label.max() + 1, rows * columns))
    grid = (numpy.arange(label.max() + 1) + 0.5) / scale
    matrix = matrix.tocsr()
    return matrix, numpy.asarray(matrix.sum(axis=1)).ravel(), grid


def clocks():
    return time.perf_counter(), time.process_time()


def between(start, end):
    return [1000 * (b - a) for a, b in zip(start, end)]


matrix, area, grid = build()
transposed = matrix.T.tocsr()
print(json.dumps({"version": scipy.__version__}), flush=True)
for line in sys.stdin:
    start = clocks()
    image = numpy.asarray(Image.open(case["image"])).ravel()
    with numpy.errstate(invalid="ignore"):
        intensity = matrix.dot(image) / area
        error = numpy.sqrt(intensity * area) / area
    with open(line.strip(), "w") as out:
        numpy.savetxt(out, numpy.column_stack((grid, intensity, error)))
    end = clocks()
    # SAXSdog computes the deviation of every frame too, though it is not in the .chi.
    with numpy.errstate(invalid="ignore"):
        numpy.sqrt(matrix.dot((image - transposed.dot(intensity)) ** 2) / area)
    print(json.dumps({"costs": [between(start, end), between(end, clocks())]}), flush=True)
