import assert from "node:assert/strict";
import { cpuKey } from "../../lib/energy/cpu_key.ts";
import { exampleSpan, near } from "./example_span.ts";

Deno.test("cpuKey() is own and children's CPU seconds over all busy ones: 5 of 10 are a half", () => {
  const key = cpuKey(exampleSpan());
  assert.equal(key.value, 0.5);
  // One tick of 10 ms at each end: 5 / 10.02 and 5 / 9.98.
  assert.ok(near(key.low, 5 / 10.02) && near(key.high, 5 / 9.98));
  assert.equal(key.busyS, 10);
  assert.equal(key.problem, undefined);
});

Deno.test("cpuKey() never exceeds 1: ticks may tell a little less than the process's own clock", () => {
  const key = cpuKey(exampleSpan({ cpu: { ownS: 5, childrenS: 0, machineBusyS: 4.98 } }));
  assert.deepEqual([key.value, key.high], [1, 1]);
  assert.ok(near(key.low, 1));
});

const PROBLEMS: {
  cpu: { ownS: number; childrenS: number; machineBusyS: number | undefined };
  says: string;
}[] = [
  { cpu: { ownS: 4, childrenS: 1, machineBusyS: undefined }, says: "cannot be read" },
  { cpu: { ownS: 0.01, childrenS: 0, machineBusyS: 0.04 }, says: "too little CPU time" },
  { cpu: { ownS: 0, childrenS: 0, machineBusyS: 0 }, says: "too little CPU time" },
  { cpu: { ownS: 3, childrenS: 0, machineBusyS: 0 }, says: "less busy time than this process alone" },
];

Deno.test.each(PROBLEMS)(
  "cpuKey() charges everything, with a lower end of 0, when $says",
  ({ cpu, says }) => {
    const { value, low, high, problem } = cpuKey(exampleSpan({ cpu }));
    assert.deepEqual([value, low, high], [1, 0, 1]);
    assert.ok(problem?.includes(says), problem);
  },
);

Deno.test("cpuKey() believes no busy time that is far below the process's own", () => {
  assert.equal(cpuKey(exampleSpan({ cpu: { ownS: 3, childrenS: 0, machineBusyS: 0.1 } })).busyS, undefined);
});
