"""Whole batches with pyFAI, one per process: batch-peer.py '<json>'. With "make" it only writes a stack to read."""
import glob
import json
import os
import sys

import h5py
import numpy

try:
    import hdf5plugin  # noqa: F401  gives h5py the filter of bitshuffle-LZ4
except ImportError:
    pass

case = json.loads(sys.argv[1])
BITSHUFFLE = 32008

if "make" in case:
    compressed = h5py.h5z.filter_avail(BITSHUFFLE)
    filters = {"compression": BITSHUFFLE, "compression_opts": (0, 2)} if compressed else {}
    rows, columns = case["shape"]
    image = numpy.fromfile(case["image"], dtype="uint16").reshape(rows, columns)
    with h5py.File(case["make"], "w") as file:
        shape = (case["frames"], rows, columns)
        frames = file.create_dataset("entry/data/data", shape, "uint16", chunks=(1, rows, columns), **filters)
        for i in range(case["frames"]):
            frames[i] = image
    print(json.dumps({"filter": "bitshuffle-LZ4" if compressed else "no compression"}))
    sys.exit(0)

import fabio
import pyFAI

ai = pyFAI.load(case["poni"])
method = ("full", "csr", "cython")
npt = case["npt"]
os.makedirs(case["out"], exist_ok=True)


def integrate(image):
    return ai.integrate1d_ng(image, npt, unit="2th_deg", method=method)


def write_text(name, image):
    result = integrate(image)
    numpy.savetxt(name, numpy.transpose([result.radial, result.intensity]))


def write_cakes(name, image):
    result = ai.integrate2d_ng(
        image, npt, case["cakes"], unit="2th_deg", method=method, azimuth_range=(-180, 180)
    )
    table = numpy.vstack([result.radial, result.intensity]).T
    if case["layout"] == "xrdfit":
        numpy.savetxt(name, table, fmt="%12.8f", delimiter="\t")
    else:
        numpy.savetxt(name, table)


if case["do"] == "stack":
    with h5py.File(case["in"]) as source, h5py.File(os.path.join(case["out"], "stack.h5"), "w") as result:
        frames = source["entry/data/data"]
        intensity = result.create_dataset("intensity", (len(frames), npt), "float64")
        for i, frame in enumerate(frames):
            pattern = integrate(frame)
            intensity[i] = pattern.intensity
        result["radial"] = pattern.radial
else:
    write = write_text if case["do"] == "text" else write_cakes
    for path in sorted(glob.glob(os.path.join(case["in"], "*.tif"))):
        stem = os.path.splitext(os.path.basename(path))[0]
        write(os.path.join(case["out"], stem + ".dat"), fabio.open(path).data)
