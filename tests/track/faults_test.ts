import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { JournalError, readJournals } from "../../lib/sinks/journal_read.ts";

const root = new URL("../../", import.meta.url).pathname;
const text = new TextDecoder();

/** A folder that is gone afterwards. */
function temporaryFolder(): Disposable & { readonly path: string } {
  const path = Deno.makeTempDirSync();
  return { path, [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }) };
}

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function deno(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const words = ["run", "--frozen", "--no-check", "-A", "--config", `${root}deno.json`, ...args];
  const child = new Deno.Command(Deno.execPath(), {
    args: words,
    cwd,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
  });
  const { code, stdout, stderr } = await child.output();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

/** Trains in `folder`: logs ten points, a parameter and a file; says so at its end. */
function train(
  folder: string,
  env: Readonly<Record<string, string>> = {},
  ...names: string[]
): Promise<Outcome> {
  Deno.writeTextFileSync(
    `${folder}/train.ts`,
    `import { track } from "jsr:@wattbook/track@^1";
for (const runName of Deno.args.length ? Deno.args : ["run"]) {
  await track({ runName, place: "BE" }, (tracker) => {
    for (let i = 0; i < 10; i++) tracker.log({ loss: 1 / (i + 1) }, i);
    tracker.params({ depth: 3 });
    tracker.logArtifact("notes/model.txt", "small");
  });
}
console.log("trained");`,
  );
  return deno(folder, [`${folder}/train.ts`, ...names], env);
}

function journalled(folder: string): { name: string; status: string | undefined; points: number }[] {
  return readJournals(`${folder}/.wattbook`).map((run) => {
    if (run instanceof JournalError) throw run;
    return { name: run.run.runName, status: run.record?.status, points: run.metrics.length };
  });
}

/** What a store holds of each run: name, status, points of `loss`, parameters, files. */
function stored(file: string): (string | number)[][] {
  using database = new DatabaseSync(file, { readOnly: true });
  return database.prepare(
    `SELECT name, status, artifact_uri,
       (SELECT count(*) FROM metrics m WHERE m.run_uuid = r.run_uuid AND m.key = 'loss') AS points,
       (SELECT group_concat(value) FROM params p WHERE p.run_uuid = r.run_uuid) AS params
     FROM runs r ORDER BY name`,
  ).all().map((row) => [
    String(row["name"]),
    String(row["status"]),
    Number(row["points"]),
    String(row["params"]),
    Deno.readTextFileSync(`${row["artifact_uri"]}/notes/model.txt`),
  ]);
}

const WHOLE = ["FINISHED", 10, "3", "small"] as const;

Deno.test.each([
  {
    fault: "a corrupt mlflow.db",
    prepare: (folder: string) => Deno.writeTextFileSync(`${folder}/mlflow.db`, "no database ".repeat(500)),
    says: /mlflow\.db.*(damaged|no SQLite file)/s,
  },
  {
    fault: "a folder in place of mlflow.db",
    prepare: (folder: string) => Deno.mkdirSync(`${folder}/mlflow.db`),
    says: /Cannot open the MLflow store .*it is a folder/,
  },
  {
    fault: "a store of a newer schema",
    prepare(folder: string) {
      using database = new DatabaseSync(`${folder}/mlflow.db`);
      database.exec(
        "CREATE TABLE experiments (experiment_id INTEGER PRIMARY KEY, name TEXT, artifact_location TEXT, " +
          "lifecycle_stage TEXT, creation_time INTEGER, last_update_time INTEGER, planet TEXT NOT NULL)",
      );
    },
    says: /needs a column "planet"/,
  },
  {
    fault: "a database of somebody else",
    prepare(folder: string) {
      using database = new DatabaseSync(`${folder}/mlflow.db`);
      database.exec("CREATE TABLE customers (id INTEGER)");
    },
    says: /no MLflow store/,
  },
])(
  "track() beside $fault: training goes on, the card says what to do, sync delivers all to another store",
  async ({ prepare, says }) => {
    using folder = temporaryFolder();
    prepare(folder.path);
    const { code, stdout, stderr } = await train(folder.path);
    deepStrictEqual([code, stdout], [0, "trained\n"], stderr);
    match(stderr.replace(/\n\s+/g, " "), says);
    match(stderr, /wattbook sync/);
    deepStrictEqual(journalled(folder.path), [{ name: "run", status: "FINISHED", points: 10 }]);
    const cli = `${root}lib/cli.ts`;
    for (const _ of ["first", "second"]) {
      const synced = await deno(folder.path, [
        cli,
        "sync",
        "--to",
        `sqlite:///${folder.path}/good.db`,
        "--json",
      ]);
      strictEqual(synced.code, 0, synced.stderr);
      deepStrictEqual(stored(`${folder.path}/good.db`), [["run", ...WHOLE]]);
    }
  },
);

Deno.test("track() with a server that is no MLflow: training goes on and the card names it", async () => {
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => new Response("<html>a shop</html>", { headers: { "content-type": "text/html" } }),
  );
  using folder = temporaryFolder();
  const uri = `http://127.0.0.1:${server.addr.port}`;
  const { code, stdout, stderr } = await train(folder.path, { MLFLOW_TRACKING_URI: uri });
  deepStrictEqual([code, stdout], [0, "trained\n"], stderr);
  match(stderr.replace(/\n\s+/g, " "), /MLflow/);
  match(stderr, /wattbook sync/);
  deepStrictEqual(journalled(folder.path), [{ name: "run", status: "FINISHED", points: 10 }]);
});

Deno.test("track() where the journal's folder cannot be made keeps it elsewhere and says where", async () => {
  using folder = temporaryFolder();
  using elsewhere = temporaryFolder();
  Deno.writeTextFileSync(`${folder.path}/file`, "");
  const env = { WATTBOOK_JOURNAL: `${folder.path}/file/.wattbook`, XDG_STATE_HOME: elsewhere.path };
  const { code, stdout, stderr } = await train(folder.path, env);
  deepStrictEqual([code, stdout], [0, "trained\n"], stderr);
  match(stderr.replace(/\n\s+/g, " "), /The journal is in ".*wattbook", because/);
  deepStrictEqual(stored(`${folder.path}/mlflow.db`), [["run", ...WHOLE]]);
});

Deno.test("track() in two processes at once on one new store: every run of both is there, whole and once", async () => {
  using folder = temporaryFolder();
  const names = (letter: string) => Array.from({ length: 8 }, (_, index) => `${letter}${index}`);
  const outcomes = await Promise.all([
    train(folder.path, {}, ...names("a")),
    train(folder.path, {}, ...names("b")),
  ]);
  deepStrictEqual(outcomes.map(({ code, stdout }) => [code, stdout]), [[0, "trained\n"], [0, "trained\n"]]);
  deepStrictEqual(
    stored(`${folder.path}/mlflow.db`),
    [...names("a"), ...names("b")].map((name) => [name, ...WHOLE]),
  );
});

Deno.test("a program killed at any moment: sync delivers each run as KILLED with all that was logged, once", async () => {
  using folder = temporaryFolder();
  Deno.writeTextFileSync(
    `${folder.path}/killed.ts`,
    `import { track } from "jsr:@wattbook/track@^1";
const [runName, points] = Deno.args;
const tracker = await track({ runName, place: "BE", trackingUri: "http://127.0.0.1:9" });
tracker.params({ depth: 3 });
tracker.logArtifact("notes/model.txt", "small");
for (let i = 0; i < Number(points); i++) tracker.log({ loss: 1 / (i + 1) }, i);
Deno.kill(Deno.pid, "SIGKILL");`,
  );
  const points = [0, 1, 17, 400];
  for (const count of points) {
    await deno(folder.path, [`${folder.path}/killed.ts`, `killed-${count}`, String(count)]);
  }
  const store = `${folder.path}/later/mlflow.db`;
  Deno.mkdirSync(`${folder.path}/later`);
  for (const expected of [{ delivered: 4 }, { delivered: 0 }]) {
    const { code, stdout, stderr } = await deno(folder.path, [
      `${root}lib/cli.ts`,
      "sync",
      "--to",
      `sqlite:///${store}`,
      "--json",
    ]);
    strictEqual(code, 0, stderr);
    const { delivered } = JSON.parse(stdout);
    deepStrictEqual({ delivered }, expected);
    deepStrictEqual(
      stored(store),
      points.map((count) => [`killed-${count}`, "KILLED", count, "3", "small"]).sort(),
    );
  }
});
