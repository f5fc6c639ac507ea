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


def milliseconds(run):
    start = time.perf_counter()
    run()
    return 1000 * (time.perf_counter() - start)


usual = integrator(case["geometry"])
integrate(usual)
print(json.dumps({"version": pyFAI.version}), flush=True)
for line in sys.stdin:
    command = json.loads(line)
    if command["do"] == "frame":
        answer = {"milliseconds": milliseconds(lambda: integrate(usual))}
    elif command["do"] == "plan":
        fresh = integrator(command["geometry"])
        answer = {"milliseconds": milliseconds(lambda: integrate(fresh))}
    else:
        result = integrate(usual)
        numpy.concatenate([result.radial, result.intensity]).astype("float64").tofile(command["out"])
        answer = {"done": True}
    print(json.dumps(answer), flush=True)
