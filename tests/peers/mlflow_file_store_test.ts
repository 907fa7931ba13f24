import assert from "node:assert/strict";
import { realHost } from "../../lib/host.ts";
import { readFlatYaml, writeFlatYaml } from "../../lib/sinks/mlflow/flat_yaml.ts";
import { openSource } from "../../lib/sinks/mlflow/open_source.ts";
import { openStore } from "../../lib/sinks/mlflow/open_store.ts";
import { syncSource } from "../../lib/sinks/mlflow/sync_source.ts";
import type { SyncResult } from "../../lib/sinks/mlflow/sync_result.ts";
import { tempFolder } from "../fixtures/temp_folder.ts";
import { mlflowPython } from "./mlflow_python.ts";
import { mlflowServer } from "./mlflow_server.ts";
import { peerTest } from "./peer.ts";

/** What `read_runs.py` prints of a run, as far as it is compared. */
interface FoundRun {
  readonly name: string;
  readonly status: string;
  readonly start_ms: number;
  readonly end_ms: number;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, unknown>>;
  readonly artifacts: Readonly<Record<string, string>>;
  readonly datasets: unknown;
}
type Found = Readonly<Record<string, Readonly<Record<string, FoundRun>>>>;

const host = realHost({ environment: { MLFLOW_ALLOW_FILE_STORE: "true" } });

async function copy(from: string, to: string): Promise<SyncResult> {
  await using source = await openSource(from, host);
  await using store = await openStore(to, host);
  return await syncSource(source, store);
}

/** Runs by experiment and name, without what every store chooses itself; links by the name of the run they lead to. */
function comparable(found: Found, infinity: string): unknown {
  return Object.fromEntries(
    Object.entries(found).filter(([, runs]) => Object.keys(runs).length > 0).map(([experiment, runs]) => [
      experiment,
      Object.fromEntries(
        Object.values(runs).filter(({ name }) => name !== "deleted").map((run) => {
          const { "mlflow.parentRunId": parent, ...tags } = run.tags;
          const own = Object.entries(tags).filter(([key]) => !key.startsWith("wattbook."));
          return [run.name, {
            ...[run.status, run.start_ms, run.end_ms],
            parent: parent === undefined ? "" : runs[parent]?.name,
            params: run.params,
            tags: Object.fromEntries(own),
            metrics: JSON.parse(JSON.stringify(run.metrics).replaceAll('"inf"', `"${infinity}"`)),
            artifacts: run.artifacts,
            datasets: run.datasets,
          }];
        }),
      ),
    ]),
  );
}

peerTest(
  "syncSource() copies a tree of MLflow's own into a server, a SQLite file and a tree: Python finds the same",
  async () => {
    const mlflow = await mlflowPython();
    using folder = tempFolder();
    for (const name of ["server", "sqlite"]) Deno.mkdirSync(`${folder.path}/${name}`);
    const [parent, child] = await mlflow.read("write_tree.py", folder.path) as [string, string];
    const tree = `${folder.path}/mlruns`;
    const theirs = await mlflow.read("read_runs.py", `file://${tree}`) as Found;
    const largest = "1.7976931348623157e+308";
    await using server = await mlflowServer(mlflow, `${folder.path}/server`);
    const sqlite = `sqlite:///${folder.path}/sqlite/mlflow.db`, copied = `file://${folder.path}/copied`;
    const counts = { metrics: 53, params: 3, artifacts: 1 };
    const targets = [[tree, server.url, largest], [tree, sqlite, largest], [
      sqlite,
      copied,
      largest,
    ]] as const;
    for (const [from, to, infinity] of targets) {
      assert.deepEqual(await copy(from, to), {
        delivered: 2,
        upToDate: 0,
        open: 0,
        failed: [],
        counted: { logged: counts, stored: counts },
      });
      const { upToDate } = await copy(from, to);
      assert.equal(upToDate, 2);
      const ours = await mlflow.read("read_runs.py", to) as Found;
      assert.deepEqual(comparable(ours, infinity), comparable(theirs, infinity));
    }
    // Of the server back into a tree, as Python reads it.
    assert.equal((await copy(server.url, `file://${folder.path}/back`)).delivered, 2);
    const back = await mlflow.read("read_runs.py", `file://${folder.path}/back`) as Found;
    assert.deepEqual(comparable(back, largest), comparable(theirs, largest));
    const embedded = Object.values(back).find((runs) => runs[parent]);
    assert.equal(embedded?.[child]?.tags["mlflow.parentRunId"], parent);
  },
);

peerTest(
  "readFlatYaml() and writeFlatYaml() understand PyYAML and are understood, 400 odd texts",
  async () => {
    const mlflow = await mlflowPython();
    using folder = tempFolder();
    let state = 20_261_126;
    const below = (bound: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor(state / 2 ** 32 * bound);
    };
    const parts = [
      "a",
      "word ",
      "'",
      '"',
      ": ",
      "#",
      " #",
      "\n",
      "\n\n",
      "\t",
      "é",
      "🌍",
      "\\",
      "- ",
      "{",
      "]",
      "%",
      "@",
      "`",
      "null",
    ];
    const odd = [
      "\u2028",
      "\u0085",
      "\x07",
      "\ufeff",
      "yes",
      "1.5",
      "0",
      "~",
      " ",
      "  ",
      "!",
      "&",
      "*",
      "|",
      ">",
      "?",
      "long ".repeat(30),
    ];
    const all = [...parts, ...odd];
    const texts = Array.from(
      { length: 400 },
      () => Array.from({ length: below(8) }, () => all[below(all.length)]).join(""),
    );
    const file = `${folder.path}/texts.json`;
    const ours = texts.map((name) => writeFlatYaml({ name, n: 1 }));
    Deno.writeTextFileSync(file, JSON.stringify({ texts, ours }));
    const answer = await mlflow.read("read_yaml.py", file) as { theirs: string[]; ours: string[] };
    assert.deepEqual(answer.ours, texts);
    for (const [at, text] of answer.theirs.entries()) {
      // Line ends of Unicode become blanks: nobody has them in a name.
      if (/[\u0085\u2028]/.test(texts[at] ?? "")) continue;
      assert.deepEqual(
        Object.fromEntries(readFlatYaml(text)),
        { n: "1", name: texts[at] },
        JSON.stringify(text),
      );
    }
  },
);
