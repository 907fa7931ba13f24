import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { type Kernel, KernelDied, startKernel } from "../../lib/jupyter/client.ts";
import type { Output } from "../../lib/jupyter/outputs.ts";
import { temporaryFolder } from "../fixtures/repository_folder.ts";

const IMPORT = `var { track } = await import("jsr:@wattbook/track@^1"); 0`;
const LIMIT_MS = 60_000;

/** Everything that a console can print, in one cell. */
const ALL_METHODS = `console.log("plain", 1, { a: [1, 2n, null] }, "%s", undefined);
console.log("%s has %d of %i, %o %O %c styled %%", "text", 1.5, 2.7, [1], { b: 2 }, "color: red");
console.info(new Map([[1, new Set(["x"])]])); console.debug(Symbol("s"), () => 1); console.dir({ deep: { a: { b: { c: {} } } } });
console.dirxml("xml"); console.warn("warned"); console.error(new Error("bad").message); console.assert(1 === 2, "asserted %s", "so");
console.group("group"); console.log("in it"); console.groupCollapsed(); console.log("deeper\\ntwo lines"); console.groupEnd(); console.groupEnd();
console.table([{ a: 1, b: "x" }, { a: 2 }]); console.count(); console.count("own"); console.countReset("own"); console.count("own");
console.timeEnd("never began"); console.log(); console.log(""); console.log("\\0\\x1b[31m\\ud800\\uffff\\x7f", "é🙂"); 0`;

async function run(
  kernel: Kernel,
  code: string,
  onText?: (text: string) => void,
): Promise<readonly Output[]> {
  const { status, outputs, error } = await kernel.execute(code, {
    timeoutMs: LIMIT_MS,
    onMessage({ header, content }) {
      if (header.msg_type === "stream") onText?.(String(content["text"]));
    },
  });
  strictEqual(status, "ok", error?.evalue);
  return outputs.filter(({ output_type }) => output_type !== "execute_result");
}

/** As text, in order: streams as they are, what is shown in angle brackets. */
function shown(outputs: readonly Output[]): string {
  return outputs.map((output) => {
    if (output.output_type === "stream") return output.text;
    return output.output_type === "display_data"
      ? `<${output.data["text/plain"]}>`
      : `(${output.output_type})`;
  }).join("");
}

const SHOW = (text: string) =>
  `Deno.jupyter.display({ [Symbol.for("Jupyter.display")]: () => ({ "text/plain": "${text}" }) })`;
const BROADCAST = (text: string) =>
  `Deno.jupyter.broadcast("display_data", { data: { "text/plain": "${text}" }, metadata: {}, transient: {} })`;
const PRINT = (from: number, to: number) => `for (let i = ${from}; i < ${to}; i++) console.log(i);`;
const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => `${from + i}\n`).join("");

Deno.test("the console prints the same with and without this package, method by method", async () => {
  using folder = temporaryFolder("console-");
  await using kernel = await startKernel({ cwd: folder.path });
  const before = await run(kernel, ALL_METHODS);
  await run(kernel, IMPORT);
  const after = await run(kernel, ALL_METHODS);
  ok(shown(before).includes("deeper"));
  deepStrictEqual(after, before);
});

Deno.test("thousands of lines come in few messages, whole and in order, before and after what is shown among them", async () => {
  using folder = temporaryFolder("console-");
  await using kernel = await startKernel({ cwd: folder.path });
  await run(kernel, IMPORT);
  let messages = 0;
  const code = `${PRINT(0, 3000)} await ${SHOW("one")}; ${PRINT(3000, 6000)} ${BROADCAST("two")}; ${
    PRINT(6000, 9000)
  } console.error("error"); ${PRINT(9000, 9100)} 0`;
  const outputs = await run(kernel, code, () => messages++);
  strictEqual(
    shown(outputs),
    `${lines(0, 3000)}<one>${lines(3000, 6000)}<two>${lines(6000, 9000)}error\n${lines(9000, 9100)}`,
  );
  ok(messages < 1500, `${messages} messages`);
  // Without this package each line is a message.
  ok(messages >= 500, `${messages} messages`);
});

Deno.test("a line that is held when a cell waits is shown while it waits", async () => {
  using folder = temporaryFolder("console-");
  await using kernel = await startKernel({ cwd: folder.path });
  await run(kernel, IMPORT);
  let text = "";
  // The cell waits for what only a front-end that has seen its last line writes.
  const code = `${
    PRINT(0, 2000)
  } while (true) { try { Deno.readTextFileSync("seen"); break } catch {} await new Promise((go) => setTimeout(go, 5)) } 0`;
  await run(kernel, code, (more) => {
    text += more;
    if (text.endsWith("1999\n")) Deno.writeTextFileSync(`${folder.path}/seen`, "");
  });
  strictEqual(text, lines(0, 2000));
});

Deno.test("a console that a cell has replaced before the import stays as it is", async () => {
  using folder = temporaryFolder("console-");
  await using kernel = await startKernel({ cwd: folder.path });
  await run(kernel, `console.log = ((log) => (...args) => log("mine:", ...args))(console.log); 0`);
  await run(kernel, IMPORT);
  strictEqual(shown(await run(kernel, `console.log("a"); console.info("b"); 0`)), "mine: a\nb\n");
});

Deno.test("a cell that fails shows all its lines before its error", async () => {
  using folder = temporaryFolder("console-");
  await using kernel = await startKernel({ cwd: folder.path });
  // A cell that shows a card waits for who sees what has left.
  await run(
    kernel,
    `${IMPORT}; { using t = await track({ trackingUri: "none", display: "line", place: "BE" }) }`,
  );
  const { outputs, status } = await kernel.execute(`${PRINT(0, 3000)} throw new RangeError("far")`);
  strictEqual(status, "error");
  strictEqual(shown(outputs), `${lines(0, 3000)}(error)`);
});

Deno.test("a console that takes no more properties stays as it is, and the import works", async () => {
  using folder = temporaryFolder("console-");
  await using kernel = await startKernel({ cwd: folder.path });
  await run(kernel, `Object.freeze(console); 0`);
  await run(kernel, IMPORT);
  strictEqual(shown(await run(kernel, `console.log("a", typeof track); 0`)), "a function\n");
});

Deno.test("a cell that floods both streams in turn loses no line of either", async () => {
  using folder = temporaryFolder("console-");
  await using kernel = await startKernel({ cwd: folder.path });
  await run(kernel, IMPORT);
  let messages = 0;
  const code = `for (let i = 0; i < 4000; i++) { console.log(i); console.error(i); } 0`;
  const outputs = await run(kernel, code, () => messages++);
  for (const name of ["stdout", "stderr"]) {
    const texts = outputs.flatMap((output) =>
      output.output_type === "stream" && output.name === name ? [output.text] : []
    );
    strictEqual(texts.join(""), lines(0, 4000));
  }
  // A server lets 3,000 through in three seconds.
  ok(messages < 2500, `${messages} messages`);
});

Deno.test("a cell that exits shows all its lines", async () => {
  using folder = temporaryFolder("console-");
  await using kernel = await startKernel({ cwd: folder.path });
  // A run waits for who sees what has left.
  await run(
    kernel,
    `${IMPORT}; { using t = await track({ trackingUri: "none", display: "line", place: "BE" }) }`,
  );
  const outputs: Output[] = [];
  await rejects(
    kernel.execute(`${PRINT(0, 1500)} Deno.exit(3)`, { outputs, timeoutMs: LIMIT_MS }),
    KernelDied,
  );
  strictEqual(shown(outputs), lines(0, 1500));
});
