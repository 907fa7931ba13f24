import { denoInternals, isObject, part } from "./internals.ts";
import type { PacedLines, Stream } from "./paced_lines.ts";

/** Deno's own class of a console: `level` is 1 for `log`, 2 for `warn`, 3 for `error`. */
type ConsoleClass = new (print: (text: string, level: number) => void) => object;

/** How the runtime itself prints. */
type Print = (text: string, isError: boolean) => void;

/** Whom a console that is led tells: another copy of this package in the same kernel joins instead of leading it again. */
const LED = Symbol.for("wattbook.pacedConsole");

/** What shows something or waits for an answer: it has to come after what was printed before it. */
const COMES_AFTER: readonly (readonly [object: () => unknown, names: readonly string[]])[] = [
  [() => Reflect.get(Deno, "jupyter"), ["broadcast", "display"]],
  [() => globalThis, ["alert", "confirm", "prompt"]],
];

/**
 * Leads what the console prints through paced lines, in the format of the runtime's own console. A method that a cell
 * has replaced stays as it is.
 *
 * @param open Opens the lines; gets the way that the runtime prints by itself.
 * @param printed Called after each text, but not for what it prints itself.
 * @returns The lines; `undefined` where an internal is missing, and nothing is changed then.
 */
export function leadConsole(
  open: (asBefore: (name: Stream, text: string) => void) => PacedLines,
  printed: () => void,
): PacedLines | undefined {
  const internals = denoInternals();
  const Console = part(internals, "Console"), print = part(part(internals, "core"), "print");
  const former = part(console, LED);
  if (former instanceof Set) former.add(printed);
  if (!isConsoleClass(Console) || !isPrint(print) || former !== undefined) return;
  const listeners = new Set([printed]);
  // One that takes no more properties cannot be led either.
  if (!Reflect.defineProperty(console, LED, { value: listeners })) return;
  const lines = open((name, text) => print(text, name === "stderr"));
  let isTelling = false;
  const led = new Console((text, level) => {
    lines.print(level > 1 ? "stderr" : "stdout", text);
    if (isTelling) return;
    isTelling = true;
    try {
      for (const listener of listeners) listener();
    } finally {
      isTelling = false;
    }
  });
  for (const [name, method] of Object.entries(led)) {
    if (typeof method === "function" && isRuntimes(part(console, name), name, method)) {
      Reflect.set(console, name, method);
    }
  }
  for (const [find, names] of COMES_AFTER) {
    for (const name of names) flushBefore(find(), name, lines);
  }
  return lines;
}

/** Whether it is the runtime's own method: where it has an inspector native and bound, elsewhere that of the class. */
function isRuntimes(present: unknown, name: string, method: object): boolean {
  if (typeof present !== "function") return false;
  const text = Function.prototype.toString.call(present);
  return text === Function.prototype.toString.call(method) ||
    text === "function () { [native code] }" && present.name === name;
}

function flushBefore(object: unknown, name: string, lines: PacedLines): void {
  const original = part(object, name);
  if (!isObject(object) || typeof original !== "function") return;
  Reflect.set(object, name, function (this: unknown, ...args: unknown[]) {
    lines.flush();
    return Reflect.apply(original, this, args);
  });
}

function isConsoleClass(value: unknown): value is ConsoleClass {
  return typeof value === "function";
}

function isPrint(value: unknown): value is Print {
  return typeof value === "function";
}
