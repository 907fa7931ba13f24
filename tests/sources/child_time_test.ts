import assert from "node:assert/strict";
import { realHost } from "../../lib/host.ts";
import { openChildTime } from "../../lib/sources/child_time.ts";
import { type FakeMachine, fakeMachine } from "../fixtures/sys/fake_machine.ts";

/** A line of /proc/<pid>/stat: utime, stime, cutime and cstime are fields 14 to 17. */
function stat(pid: number | string, name: string, ticks: readonly [number, number, number, number]): string {
  return `${pid} (${name}) S 1 1 1 0 -1 4194304 100 200 0 0 ${
    ticks.join(" ")
  } 20 0 1 0 100 1000000 250 18446744073709551615\n`;
}

function child(
  machine: FakeMachine,
  pid: string,
  name: string,
  ticks: readonly [number, number, number, number],
  below = "",
) {
  machine.write(`/proc/${pid}/stat`, stat(pid, name, ticks));
  machine.write(`/proc/${pid}/task/${pid}/children`, below);
}

Deno.test("openChildTime() adds every living child of every thread with all below it", () => {
  using machine = fakeMachine("none");
  machine.write("/proc/self/stat", stat("self", "deno", [900, 90, 30, 12]));
  machine.write("/proc/self/task/42/children", "50 51 ");
  machine.write("/proc/self/task/43/children", "52 ");
  child(machine, "50", "sh", [100, 10, 5, 1], "60 ");
  child(machine, "51", "a) S 9 9 (b", [20, 2, 0, 0]);
  child(machine, "52", "two words", [3, 1, 0, 0]);
  child(machine, "60", "python", [700, 50, 0, 0]);
  const missing: string[] = [];
  using children = openChildTime(machine.host, missing);
  const { endedS, liveS } = children.read();
  assert.equal(endedS, 0.42);
  // (100+10+5+1) + (20+2) + (3+1) + (700+50) = 892 ticks
  assert.equal(Number(liveS.toFixed(9)), 8.92);
  assert.deepEqual(missing, []);
});

Deno.test("openChildTime() moves a child from living to ended without a jump", () => {
  using machine = fakeMachine("none");
  machine.write("/proc/self/stat", stat("self", "deno", [0, 0, 0, 0]));
  machine.write("/proc/self/task/42/children", "50 ");
  child(machine, "50", "sh", [30, 12, 0, 0]);
  using children = openChildTime(machine.host, []);
  const before = children.read();
  machine.write("/proc/self/task/42/children", "");
  machine.write("/proc/self/stat", stat("self", "deno", [0, 0, 30, 12]));
  const after = children.read();
  assert.equal(before.endedS + before.liveS, 0.42);
  assert.equal(after.endedS + after.liveS, 0.42);
});

Deno.test("openChildTime() overlooks a child that is gone before it is read", () => {
  using machine = fakeMachine("none");
  machine.write("/proc/self/stat", stat("self", "deno", [0, 0, 0, 0]));
  machine.write("/proc/self/task/42/children", "50 51 ");
  child(machine, "51", "sh", [5, 0, 0, 0]);
  using children = openChildTime(machine.host, []);
  assert.equal(children.read().liveS, 0.05);
});

Deno.test("openChildTime() says so where the kernel does not list children", () => {
  using machine = fakeMachine("none");
  machine.write("/proc/self/stat", stat("self", "deno", [0, 0, 0, 7]));
  machine.write("/proc/self/task/42/comm", "deno\n");
  const missing: string[] = [];
  using children = openChildTime(machine.host, missing);
  assert.deepEqual(children.read(), { endedS: 0.07, liveS: 0, maxResidentBytes: 0 });
  assert.match(missing[0] ?? "", /^CPU time of living child processes \(/);
});

Deno.test("openChildTime() does not search where there is no child at all", () => {
  using machine = fakeMachine("none", {
    childUsage: () => ({
      cpuS: () => 1.5,
      maxResidentBytes: () => 7e6,
      any: () => false,
      [Symbol.dispose]() {},
    }),
  });
  machine.write("/proc/self/task/42/children", "50 ");
  child(machine, "50", "sh", [100, 0, 0, 0]);
  using children = openChildTime(machine.host, []);
  assert.deepEqual(children.read(), { endedS: 1.5, liveS: 0, maxResidentBytes: 7e6 });
});

Deno.test({
  name: "openChildTime() sees a real child while it lives and after it ended, and leaves it to be waited for",
  ignore: Deno.build.os !== "linux",
  async fn() {
    using children = openChildTime(realHost(), []);
    using usage = realHost().childUsage();
    const sum = () => {
      const { endedS, liveS } = children.read();
      return endedS + liveS;
    };
    const before = sum();
    const script = "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; echo done; read end";
    const shell = new Deno.Command("sh", { args: ["-c", script], stdin: "piped", stdout: "piped" }).spawn();
    assert.equal(usage?.any(), true);
    const output = shell.stdout.getReader();
    await output.read();
    const living = sum() - before;
    await shell.stdin.close();
    const { code } = await shell.status;
    await output.cancel();
    assert.equal(code, 1);
    const ended = sum() - before;
    assert.ok(living >= 0.02, `${living} s while it lived`);
    assert.ok(
      ended >= living - 0.011 && ended <= living + 0.05,
      `${living} s while it lived, ${ended} s after it ended`,
    );
  },
});
