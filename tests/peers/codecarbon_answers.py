"""Answers questions of the shape of a parity file with the real CodeCarbon, and whole runs with its own classes.

Usage: codecarbon_answers.py QUESTIONS.json; prints the list of answers as JSON.
"""

import json
import logging
import sys
import types

logging.disable(logging.CRITICAL)

from codecarbon import OfflineEmissionsTracker
from codecarbon import emissions_tracker
from codecarbon.core import cpu as core_cpu
from codecarbon.core.emissions import Emissions
from codecarbon.core.units import Energy, EmissionsPerKWh, Power, Time
from codecarbon.external import hardware
from codecarbon.external.geography import CloudMetadata, GeoMetadata
from codecarbon.external.ram import RAM
from codecarbon.input import DataSource
from codecarbon.output_methods.emissions_data import EmissionsData

SOURCE = DataSource()


class Clock:
    """Stands in for the module `time`."""

    def __init__(self):
        self.now = 0.0

    def perf_counter(self):
        return self.now

    def time(self):
        return self.now

    def sleep(self, seconds):
        raise AssertionError("a measurement slept")


def emissions(kwh, country=None, region=None, provider=None, cloud=None, forced=None):
    engine = Emissions(SOURCE, force_carbon_intensity_g_co2e_kwh=forced)
    geo = GeoMetadata(country_iso_code=country, country_name=country, region=region)
    if provider is None and cloud is None:
        return engine.get_private_infra_emissions(Energy.from_energy(kwh), geo)
    return engine.get_cloud_emissions(Energy.from_energy(kwh), CloudMetadata(provider, cloud), geo)


def place(given):
    return emissions(
        given["kwh"],
        given.get("country"),
        given.get("region"),
        given.get("cloud_provider"),
        given.get("cloud_region"),
        given.get("forced_g_per_kwh"),
    )


def unit(given):
    op = given["op"]
    if op == "microjoules_to_kwh":
        return Energy.from_ujoules(given["value"]).kWh
    if op == "millijoules_to_kwh":
        return Energy.from_millijoules(given["value"]).kWh
    if op == "lb_per_mwh_to_kg_per_kwh":
        return EmissionsPerKWh.from_lbs_per_mWh(given["value"]).kgs_per_kWh
    if op == "watts_for_seconds_to_kwh":
        power, time = Power.from_watts(given["watts"]), Time.from_seconds(given["seconds"])
        return Energy.from_power_and_time(power=power, time=time).kWh
    counters = [Energy.from_ujoules(given[key]) for key in ("uj1", "uj2")]
    return Power.from_energies_and_delay(*counters, Time.from_seconds(given["seconds"])).kW


def memory(arm):
    ram = RAM(tracking_mode="machine")
    ram.is_arm_cpu = arm
    return ram


def load_cpu(tdp, threads=1, tracking="machine"):
    cpu = hardware.CPU.from_utils(".", hardware.MODE_CPU_LOAD, "x", tdp, tracking_mode=tracking)
    cpu._cpu_count = threads
    return cpu


def load_machine(given):
    cpu = load_cpu(given["tdp_w"])
    cpu._cpu_load_meter = types.SimpleNamespace(percent=lambda: given["load_percent"])
    return cpu._get_power_from_cpu_load().W


def load_process(given):
    cpu = load_cpu(given["tdp_w"], given["threads"], "process")
    hardware.time = clock = Clock()
    cpu._last_measurement_time, cpu._last_cpu_times = 0.0, {1: 0.0}
    cpu._get_process_cpu_times = lambda: {1: given["cpu_seconds"]}
    clock.now = given["seconds"]
    return cpu._get_power_from_cpu_load().W


def load_interval_mean(given):
    cpu = load_cpu(given["tdp_w"])
    hardware.time = clock = Clock()
    cpu._last_sample_time = 0.0
    loads = [load for load, _ in given["load_percent_and_seconds"]]
    cpu._cpu_load_meter = types.SimpleNamespace(percent=lambda: loads.pop(0))
    readings = given["load_percent_and_seconds"]
    samples = []
    for load, seconds in readings[:-1]:
        samples.append((cpu._get_power_from_cpus(), seconds))
    cpu._power_history = samples
    clock.now = readings[-1][1]
    return cpu.total_power().W


def tdp(given):
    name = given["cpu_name"]
    core_cpu.detect_cpu_model = lambda: name
    core_cpu.count_cpus = lambda: given["logical_threads"]
    row = None
    try:
        found = core_cpu.TDP.__new__(core_cpu.TDP)
        if name:
            row = found._get_matching_cpu(name, SOURCE.get_cpu_power_data())
        watts = core_cpu.TDP().tdp
    except Exception as error:
        watts = f"raises {type(error).__name__}"
    return {"table_row": row, "watts": watts}


class Gpu(hardware.GPU):
    """A GPU whose delta is scripted: CodeCarbon's own sums go over it."""

    def __init__(self):
        pass


def run(given):
    """A whole run: the real tracker's measuring and summing over scripted readings."""
    clock = Clock()
    hardware.time = emissions_tracker.time = clock
    at = given["place"]
    tracker = OfflineEmissionsTracker(
        save_to_file=False,
        country_iso_code=at.get("country"),
        region=at.get("region"),
        cloud_provider=at.get("cloud_provider"),
        cloud_region=at.get("cloud_region"),
        force_carbon_intensity_g_co2e_kwh=at.get("forced_g_per_kwh"),
        pue=given["pue"],
        wue=given["wue"],
    )
    ram = memory(given["arm"])
    RAM.machine_memory_GB = property(lambda self: given["gib"])
    kind = given["kind"]
    if kind == "counters":
        cpu = hardware.CPU.from_utils(".", hardware.MODE_CPU_LOAD, "x", 1)
        cpu._mode = "intel_rapl"
        cpu._intel_interface = core_cpu.IntelRAPL.__new__(core_cpu.IntelRAPL)
        cpu._intel_interface._rapl_files = []
        cpu._intel_interface._mirrored_candidates = {}
        cpu._intel_interface._cpu_details = {}
    else:
        core_cpu.detect_cpu_model = lambda: given["model"]
        core_cpu.count_cpus = lambda: given["threads"]
        found = core_cpu.TDP().tdp
        watts = given["forced_w"]
        if watts is None:
            watts = found * given["sockets"] if found is not None else None
        cpu = load_cpu(watts, given["threads"], "process" if kind == "process" else "machine")
    gpu = Gpu()
    tracker._hardware = [ram, cpu] + ([gpu] if given["gpu"] else [])
    tracker._start_time = tracker._last_measured_time = cpu._last_sample_time = 0.0
    used, load = [0.0], [0.0]
    cpu._last_measurement_time, cpu._last_cpu_times = 0.0, {1: 0.0}
    cpu._get_process_cpu_times = lambda: {1: used[0]}
    cpu._cpu_load_meter = types.SimpleNamespace(percent=lambda: load[0])
    for interval in given["intervals"]:
        samples = interval["samples"]
        if kind == "counters":
            from codecarbon.core.rapl import RAPLFile

            files = []
            for number, (before, after, wraps) in enumerate(interval["counters"]):
                values = [before, after]
                rapl = RAPLFile.__new__(RAPLFile)
                rapl.name, rapl.path = f"Processor Energy Delta_{number}(kWh)", f"/{number}"
                rapl.energy_delta, rapl.power = Energy(0), Power(0)
                rapl.max_energy_reading = Energy.from_ujoules(wraps)
                rapl.last_energy = Energy.from_ujoules(values[0])
                rapl._warned_uncorrectable_wrap = True
                rapl._get_value = lambda after=after: Energy.from_ujoules(after)
                files.append(rapl)
            cpu._intel_interface._rapl_files = files
        gpu.devices = types.SimpleNamespace(get_delta=lambda duration: gpu_details(interval, duration))
        gpu.gpu_ids, gpu.num_gpus, gpu._gpu_ids_resolved = None, len(interval["gpu"]), True
        for number, (reading, seconds) in enumerate(samples):
            clock.now += seconds
            if kind == "process":
                used[0] += reading
            else:
                load[0] = reading
            if number < len(samples) - 1:
                cpu.monitor_power()
        tracker._measure_power_and_energy()
    said = tracker._prepare_emissions_data()
    names = (
        "emissions emissions_rate cpu_power gpu_power ram_power cpu_energy gpu_energy ram_energy "
        "energy_consumed water_consumed duration"
    )
    return {name: getattr(said, name) for name in names.split()}


def gpu_details(interval, duration):
    from codecarbon.core.gpu_device import GPUDevice

    details = []
    for number, (before, after) in enumerate(interval["gpu"]):
        device = GPUDevice.__new__(GPUDevice)
        device.gpu_index, device._gpu_name, device._uuid = number, "x", "x"
        device._init_static_details = lambda: None
        device._get_total_energy_consumption = lambda before=before: before
        device.__post_init__()
        device._get_total_energy_consumption = lambda after=after: after
        GPUDevice.delta(device, duration)
        details.append(
            {
                "gpu_index": number,
                "delta_energy_consumption": device.energy_delta,
                "power_usage": device.power,
            }
        )
    return details


ANSWERS = {
    "unit": unit,
    "dimm_x86": lambda given: memory(False)._estimate_dimm_count(given["gib"]),
    "dimm_arm": lambda given: memory(True)._estimate_dimm_count(given["gib"]),
    "ram_x86": lambda given: memory(False)._calculate_ram_power(given["gib"]),
    "ram_arm": lambda given: memory(True)._calculate_ram_power(given["gib"]),
    "load_machine": load_machine,
    "load_process": load_process,
    "load_interval_mean": load_interval_mean,
    "tdp": tdp,
    "cloud_region": lambda given: emissions(
        given["kwh"], given["country"], None, given["provider"], given["region"]
    ),
    "csv_header": lambda given: list(EmissionsData.__dataclass_fields__),
    "run": run,
}


def answer(question):
    try:
        return ANSWERS.get(question["kind"], place)(question["in"])
    except Exception as error:
        return f"raises {type(error).__name__}"


with open(sys.argv[1], encoding="utf-8") as file:
    questions = json.load(file)
print(json.dumps([answer(question) for question in questions]))
