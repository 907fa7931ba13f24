import assert from "node:assert/strict";
import { realHost } from "../../lib/host.ts";
import type { OwnCount } from "./identity_program.ts";
import { lineProcess } from "./line_process.ts";
import { neighbours } from "./neighbours.ts";
import { sharesOfTwo } from "./shares_of_two.ts";

const PROGRAM = import.meta.resolve("./identity_program.ts");

/** The program, told to go on line by line. */
function startProgram(args: readonly string[]) {
  const program = lineProcess(Deno.execPath(), ["run", "-A", "--frozen", PROGRAM, ...args]);
  return { ...program, goOn: () => program.say("go on") };
}

/** Our count of the program's CPU time against the operating system's after its end, in per cent. */
async function gap(waited: () => number): Promise<{ per100: number; count: OwnCount }> {
  const before = waited();
  const program = startProgram(["40000000", "240"]);
  assert.equal(await program.saysLine(), "ready");
  await program.goOn();
  assert.equal(await program.saysLine(), "worked");
  const count: OwnCount = JSON.parse(await program.saysLine());
  await program.ends();
  const theirs = waited() - before;
  const ours = count.beforeS + count.ownS + count.childrenS;
  return { per100: 100 * (ours - theirs) / theirs, count };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return ((sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN) +
    (sorted[Math.ceil((sorted.length - 1) / 2)] ?? NaN)) / 2;
}

Deno.test("CPU time of the whole tree is the operating system's, whatever the neighbours do", async (t) => {
  using usage = realHost().childUsage();
  assert.ok(usage);
  const waited = () => usage.cpuS();
  const gaps = new Map<number, number[]>();
  // Interleaved, so that a drift of the machine touches all levels alike.
  for (let round = 0; round < 3; round++) {
    for (const level of [0, 1, 2, 4]) {
      // Their CPU time joins the account when they are waited for, which is after the reading.
      await using _busy = neighbours(level);
      const { per100, count } = await gap(waited);
      gaps.set(level, [...gaps.get(level) ?? [], per100]);
      assert.ok(count.ownS > 0.2 && count.childrenS > 0.2, JSON.stringify(count));
      const tree = count.ownS + count.childrenS;
      assert.ok((count.machineBusyS ?? 0) >= 0.97 * tree, JSON.stringify(count));
    }
  }
  const alone = median(gaps.get(0) ?? []);
  const all = Array.from(
    gaps,
    ([level, values]) => `${level}: ${values.map((gap) => gap.toFixed(2)).join(" ")}`,
  );
  console.log(`gap in per cent by neighbours: ${all.join(", ")}`);
  // What is missing is the program's end after its last mark.
  await t.step("the gap is small", () => assert.ok(Math.abs(alone) < 4, all.join()));
  for (const [level, values] of gaps) {
    await t.step(`it moves by less than a point with ${level} neighbours`, () => {
      assert.ok(Math.abs(median(values) - alone) < 1, all.join());
    });
  }
});

Deno.test("shares of two processes and the rest add up to the machine", async () => {
  const { machineJ, restJ, sharesJ, machinesJ } = await sharesOfTwo();
  const sum = sharesJ.reduce((sum, share) => sum + share, restJ);
  assert.ok(restJ > 0.1 * machineJ, `rest ${restJ} J of ${machineJ} J`);
  for (const share of sharesJ) assert.ok(share > 0.05 * machineJ, `share ${share} J of ${machineJ} J`);
  assert.ok(Math.abs(sum / machineJ - 1) < 0.05, `${sharesJ.join(" + ")} + ${restJ} against ${machineJ} J`);
  for (const seen of machinesJ) assert.ok(Math.abs(seen / machineJ - 1) < 0.05);
});
