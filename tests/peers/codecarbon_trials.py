"""Measures commands with the real CodeCarbon in both of its modes at once, as their parent.

Each line on stdin is a command as JSON. It is started and says "ready"; the trackers start; it is told to go on and
says "worked"; the trackers stop; its last line is passed on with what CodeCarbon says and what the operating system
counted for the whole process tree. One JSON object per line on stdout.
"""

import json
import logging
import os
import subprocess
import sys

logging.disable(logging.CRITICAL)

from codecarbon import OfflineEmissionsTracker

TDP_W = 100


def tracker(mode):
    return OfflineEmissionsTracker(
        country_iso_code="BEL",
        tracking_mode=mode,
        force_cpu_power=TDP_W,
        save_to_file=False,
        log_level="error",
        allow_multiple_runs=True,
    )


def trial(command):
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "ready\n", command
    trackers = {mode: tracker(mode) for mode in ("machine", "process")}
    for one in trackers.values():
        one.start()
    child.stdin.write("go on\n")
    child.stdin.flush()
    line = child.stdout.readline()
    assert line == "worked\n", line
    for one in trackers.values():
        one.stop()
    count = json.loads(child.stdout.readline())
    child.stdin.close()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = status
    said = {mode: one.final_emissions_data for mode, one in trackers.items()}
    return {
        "count": count,
        "treeS": usage.ru_utime + usage.ru_stime,
        "threads": os.cpu_count(),
        "tdpW": TDP_W,
        "cpuJ": {mode: data.cpu_energy * 3.6e6 for mode, data in said.items()},
        "totalJ": {mode: data.energy_consumed * 3.6e6 for mode, data in said.items()},
    }


for line in sys.stdin:
    print(json.dumps(trial(json.loads(line))), flush=True)
