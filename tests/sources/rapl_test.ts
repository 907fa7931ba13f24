import assert from "node:assert/strict";
import { openRapl } from "../../lib/sources/rapl.ts";
import { type Reading, SourceError } from "../../lib/sources/source.ts";
import { sampled } from "../fixtures/sampled.ts";
import { type FakeMachine, fakeMachine } from "../fixtures/sys/fake_machine.ts";

/** Opens the machine's zones and closes them again after the test. */
function opened(machine: FakeMachine): ReturnType<typeof openRapl> & Disposable {
  const { sources, leftOut } = openRapl(machine.host);
  return { sources, leftOut, [Symbol.dispose]: () => sources.forEach((source) => source[Symbol.dispose]()) };
}

Deno.test("openRapl() takes a desktop's package once: no core, uncore, psys or mmio beside it", () => {
  using machine = fakeMachine("desktop");
  using rapl = opened(machine);
  assert.deepEqual(rapl.sources.map(({ device }) => device), [
    { id: "rapl:package-0", part: "cpu", label: "CPU package 0" },
  ]);
  assert.deepEqual(rapl.sources[0]?.read(), { kind: "counter", energy: 1000, wrapsAt: 262_143.32885 });
  assert.deepEqual(rapl.sources.map(sampled), [1000]);
  assert.equal(rapl.sources[0]?.origin, "/sys/class/powercap/intel-rapl:0/energy_uj");
  assert.deepEqual(rapl.leftOut, [{
    name: "RAPL powercap",
    whyNot: "/sys/class/powercap/intel-rapl:1: psys overlaps the packages",
    howToEnable: "",
  }]);
});

Deno.test("openRapl() takes the mmio tree where there is no other", () => {
  using machine = fakeMachine("none");
  for (const [file, text] of [["name", "package-0"], ["energy_uj", "7000000"]] as const) {
    machine.write(`/sys/class/powercap/intel-rapl-mmio:0/${file}`, text);
  }
  using rapl = opened(machine);
  assert.deepEqual(rapl.sources.map((source) => source.read()), [{ kind: "counter", energy: 7 }]);
});

Deno.test("openRapl() reads AMD's package with its own range", () => {
  using machine = fakeMachine("amd");
  using rapl = opened(machine);
  assert.deepEqual(rapl.sources.map((source) => source.read()), [
    { kind: "counter", energy: 60_000, wrapsAt: 65_532.610987 },
  ]);
});

Deno.test("openRapl() adds both sockets and their nested DRAM", () => {
  using machine = fakeMachine("two_sockets");
  using rapl = opened(machine);
  const energy = (reading: Reading) => reading.kind === "counter" ? reading.energy : reading.power;
  assert.deepEqual(
    rapl.sources.map((source) => `${source.device.id} ${source.device.part} ${energy(source.read())}`),
    [
      "rapl:package-0 cpu 10000",
      "rapl:package-1 cpu 20000",
      "rapl:dram-0 memory 2000",
      "rapl:dram-1 memory 3000",
    ],
  );
  assert.deepEqual(rapl.leftOut, []);
});

Deno.test("openRapl() drops the second die that repeats the counter of the first", () => {
  using machine = fakeMachine("mirrored");
  using rapl = opened(machine);
  assert.equal(rapl.sources.length, 1);
  assert.deepEqual(rapl.leftOut, [{
    name: "RAPL powercap",
    whyNot: "/sys/class/powercap/intel-rapl:1: repeats the counter of another zone",
    howToEnable: "",
  }]);
});

Deno.test("openRapl() sees a mirrored die although the counter runs on between the two reads", () => {
  using machine = fakeMachine("mirrored");
  let energy = 68;
  machine.onRead = (path) => {
    if (!path.endsWith("energy_uj")) return;
    energy += 0.1;
    machine.counter("intel-rapl:0", energy);
    machine.counter("intel-rapl:1", energy);
  };
  using rapl = opened(machine);
  assert.equal(rapl.sources.length, 1);
});

Deno.test("openRapl() keeps two sockets whose counters are merely near each other", () => {
  using machine = fakeMachine("two_sockets");
  machine.counter("intel-rapl:0", 20_001);
  using rapl = opened(machine);
  assert.equal(rapl.sources.filter(({ device }) => device.part === "cpu").length, 2);
});

Deno.test("openRapl() uses psys only where no package is readable", () => {
  using machine = fakeMachine("psys");
  using rapl = opened(machine);
  assert.deepEqual(rapl.sources.map(({ device }) => device), [
    { id: "rapl:psys", part: "machine", label: "Platform (psys)" },
  ]);
  using desktop = fakeMachine("desktop");
  desktop.denied.add("/sys/class/powercap/intel-rapl:0/energy_uj");
  using fallback = opened(desktop);
  assert.deepEqual(fallback.sources.map(({ device }) => device.id), ["rapl:psys"]);
});

Deno.test("openRapl() says which file is denied and what would open it, now and for good", () => {
  using machine = fakeMachine("amd");
  machine.denied.add("/sys/class/powercap/intel-rapl:0/energy_uj");
  using rapl = opened(machine);
  assert.deepEqual(rapl.sources, []);
  assert.equal(rapl.leftOut.length, 1);
  const [{ whyNot, howToEnable } = { whyNot: "", howToEnable: "" }] = rapl.leftOut;
  assert.match(whyNot, /^\/sys\/class\/powercap\/intel-rapl:0\/energy_uj: Permission denied/);
  assert.match(howToEnable, /^sudo chmod -R a\+r \/sys\/class\/powercap\/intel-rapl\*/);
  assert.match(howToEnable, /udev rule/);
});

Deno.test("openRapl() names the mount that a container lacks", () => {
  using machine = fakeMachine("hidden");
  using rapl = opened(machine);
  assert.equal(rapl.leftOut.length, 1);
  assert.match(rapl.leftOut[0]?.whyNot ?? "", /intel-rapl:0\/name: No such file/);
  assert.match(rapl.leftOut[0]?.howToEnable ?? "", /mount \/sys\/devices\/virtual\/powercap/);
});

Deno.test("openRapl() gives a reason and no remedy where there is no counter at all", () => {
  for (const name of ["vm", "none"] as const) {
    using machine = fakeMachine(name);
    using rapl = opened(machine);
    assert.deepEqual(rapl.sources, []);
    assert.match(rapl.leftOut[0]?.whyNot ?? "", /^\/sys\/class\/powercap: No such file/);
    assert.equal(rapl.leftOut[0]?.howToEnable, "");
  }
  using mac = fakeMachine("none", { os: "darwin" });
  using rapl = opened(mac);
  assert.match(rapl.leftOut[0]?.whyNot ?? "", /Linux only, this is darwin/);
});

Deno.test("openRapl() reads a counter without its range: a wrap is then not correctable, a rise is", () => {
  using machine = fakeMachine("amd");
  machine.denied.add("/sys/class/powercap/intel-rapl:0/max_energy_range_uj");
  using rapl = opened(machine);
  assert.deepEqual(rapl.sources.map((source) => source.read()), [{ kind: "counter", energy: 60_000 }]);
});

Deno.test("openRapl() source throws a SourceError when a read fails or holds no number: never a value", () => {
  using machine = fakeMachine("amd");
  using rapl = opened(machine);
  const [source] = rapl.sources;
  assert.ok(source);
  const path = "/sys/class/powercap/intel-rapl:0/energy_uj";
  machine.denied.add(path);
  assert.throws(
    () => source.read(),
    (error: Error) => error instanceof SourceError && error.cause instanceof Error,
  );
  machine.denied.clear();
  for (const text of ["", "\n", "n/a\n"]) {
    machine.write(path, text);
    assert.throws(
      () => source.read(),
      new SourceError(`Cannot read "/sys/class/powercap/intel-rapl:0/energy_uj": it holds no number`),
    );
  }
  machine.write(path, "60000000061\n");
  assert.deepEqual(source.read(), { kind: "counter", energy: 60_000.000061, wrapsAt: 65_532.610987 });
});
