import { realHost } from "../../lib/host.ts";
import { type BenchRow, summary } from "./bench_row.ts";

const root = new URL("../../", import.meta.url).pathname;

/** What importing the package costs a program: CPU time of whole processes, over that of an empty program. */
const PROGRAMS = { empty: "export {};\n", import: 'import "jsr:@wattbook/track@^1";\n' };

/**
 * CPU time of the import of `.`, in child processes that take turns with empty programs.
 *
 * @param runs How often each program runs.
 */
export async function importBench(runs = 21): Promise<BenchRow[]> {
  using usage = realHost().childUsage();
  if (usage === undefined) {
    throw new Error("Cannot bench the import: this system does not tell CPU time of children");
  }
  const folder = Deno.makeTempDirSync();
  try {
    const cpuMs = async (name: string) => {
      const before = usage.cpuS();
      const args = ["run", "--frozen", "--no-check", "--config", `${root}deno.json`, `${folder}/${name}.ts`];
      const { success, stderr } = await new Deno.Command(Deno.execPath(), { args, stdin: "null" }).output();
      if (!success) throw new Error(`Cannot run the ${name} program: ${new TextDecoder().decode(stderr)}`);
      return (usage.cpuS() - before) * 1000;
    };
    for (const [name, text] of Object.entries(PROGRAMS)) Deno.writeTextFileSync(`${folder}/${name}.ts`, text);
    // The first run of each fills Deno's caches.
    for (const name of Object.keys(PROGRAMS)) await cpuMs(name);
    const empty: number[] = [], imported: number[] = [];
    for (let run = 0; run < runs; run++) {
      empty.push(await cpuMs("empty"));
      imported.push(await cpuMs("import"));
    }
    const base = summary(empty);
    const more = summary(imported.map((value, run) => value - (empty[run] ?? NaN)));
    return [
      { name: "empty program", unit: "ms CPU", ...base },
      { name: "import of .", unit: "ms CPU", bound: 40, against: "over the empty program", ...more },
    ];
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
