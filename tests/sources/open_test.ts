import assert from "node:assert/strict";
import { openSources } from "../../lib/sources/open.ts";
import { fakeMachine } from "../fixtures/sys/fake_machine.ts";

Deno.test("openSources() keeps what works and the reasons of what does not", () => {
  using machine = fakeMachine("two_sockets");
  machine.denied.add("/sys/class/powercap/intel-rapl:1/energy_uj");
  using opened = openSources(machine.host);
  assert.deepEqual(opened.sources.map(({ device }) => device.id), [
    "rapl:package-0",
    "rapl:dram-0",
    "rapl:dram-1",
  ]);
  assert.deepEqual(opened.leftOut.filter(({ absent }) => !absent).map(({ name }) => name), ["RAPL powercap"]);
});

Deno.test("openSources() never throws, whatever the machine does", () => {
  using machine = fakeMachine("desktop");
  const host = {
    ...machine.host,
    open: () => {
      throw new Error("out of file descriptors");
    },
  };
  using opened = openSources(host);
  assert.deepEqual(opened.sources, []);
  assert.deepEqual(opened.leftOut.filter(({ absent }) => !absent), [{
    name: "RAPL powercap",
    whyNot: "out of file descriptors",
    howToEnable: "",
  }]);
});

const PROGRAM = `
import { realHost } from "${import.meta.resolve("../../lib/host.ts")}";
import { openLedger } from "${import.meta.resolve("../../lib/meter/ledger.ts")}";
const ledger = openLedger(realHost());
const start = ledger.mark();
for (let i = 0, x = 0; i < 3e7; i++) x += Math.sqrt(i);
const span = ledger.between(start, ledger.mark());
console.log(JSON.stringify({ leftOut: ledger.leftOut, missing: ledger.instruments.cpuTime.missing, cpu: span.cpu }));
`;

for (const flags of [[], ["--allow-read"], ["--allow-ffi"]]) {
  const name = `openSources() with ${
    flags[0] ?? "no permission"
  } asks for nothing, measures itself and says what it lacks`;
  Deno.test(name, async () => {
    const program = Deno.makeTempFileSync({ suffix: ".ts" });
    try {
      Deno.writeTextFileSync(program, PROGRAM);
      const args = ["run", "--no-config", "--no-lock", "--no-prompt", "--allow-import", ...flags, program];
      const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, stdin: "null" })
        .output();
      const errors = new TextDecoder().decode(stderr);
      assert.ok(success, errors);
      const { leftOut, missing, cpu } = JSON.parse(new TextDecoder().decode(stdout));
      assert.ok(cpu.ownS > 0.005, `${cpu.ownS} s of own CPU time`);
      assert.equal(cpu.machineBusyS, undefined);
      assert.equal(leftOut[0].howToEnable, "run with deno run -A");
      assert.match(missing.join("; "), /busy time of the machine .*CPU time of living child processes/);
    } finally {
      Deno.removeSync(program);
    }
  });
}
