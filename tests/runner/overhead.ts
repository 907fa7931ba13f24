/**
 * `deno task overhead [ROUNDS [KIND]]`: what `wattbook notebook`, nbclient and papermill cost beside the cells themselves, with
 * the same notebooks in the same kernel, in the same run, in turns.
 *
 * Overhead per notebook = (wall time of the process, from its start to its end − what the cells say that they took) /
 * notebooks. Cells measure themselves by the kernel's clock, so that their waiting and computing count for nobody.
 * Through a Jupyter Server wattbook has the server between itself and the kernel, the others start the kernel
 * themselves: what the server takes counts against wattbook.
 *
 * @module
 */
import { writeKernelspec } from "../frontends/kernelspec.ts";
import { pythonEnvironment } from "../peers/python_environment.ts";
import { jupyterServerPeer } from "./notebook_servers.ts";
import { CELLS, KINDS, takeOwnSeconds, writeNotebooks } from "./overhead_notebooks.ts";

/** Notebooks in one process, and how often each way is measured. */
const MANY = 5, ROUNDS = 5;

/** Ways to run a notebook on this machine, without wattbook. */
const OTHERS = ["nbclient", "papermill"] as const;

/** What is compared: how wattbook is called, and whether the notebooks measure themselves. */
interface Row {
  readonly what: string;
  readonly isMeasured: boolean;
  readonly words: readonly string[];
}

if (import.meta.main) await besideOthers(Number(Deno.args[0] ?? ROUNDS), Deno.args[1] ?? "");

/** Prints the ratios, of the cells whose kind holds that word. */
export async function besideOthers(rounds: number, word: string): Promise<void> {
  const root = new URL("../../", import.meta.url).pathname;
  const folder = Deno.makeTempDirSync({ dir: root, prefix: ".overhead-" }), times = `${folder}/own.txt`;
  const python = await pythonEnvironment("papermill-2.7.0", [
    "papermill==2.7.0",
    "nbclient==0.11.0",
    "jupyter_client==8.10.0",
  ]);
  const env = {
    JUPYTER_PATH: writeKernelspec(folder, Deno.execPath()),
    PYTHONUTF8: "1",
    WATTBOOK_PLACE: "BE",
    MLFLOW_TRACKING_URI: "none",
    WATTBOOK_JOURNAL: `${folder}/journal`,
    OWN_TIMES: times,
  };
  try {
    await using server = await jupyterServerPeer({ env: { OWN_TIMES: times } });
    const rows: Row[] = [
      { what: "this machine", isMeasured: false, words: [] },
      { what: "this machine, measuring", isMeasured: true, words: ["--jobs", "1"] },
      {
        what: "a Jupyter Server, measuring",
        isMeasured: true,
        words: ["--server", server.url, "--token", server.token],
      },
    ];
    console.log(
      `overhead per notebook of ${CELLS} cells, seconds, median of ${rounds} (ratio of wattbook to it: ` +
        "of the medians, worst of the rounds)",
    );
    for (const [kind, work] of Object.entries(KINDS).filter(([kind]) => kind.includes(word))) {
      for (const count of [1, MANY]) {
        const plain = writeNotebooks(`${folder}/plain`, work, count, false);
        const theirs = writeNotebooks(`${folder}/measured`, work, count, true);
        const spent = new Map<string, number[]>();
        const add = async (key: string, words: readonly string[]) => {
          const wallS = await timed(words, folder, env);
          spent.set(key, [...spent.get(key) ?? [], (wallS - takeOwnSeconds(times, count)) / count]);
        };
        for (let round = 0; round < rounds; round++) {
          for (const isMeasured of [false, true]) {
            for (const way of OTHERS) {
              const files = isMeasured ? theirs : plain;
              const out = Deno.makeTempDirSync({ dir: folder });
              await add(`${way} ${isMeasured}`, [python, script("run_many.py"), way, out, ...files]);
            }
          }
          for (const { what, words } of rows) {
            const out = Deno.makeTempDirSync({ dir: folder });
            await add(what, [...wattbook(root), ...plain, ...words, "--out", out]);
          }
        }
        for (const { what, isMeasured } of rows) {
          const own = spent.get(what) ?? [];
          const others = OTHERS.map((way) => compared(way, own, spent.get(`${way} ${isMeasured}`) ?? []));
          const where = `${kind}, ${count} in a process, ${what}`;
          console.log(`${where}: wattbook ${median(own).toFixed(2)}, ${others.join(", ")}`);
        }
      }
    }
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** Words in front of notebooks and options: what a user calls. */
function wattbook(root: string): string[] {
  return [Deno.execPath(), "run", "-A", "--frozen", `${root}lib/cli.ts`, "notebook"];
}

function compared(way: string, own: readonly number[], other: readonly number[]): string {
  const worst = Math.max(...own.map((time, round) => time / (other[round] ?? NaN)));
  const ratio = median(own) / median(other);
  return `${way} ${median(other).toFixed(2)} (${ratio.toFixed(2)}, ${worst.toFixed(2)})`;
}

async function timed([program = "", ...args]: readonly string[], cwd: string, env: Record<string, string>) {
  const begin = performance.now();
  const { success, stderr } = await new Deno.Command(program, { args, cwd, env, stdin: "null" }).output();
  const wallS = (performance.now() - begin) / 1000, said = new TextDecoder().decode(stderr);
  if (!success || /did not measure/.test(said)) throw new Error(said.slice(-2000));
  return wallS;
}

function script(name: string): string {
  return new URL(name, import.meta.url).pathname;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
