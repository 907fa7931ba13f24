import { deepStrictEqual } from "node:assert/strict";
import { answers, type Table, tables } from "./random_tables.ts";
import { parse, stringify } from "./mod.ts";

Deno.test("parse() reads what stringify() wrote: 2,000 random tables", () => {
  for (const { columns, rows } of tables(2000, 20260101)) {
    const read = parse(stringify(rows, { columns }), { skipFirstRow: true, columns });
    deepStrictEqual(read, rows.filter((row) => !isEmptyLine(row)).map(asRead));
  }
});

Deno.test("stringify() and parse() answer as the real @std/csv does: 3,000 random tables", async (t) => {
  const real = await realAnswers(t.name);
  if (real === undefined) return;
  deepStrictEqual(real, answers(tables(3000, 7), stringify, parse));
});

/** A single empty cell is written as an empty line, which reads as nothing. */
function isEmptyLine(row: Table["rows"][number]): boolean {
  const cells = Object.values(row);
  return cells.length === 1 && (cells[0] === null || cells[0] === "");
}

function asRead(row: Table["rows"][number]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(row).map(([name, cell]) => {
      const text = cell === null ? "" : typeof cell === "object" ? JSON.stringify(cell) : String(cell);
      return [name, text.replaceAll("\r\n", "\n")];
    }),
  );
}

/** What the real package answers, from a process outside of this workspace; `undefined` where JSR is not reached. */
async function realAnswers(test: string): Promise<unknown> {
  const registry = Deno.env.get("JSR_URL") ?? "https://jsr.io/";
  try {
    const probe = await fetch(new URL("@std/csv/meta.json", registry), { signal: AbortSignal.timeout(2000) });
    await probe.body?.cancel();
    if (!probe.ok) throw new Error(`status ${probe.status}`);
  } catch (error) {
    // Without JSR there is nothing to compare with; whoever reads the output should know.
    console.log(
      `${test}: the real package is not reached (${error}), compared with nothing but the round trips`,
    );
    return undefined;
  }
  const program = `
    import { answers, tables } from ${JSON.stringify(new URL("random_tables.ts", import.meta.url).href)};
    import { parse } from "jsr:@std/csv@^1.0.0/parse";
    import { stringify } from "jsr:@std/csv@^1.0.0/stringify";
    console.log(JSON.stringify(answers(tables(3000, 7), stringify, parse)));
  `;
  const folder = Deno.makeTempDirSync();
  try {
    Deno.writeTextFileSync(`${folder}/program.ts`, program);
    const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-config", "--no-lock", "--no-check", "--allow-import", `${folder}/program.ts`],
      cwd: folder,
    }).output();
    if (!success) throw new Error(`Cannot ask the real @std/csv: ${new TextDecoder().decode(stderr)}`);
    console.log(`${test}: compared with the real package`);
    return JSON.parse(new TextDecoder().decode(stdout));
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
