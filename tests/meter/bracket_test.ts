import assert from "node:assert/strict";
import { openInstruments, readBracket } from "../../lib/meter/bracket.ts";
import { fakeMachine } from "../fixtures/sys/fake_machine.ts";

Deno.test("readBracket() reads everything at one moment", () => {
  using machine = fakeMachine("two_sockets");
  using instruments = openInstruments(machine.host);
  machine.cpu = { userS: 3, systemS: 1 };
  const bracket = readBracket(instruments);
  assert.equal(bracket.atS, 1000);
  assert.equal(bracket.wallMs, 1_700_000_000_000);
  assert.deepEqual(
    bracket.readings.map((reading) =>
      reading instanceof Error ? reading : reading.kind === "counter" && reading.energy
    ),
    [10_000, 20_000, 2_000, 3_000],
  );
  assert.equal(bracket.cpu.ownS, 4);
  assert.equal(bracket.cpu.machineBusyS, 13.31);
  assert.equal(bracket.memory.residentBytes, 100e6);
});

Deno.test("readBracket() keeps a failed reading in its place, with its reason", () => {
  using machine = fakeMachine("two_sockets");
  using instruments = openInstruments(machine.host);
  machine.denied.add("/sys/class/powercap/intel-rapl:1/energy_uj");
  const { readings } = readBracket(instruments);
  assert.equal(readings.length, 4);
  assert.equal(readings.filter((reading) => reading instanceof Error).length, 1);
  assert.match(
    String(readings[1]),
    /SourceError: Cannot read "\/sys\/class\/powercap\/intel-rapl:1\/energy_uj"/,
  );
});

Deno.test("readBracket() tells its own cost: CPU time, but not that of threads which run on meanwhile", () => {
  const cost = (cpuS: number, wallS: number) => {
    using machine = fakeMachine("desktop");
    using instruments = openInstruments(machine.host);
    machine.onRead = (path) => {
      if (path !== "/proc/stat") return;
      machine.pass(wallS);
      machine.cpu = { userS: machine.cpu.userS + cpuS, systemS: 0 };
    };
    return Number(readBracket(instruments).costS.toFixed(9));
  };
  assert.equal(cost(0.25, 1), 0.25);
  assert.equal(cost(8, 1), 1);
  assert.equal(cost(0, 1), 0);
});

Deno.test("openInstruments() closes what it opened", () => {
  using machine = fakeMachine("two_sockets");
  const opened: string[] = [], closed: string[] = [];
  const host = {
    ...machine.host,
    open: (path: string) => {
      const file = machine.host.open(path);
      opened.push(path);
      return {
        read: () => file.read(),
        [Symbol.dispose]() {
          closed.push(path);
          file[Symbol.dispose]();
        },
      };
    },
  };
  openInstruments(host)[Symbol.dispose]();
  assert.ok(opened.length >= 5);
  assert.deepEqual(closed.toSorted(), opened.toSorted());
});
