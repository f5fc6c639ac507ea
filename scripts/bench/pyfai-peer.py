"""Times pyFAI on request: one JSON command per line on stdin, one JSON answer per line on stdout."""
import json
import sys
import time

import numpy
import pyFAI
from pyFAI.azimuthalIntegrator import AzimuthalIntegrator

case = json.loads(sys.argv[1])
image = numpy.fromfile(case["file"], dtype="int32").reshape(case["shape"])
method = (case["split"], "csr", "cython")


def integrator(geometry):
    return AzimuthalIntegrator(pixel1=case["pixel"], pixel2=case["pixel"], **geometry)


def integrate(ai):
    return ai.integrate1d_ng(
        image,
        case["npt"],
        unit=case["radialUnit"],
        method=method,
        correctSolidAngle=case["solidAngle"],
    )


def cake(ai):
    setup = case["cake"]
    return ai.integrate2d_ng(
        cake_image,
        setup["npt"],
        setup["cakes"],
        unit=case["radialUnit"],
        method=(setup["split"], "csr", "cython"),
        azimuth_range=(-180, 180),
        correctSolidAngle=case["solidAngle"],
    )


def milliseconds(run):
    start = time.perf_counter()
    run()
    return 1000 * (time.perf_counter() - start)


cake_image = numpy.fromfile(case["cake"]["file"], dtype="int32").reshape(case["cake"]["shape"])
usual = integrator(case["geometry"])
usual_cake = integrator(case["cake"]["geometry"])
integrate(usual)
print(json.dumps({"version": pyFAI.version}), flush=True)
for line in sys.stdin:
    command = json.loads(line)
    if command["do"] == "frame":
        answer = {"milliseconds": milliseconds(lambda: integrate(usual))}
    elif command["do"] == "plan":
        fresh = integrator(command["geometry"])
        answer = {"milliseconds": milliseconds(lambda: integrate(fresh))}
    elif command["do"] == "cake":
        answer = {"milliseconds": milliseconds(lambda: cake(usual_cake))}
    elif command["do"] == "cake-plan":
        fresh = integrator(command["geometry"])
        answer = {"milliseconds": milliseconds(lambda: cake(fresh))}
    elif command["do"] == "cake-sums":
        result = cake(usual_cake)
        numpy.concatenate([result.intensity.ravel(), result.count.ravel()]).astype("float64").tofile(command["out"])
        answer = {"done": True}
    else:
        result = integrate(usual)
        numpy.concatenate([result.radial, result.intensity]).astype("float64").tofile(command["out"])
        answer = {"done": True}
    print(json.dumps(answer), flush=True)
