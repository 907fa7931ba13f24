import assert from "node:assert/strict";
import { realHost } from "../../lib/host.ts";
import { codecarbonSays } from "../../lib/parity/codecarbon.ts";
import { loadParity } from "../../lib/parity/load_parity.ts";
import { PythonError } from "../../lib/parity/python_error.ts";
import type { CodecarbonInterval, CodecarbonReadings } from "../../lib/parity/readings.ts";

const HOUR = 3600;
const half: CodecarbonInterval = {
  seconds: HOUR,
  processor: { kind: "load", samples: [{ loadPercent: 50, seconds: HOUR }] },
};

function readings(change: Partial<CodecarbonReadings> = {}): CodecarbonReadings {
  return {
    processor: { threads: 8, forcedWatts: 100 },
    memory: { gib: 16 },
    intervals: [half],
    durationS: HOUR,
    place: { forcedGramsPerKwh: 1000 },
    ...change,
  };
}

function near(said: number | undefined, expected: number): void {
  assert.ok(Math.abs((said ?? NaN) - expected) <= 1e-12 * expected, `${said}, should be ${expected}`);
}

Deno.test("codecarbonSays() charges an hour at half load with a tenth and an eighth of the rest, and 10 W of memory", () => {
  // 100 W · (0.1 + 0.9 · 0.5³) = 21.25 W.
  const says = codecarbonSays(readings());
  near(says.cpu_power, 21.25);
  near(says.cpu_energy, 0.02125);
  near(says.ram_energy, 0.01);
  near(says.energy_consumed, 0.03125);
  near(says.emissions, 0.03125);
  near(says.emissions_rate, 0.03125 / HOUR);
  assert.equal(says.gpu_energy, 0);
});

Deno.test("codecarbonSays() multiplies energy and power by the PUE, and water after it", () => {
  const says = codecarbonSays(readings({ pue: 2, wue: 1 }));
  near(says.cpu_power, 42.5);
  near(says.energy_consumed, 0.0625);
  near(says.water_consumed, 0.0625);
});

Deno.test("codecarbonSays() means power over intervals, whatever their length", () => {
  const short: CodecarbonInterval = {
    seconds: 36,
    processor: { kind: "load", samples: [{ loadPercent: 100, seconds: 36 }] },
  };
  const says = codecarbonSays(readings({ intervals: [half, short], durationS: 3636 }));
  near(says.cpu_power, (21.25 + 100) / 2);
  near(says.cpu_energy, 0.02125 + 0.001);
});

Deno.test("codecarbonSays() counts a table's design power per socket, and 85 W once for a processor without a name", () => {
  const cpuPower = (processor: CodecarbonReadings["processor"]) =>
    codecarbonSays(readings({
      processor,
      intervals: [{ ...half, processor: { kind: "load", samples: [{ loadPercent: 100, seconds: HOUR }] } }],
    })).cpu_power;
  near(cpuPower({ model: "AMD EPYC 7763 64-Core Processor", threads: 256, sockets: 2 }), 560);
  near(cpuPower({ model: "no such processor", threads: 8, sockets: 2 }), 64);
  near(cpuPower({ threads: 8, sockets: 2 }), 85);
});

Deno.test("codecarbonSays() takes counters 8e-7 too large, adds a wrap once, and skips one that went back", () => {
  const counters = [
    { beforeUj: 0, afterUj: 3.6e9 },
    { beforeUj: 9e9, afterUj: 6e8, wrapsAtUj: 1.2e10 },
    { beforeUj: 5, afterUj: 4 },
  ];
  const says = codecarbonSays(
    readings({ intervals: [{ seconds: HOUR, processor: { kind: "counters", counters } }] }),
  );
  // 3.6 kJ each, at 2.77778e-7 kWh/J: 1 Wh and a little.
  near(says.cpu_energy, 2 * 3600 * 2.77778e-7);
  near(says.cpu_power, 2 * 3600 * 2.77778e-7 * 1000);
});

Deno.test("codecarbonSays() shows 0 W for a short run on counters while its energy is right: power is read too early", () => {
  const interval: CodecarbonInterval = {
    seconds: 4,
    processor: { kind: "counters", counters: [{ beforeUj: 0, afterUj: 4e8 }], samplesS: [1, 1, 1, 1] },
  };
  const { cpu_power, cpu_energy } = codecarbonSays(readings({ intervals: [interval], durationS: 4 }));
  near(cpu_energy, 400 * 2.77778e-7);
  // 100 W, in one of four readings.
  near(cpu_power, 400 * 2.77778e-7 / (4 / 3600) * 1000 / 4);
});

Deno.test("codecarbonSays() charges CPU time beyond all threads, and graphics by counter or watts", () => {
  const says = codecarbonSays(readings({
    processor: { threads: 4, forcedWatts: 100 },
    intervals: [{
      seconds: 1,
      processor: { kind: "process", samples: [{ cpuSeconds: 9, seconds: 1 }] },
      graphics: [{ beforeMj: 1e6, afterMj: 1.25e6 }, { watts: 50 }],
      memoryGib: 1024,
    }],
    durationS: 1,
  }));
  near(says.cpu_power, 225);
  near(says.ram_power, 38);
  near(says.gpu_energy, 250 * 2.77778e-7 + 0.05 / 3600);
  assert.throws(
    () => codecarbonSays(readings({ intervals: [{ ...half, graphics: [{ beforeMj: 2, afterMj: 1 }] }] })),
    /went from 2 to 1 mJ/,
  );
});

Deno.test("codecarbonSays() says 0 of nothing, throws where CodeCarbon throws, and is loaded at first use", async () => {
  const { codecarbonSays } = await loadParity(realHost());
  const says = codecarbonSays(readings({ intervals: [], durationS: 0 }));
  assert.equal(says.emissions, 0);
  assert.equal(says.emissions_rate, undefined);
  assert.throws(
    () => codecarbonSays(readings({ processor: { model: "Intel Celeron 1200", threads: 1 } })),
    PythonError,
  );
});
