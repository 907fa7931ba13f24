import assert from "node:assert/strict";
import { earlyKernel } from "../../lib/runner/early_kernel.ts";

const LIMIT = { timeout: 60_000 };
const never = new AbortController().signal;

Deno.test("EarlyKernel.take() hands its kernel out once, and only for its own place", LIMIT, async () => {
  const cwd = Deno.makeTempDirSync();
  try {
    const place = { cwd, env: { GREETING: "hello" } };
    await using early = earlyKernel(place, never);
    assert.equal(early.take({ ...place, env: {} }), undefined);
    assert.equal(early.take({ ...place, cwd: "/" }), undefined);
    const kernel = await early.take({ cwd, env: { GREETING: "hello" } });
    assert.ok(kernel);
    assert.equal(early.take(place), undefined);
    const { outputs } = await kernel.execute(`[Deno.cwd(), Deno.env.get("GREETING")].join(" ")`);
    const [output] = outputs;
    assert.ok(output?.output_type === "execute_result");
    assert.equal(output.data["text/plain"], `"${Deno.realPathSync(cwd)} hello"`);
    await kernel.shutdown();
  } finally {
    Deno.removeSync(cwd, { recursive: true });
  }
});

Deno.test(
  "EarlyKernel ends a kernel that nobody has taken, also one that is still starting",
  LIMIT,
  async () => {
    const place = { cwd: "/", env: {} };
    // Each kernel of this process that is left would keep the test's sanitizers unhappy.
    await earlyKernel(place, never)[Symbol.asyncDispose]();
    const stop = new AbortController(), early = earlyKernel(place, stop.signal);
    stop.abort();
    await assert.rejects(early.take(place) ?? Promise.resolve(), /^Error: Cannot start kernel/);
  },
);
