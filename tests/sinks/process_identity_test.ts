import assert from "node:assert/strict";
import { realHost } from "../../lib/host.ts";
import { lifeOf, processHome, processStart } from "../../lib/sinks/process_identity.ts";
import { fakeMachine } from "../fixtures/sys/fake_machine.ts";

Deno.test("processStart() reads past a name that holds blanks and brackets", () => {
  using machine = fakeMachine("none");
  machine.write("/proc/7/stat", "7 (a) S 1 (b c) S 1 1 1 0 -1 0 1 2 0 0 9 9 0 0 20 0 1 0 250 100 25 18\n");
  assert.equal(processStart(7, machine.host), "250");
  assert.equal(processStart(8, machine.host), "");
});

Deno.test("processHome() of the machine that runs this test is the same each time", () => {
  const host = realHost();
  assert.deepEqual(processHome(host), processHome(host));
});

Deno.test("processHome() of a machine that tells nothing", () => {
  using machine = fakeMachine("none");
  assert.deepEqual(processHome(machine.host), { machine: "", boot: "", pids: "" });
});

Deno.test({
  name: "lifeOf() elsewhere than on Linux asks the system and disturbs nobody",
  ignore: Deno.build.os === "windows",
  async fn() {
    const host = realHost({ os: "darwin" });
    const here = processHome(host);
    const asks = (pid: number) => lifeOf({ pid, processStart: "", home: here }, host, here);
    const child = new Deno.Command("sleep", { args: ["60"] }).spawn();
    try {
      assert.deepEqual([asks(child.pid), asks(Deno.pid)], ["alive", "alive"]);
      child.kill("SIGSTOP");
      await stopped(child.pid);
      assert.equal(asks(child.pid), "alive");
      await stopped(child.pid);
    } finally {
      child.kill("SIGKILL");
      await child.status;
    }
    assert.equal(asks(child.pid), "gone");
  },
});

/** Returns once the process is stopped; one that runs again would not come back to that. */
async function stopped(pid: number): Promise<void> {
  const state = () => Deno.readTextFileSync(`/proc/${pid}/stat`).split(") ")[1]?.[0];
  for (let tries = 0; Deno.build.os === "linux" && state() !== "T"; tries++) {
    assert.ok(tries < 10_000, "the process is stopped");
    await Promise.resolve();
  }
}

Deno.test("lifeOf() on Windows, where no signal asks, does not know", () => {
  const host = realHost({ os: "windows" });
  const here = processHome(host);
  assert.equal(lifeOf({ pid: Deno.pid, processStart: "", home: here }, host, here), "unknown");
});
