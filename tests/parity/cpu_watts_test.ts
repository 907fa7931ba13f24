import assert from "node:assert/strict";
import { machineWatts, meanWatts, processWatts } from "../../lib/parity/cpu_watts.ts";
import { PythonError } from "../../lib/parity/python_error.ts";

function near(said: number, expected: number): void {
  assert.ok(Math.abs(said - expected) <= 1e-12 * Math.abs(expected), `${said}, should be ${expected}`);
}

Deno.test("machineWatts() is a tenth of the design power, and the cube of the load", () => {
  near(machineWatts(100, 0), 10);
  near(machineWatts(100, 50), 10 + 90 / 8);
  near(machineWatts(100, 100), 100);
});

Deno.test("processWatts() is in proportion to CPU time, without floor or ceiling", () => {
  near(processWatts(100, 4, 9, 1), 225);
  near(processWatts(65, 8, 4, 15), 65 * 4 / 15 / 8);
  assert.equal(processWatts(100, 4, 0, 1), 0);
  assert.equal(processWatts(100, 4, -1, 1), 0);
  assert.equal(processWatts(100, 4, 1, 0), 0);
});

Deno.test("meanWatts() weighs readings by their seconds, by their number where none has any", () => {
  near(meanWatts([{ watts: 10, seconds: 3 }, { watts: 50, seconds: 1 }]), 20);
  near(meanWatts([{ watts: 10, seconds: 0 }, { watts: 50, seconds: 0 }]), 30);
});

Deno.test("processWatts() and meanWatts() divide by zero where CodeCarbon does", () => {
  const divides = (error: unknown) => error instanceof PythonError && error.python === "ZeroDivisionError";
  assert.throws(() => processWatts(100, 0, 1, 1), divides);
  assert.throws(() => meanWatts([]), divides);
});
