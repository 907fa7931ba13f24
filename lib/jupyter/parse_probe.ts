import type { CellError } from "./kernel.ts";

/** What stands in front of the cell: nothing of it runs but its imports, which the kernel has tried already. */
const STOP = "throw 0;\n";

/**
 * Code that finds out why a cell did not even begin: it imports the cell's text as a module, which cannot work but
 * tells what the kernel keeps to itself, and publishes that as the text of a display that nobody shows.
 *
 * @param code The cell.
 * @param id Id of the display.
 */
export function parseProbe(code: string, id: string): string {
  return `{
  let why = "";
  try {
    // Such a text has no folder of its own.
    const folder = "file:///" + encodeURI(Deno.cwd().replaceAll("\\\\", "/").replace(/^\\//, "")) + "/";
    const text = ${JSON.stringify(STOP + code)}.replace(
      /(\\b(?:from|import)\\s*)(["'])(\\.{1,2}\\/[^"'\\n]*)\\2/g,
      (_, word, quote, path) => word + quote + new URL(path, folder) + quote,
    );
    await import("data:application/typescript;charset=utf-8," + encodeURIComponent(text));
  } catch (error) {
    if (error !== 0) why = error.name + ": " + error.message;
  }
  await Deno.jupyter.broadcast("update_display_data", {
    data: { "text/plain": why }, metadata: {}, transient: { display_id: ${JSON.stringify(id)} },
  });
}`;
}

/** The answer of `parseProbe()` as an error with the cell's own line numbers. */
export function parseFailure(answer: string | undefined): CellError {
  const [, ename = "SyntaxError", message = ""] = answer?.match(/^(?:\w+: )?(\w*Error): ([^]*)$/) ?? [];
  if (message === "" || message.startsWith("invalid URL")) {
    const evalue = "the cell does not parse, or an import in it failed";
    return { ename, evalue, traceback: [`${ename}: ${evalue}`] };
  }
  const [evalue = "", ...lines] = message
    .replace(
      /\s+at data:[^\s]*:(\d+):(\d+)$/,
      (_, line, column) => `\n    at line ${line - 1}, column ${column}`,
    )
    .split("\n");
  const traceback = lines.map((line) => line.replace(/^\s*(\d+)(?= \|)/, (all) => number(all)));
  return { ename, evalue, traceback: [`${ename}: ${evalue}`, ...traceback] };
}

/** A line number in the margin, without the line in front of the cell; as wide as before. */
function number(margin: string): string {
  return String(Number(margin) - STOP.split("\n").length + 1).padStart(margin.length);
}
