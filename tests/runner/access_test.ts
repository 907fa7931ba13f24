import assert from "node:assert/strict";
import { realHost } from "../../lib/host.ts";
import { jupyterServer } from "../../lib/runner/jupyter_server.ts";
import { parseNotebook, serialiseNotebook } from "../../lib/runner/nbformat.ts";
import { serverAddress } from "../../lib/runner/server_address.ts";
import { runSweep, type SweepEvent } from "../../lib/runner/sweep.ts";
import { planSweep } from "../../lib/runner/sweep_plan.ts";
import { runWattbook } from "../cli/run_wattbook.ts";
import { certificates } from "./certificates.ts";
import { fakeServer } from "./fake_server.ts";
import { notebookOf } from "./notebook_of.ts";
import { jupyterServerPeer } from "./notebook_servers.ts";
import { openRelay } from "./relay.ts";

/** Jupyter's client library keeps timers after its last connection is closed. */
const REAL = { timeout: 120_000, sanitizeOps: false, sanitizeResources: false };
const host = realHost({ environment: {} });

/** A folder with notebooks in it. */
function notebooks(files: Readonly<Record<string, ReturnType<typeof notebookOf>>>) {
  const folder = Deno.makeTempDirSync({ prefix: "wattbook-access-" });
  for (const [name, notebook] of Object.entries(files)) {
    Deno.writeTextFileSync(`${folder}/${name}`, serialiseNotebook(notebook));
  }
  return { folder, [Symbol.dispose]: () => Deno.removeSync(folder, { recursive: true }) };
}

const PLAIN = { MLFLOW_TRACKING_URI: "none" };

Deno.test(
  "wattbook notebook --server speaks TLS with a server whose authority is in DENO_CERT",
  REAL,
  async () => {
    using files = notebooks({ "sum.ipynb": notebookOf("console.log(6 * 7)") });
    const tls = await certificates(files.folder);
    await using server = await jupyterServerPeer({ tls });
    const words = [
      "notebook",
      "sum.ipynb",
      "--server",
      `${server.url}/?token=${server.token}`,
      "--out",
      "out",
    ];
    const trusting = await runWattbook(words, {
      cwd: files.folder,
      env: { ...PLAIN, DENO_CERT: tls.authority },
    });
    assert.equal(trusting.code, 0, trusting.stderr);
    assert.match(Deno.readTextFileSync(`${files.folder}/out/sum.ipynb`), /"42\\n"/);
    const strange = await runWattbook([...words.slice(0, -1), "other"], { cwd: files.folder, env: PLAIN });
    assert.equal(strange.code, 1);
    assert.match(
      strange.stderr,
      /^wattbook notebook: sum: Cannot reach https:\S+: .*certificate.*DENO_CERT/m,
    );
    assert.ok(!strange.stderr.includes(server.token));
  },
);

Deno.test("wattbook notebook --header is in each request, sockets included", REAL, async () => {
  await using server = await jupyterServerPeer();
  const isLetIn = (head: string) => /^x-gate: open\r$/im.test(head);
  await using gate = openRelay(server.url, { refuse: (head) => isLetIn(head) ? undefined : 407 });
  using files = notebooks({ "sum.ipynb": notebookOf("console.log(6 * 7)") });
  const run = (out: string, ...more: string[]) =>
    runWattbook([
      "notebook",
      "sum.ipynb",
      "--server",
      gate.url,
      "--token",
      server.token,
      "--out",
      out,
      ...more,
    ], {
      cwd: files.folder,
      env: PLAIN,
    });
  const letIn = await run("in", "--header", "X-Gate: open");
  assert.equal(letIn.code, 0, letIn.stderr);
  assert.match(Deno.readTextFileSync(`${files.folder}/in/sum.ipynb`), /"42\\n"/);
  const keptOut = await run("out");
  assert.equal(keptOut.code, 1);
  assert.match(keptOut.stderr, /^wattbook notebook: sum: Cannot use http:\S+: it answered 407 .*$/m);
});

/** Runs three notebooks; `act` is called when the second has printed its line in its last cell. */
async function whileTheSecondRuns(url: string, token: string, act: () => Promise<void>) {
  using files = notebooks({
    "n.ipynb": notebookOf(
      { code: "let n = 0;", tags: ["parameters"] },
      `console.log("before"); await new Promise((resolve) => setTimeout(resolve, n === 2 ? 6000 : 100)); n`,
    ),
  });
  const out = `${files.folder}/out`;
  const { jobs } = planSweep([`${files.folder}/n.ipynb`], [1, 2, 3].map((n) => ({ n })), out);
  let acting: Promise<void> | undefined;
  let isThere = false, signs = 0;
  const onEvent = (event: SweepEvent) => {
    if (!("job" in event) || event.job !== jobs[1]) return;
    if (event.kind === "cell" && event.event.kind === "begin") isThere = event.event.cell.number === 3;
    // The kernel's second sign of progress in this cell comes behind what it has printed, in the same stream.
    if (isThere && event.kind === "progress" && ++signs === 2) acting ??= act();
  };
  const server = jupyterServer(serverAddress(url, { host, token }), { host, patience: { lostMs: 30_000 } });
  const { outcomes } = await runSweep(jobs, [server], { out, onEvent });
  await acting;
  const executed = parseNotebook(Deno.readTextFileSync(jobs[1]?.executed ?? ""), "n.ipynb").cells.at(-1);
  return { outcomes, outputs: executed?.cell_type === "code" ? executed.outputs : [] };
}

Deno.test(
  "runSweep() loses the notebook of a server that restarts, keeps its outputs, and goes on there",
  REAL,
  async () => {
    const first = await jupyterServerPeer(), { token } = first;
    let second: typeof first | undefined;
    try {
      const { outcomes, outputs } = await whileTheSecondRuns(first.url, token, async () => {
        await first.kill();
        second = await jupyterServerPeer({ port: Number(new URL(first.url).port), token });
      });
      assert.deepEqual(outcomes.map(({ outcome }) => outcome?.status), ["ok", "lost", "ok"]);
      assert.match(
        outcomes[1]?.outcome?.problem ?? "",
        /^n n=2: Lost http:\S+: it no longer knows the kernel during cell 3 of 3 \("b"\), which may have run and is not/,
      );
      assert.deepEqual(outputs[0], { output_type: "stream", name: "stdout", text: "before\n" });
    } finally {
      await first[Symbol.asyncDispose]();
      await second?.[Symbol.asyncDispose]();
    }
  },
);

Deno.test(
  "runSweep() says that a session has expired: of the notebook that ran, and of the next",
  REAL,
  async () => {
    await using server = await jupyterServerPeer();
    let isExpired = false;
    await using relay = openRelay(server.url, { refuse: () => isExpired ? 403 : undefined });
    const { outcomes } = await whileTheSecondRuns(relay.url, server.token, () => {
      isExpired = true;
      relay.drop();
      return Promise.resolve();
    });
    assert.deepEqual(outcomes.map(({ outcome }) => outcome?.status), ["ok", "lost", "refused"]);
    const problems = outcomes.map(({ outcome }) => outcome?.problem ?? "");
    assert.match(
      problems[1] ?? "",
      /^n n=2: Lost http:\S+: it lets us in no more, the token is wrong or expired during cell 3 of 3/,
    );
    assert.match(
      problems[2] ?? "",
      /^n n=3: Cannot use http:\S+: it answered 403, the token is wrong or expired$/,
    );
  },
);

Deno.test(
  "runNotebook() on a server: what a cell shows while the connection is gone arrives when it is back",
  REAL,
  async () => {
    await using server = await jupyterServerPeer();
    await using relay = openRelay(server.url);
    using files = notebooks({
      "lines.ipynb": notebookOf(
        `for (let line = 0; line < 60; line++) {
  console.log(line);
  if (line === 5) await fetch("${relay.url}/drop");
  await new Promise((resolve) => setTimeout(resolve, 25));
}`,
        "6 * 7",
      ),
    });
    const out = `${files.folder}/out`, { jobs } = planSweep([`${files.folder}/lines.ipynb`], [{}], out);
    const through = jupyterServer(serverAddress(relay.url, { host, token: server.token }), { host });
    const { outcomes } = await runSweep(jobs, [through], { out });
    assert.deepEqual([relay.drops(), outcomes[0]?.outcome?.status], [1, "ok"]);
    const [lines] = parseNotebook(Deno.readTextFileSync(jobs[0]?.executed ?? ""), "lines").cells;
    const shown = lines?.cell_type === "code" ? lines.outputs : [];
    const text = shown.flatMap((output) =>
      output.output_type === "stream" && output.name === "stdout" ? output.text : []
    );
    // What was under way in the moment of the drop too.
    const numbers = text.join("").trim().split("\n").map(Number);
    assert.deepEqual(numbers, Array.from({ length: 60 }, (_, n) => n));
    assert.doesNotMatch(JSON.stringify(shown), /missing/);
  },
);

Deno.test(
  "wattbook notebook goes on when the disk is full for one notebook, and says so in a line",
  REAL,
  async () => {
    using files = notebooks({
      "full.ipynb": notebookOf("1", "2"),
      "other.ipynb": notebookOf("console.log(6 * 7)"),
    });
    Deno.mkdirSync(`${files.folder}/out`);
    // Whatever is written to that device finds no space left.
    Deno.symlinkSync("/dev/full", `${files.folder}/out/full.ipynb.part`);
    const words = ["notebook", "full.ipynb", "other.ipynb", "--jobs", "1", "--out", "out"];
    const { code, stdout, stderr } = await runWattbook(words, { cwd: files.folder, env: PLAIN });
    assert.equal(code, 1);
    assert.match(stderr, /^wattbook notebook: full: Cannot write "\S+full\.ipynb": No space left on device/m);
    assert.match(stdout, /^other +ok /m);
    assert.match(Deno.readTextFileSync(`${files.folder}/out/other.ipynb`), /"42\\n"/);
  },
);

Deno.test("wattbook notebook begins nothing when its log cannot be written", REAL, async () => {
  using files = notebooks({ "a.ipynb": notebookOf(`Deno.writeTextFileSync("ran", "")`) });
  Deno.mkdirSync(`${files.folder}/out/sweep.jsonl`, { recursive: true });
  const words = ["notebook", "a.ipynb", "--jobs", "1", "--out", "out"];
  const { code, stderr } = await runWattbook(words, { cwd: files.folder, env: PLAIN });
  assert.equal(code, 1);
  assert.match(stderr, /^wattbook notebook: Cannot (read|write) "\S+sweep\.jsonl": Is a directory.*$/m);
  assert.ok(!Array.from(Deno.readDirSync(files.folder), ({ name }) => name).includes("ran"));
});

/** A small disk; only root can have one. */
function smallDisk() {
  const folder = Deno.makeTempDirSync({ prefix: "wattbook-disk-" });
  const mount = new Deno.Command("mount", { args: ["-t", "tmpfs", "-o", "size=256k", "tmpfs", folder] });
  const isMounted = mount.outputSync().success;
  return {
    folder,
    isMounted,
    [Symbol.dispose]() {
      if (isMounted) new Deno.Command("umount", { args: ["-l", folder] }).outputSync();
      Deno.removeSync(folder, { recursive: true });
    },
  };
}

const canMount = Deno.build.os === "linux" && Deno.uid() === 0;

Deno.test({
  name: "runSweep() runs no notebook twice when the disk of its log is full, and says of each what is wrong",
  ignore: !canMount,
  async fn() {
    using disk = smallDisk();
    // A container may not let root mount.
    if (!disk.isMounted) return console.log("left out: this machine lets nobody mount a disk");
    using files = notebooks({
      "n.ipynb": notebookOf({ code: "let n = 0;", tags: ["parameters"] }, "work(n)"),
    });
    const { jobs } = planSweep([`${files.folder}/n.ipynb`], [{ n: 0 }, { n: 1 }], disk.folder);
    const filler = `${disk.folder}/filler`;
    const servers = ["one", "two"].map((name) =>
      fakeServer(name, {
        // Somebody makes room before anything is begun anew.
        onStart: () => Deno.writeTextFileSync(filler, ""),
        onCell(code) {
          if (code !== "work(n)") return;
          fill(filler);
          fill(`${disk.folder}/sweep.jsonl`);
        },
      })
    );
    const { outcomes } = await runSweep(jobs.slice(0, 1), servers, { out: disk.folder });
    assert.deepEqual(servers.flatMap(({ ran }) => ran).filter((code) => code === "work(n)"), ["work(n)"]);
    assert.equal(outcomes[0]?.outcome?.status, "failed");
    assert.match(outcomes[0]?.outcome?.problem ?? "", /^n n=0: Cannot write "\S+": No space left on device/);
  },
});

/** Down to the last byte. */
function fill(path: string): void {
  using file = Deno.openSync(path, { create: true, append: true });
  try {
    for (let size = 4096;;) {
      if (file.writeSync(new Uint8Array(size).fill(10)) < size) size = 1;
    }
  } catch {
    // Full: that was wanted.
  }
}
