import assert from "node:assert/strict";
import { openPressure } from "../../lib/sources/pressure.ts";
import { fakeMachine } from "../fixtures/sys/fake_machine.ts";

const FILE = "/proc/pressure/cpu";
const content = (total: number) =>
  `some avg10=14.42 avg60=27.08 avg300=43.42 total=${total}\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=7\n`;

Deno.test("openPressure() reads the seconds in which something waited, anew each time", () => {
  using machine = fakeMachine("desktop");
  machine.write(FILE, content(2_500_000));
  using pressure = openPressure(machine.host);
  assert.equal(pressure.waitedS(), 2.5);
  machine.write(FILE, content(4_000_000));
  assert.equal(pressure.waitedS(), 4);
});

Deno.test("openPressure() knows nothing where nobody counts, or the file breaks on the way", () => {
  using machine = fakeMachine("desktop");
  using none = openPressure(machine.host);
  assert.equal(none.waitedS(), undefined);
  machine.write(FILE, content(1));
  using pressure = openPressure(machine.host);
  machine.denied.add(FILE);
  assert.equal(pressure.waitedS(), undefined);
  machine.denied.delete(FILE);
  machine.write(FILE, "no numbers\n");
  assert.equal(pressure.waitedS(), undefined);
});
