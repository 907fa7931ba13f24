import { denoInternals, isObject, part } from "./internals.ts";
import { report } from "./report.ts";

/** How a cell ended. */
export interface CellEnd {
  /** Whether it threw. */
  readonly status: "ok" | "error";
  /** What it threw; a thrown value that is no Error has an empty name. */
  readonly error?: { readonly name: string; readonly message: string };
}

/** Whom to tell of a cell's end. */
export interface CellEndHandler {
  /** The cell threw; called before the error is shown. Synchronous: the kernel does not wait here. */
  failed(end: CellEnd): void;
  /** The cell ended well; awaited before its result is shown. After `failed` it says that this was a mistake. */
  succeeded(end: CellEnd): Promise<void>;
  /** The cell of which `failed` was told is over, and nothing takes it back. */
  over?(): void;
  /** Shows nothing: no cell has to wait for the observer on its account. Default false. */
  readonly isMute?: boolean;
}

/** Which of the kernel's internals were found. */
export interface CellEndHooks {
  /** `broadcastResult` is wrapped: successful cells are known. */
  readonly success: boolean;
  /** `JSON.stringify` is wrapped: failing cells are known before their error is shown. */
  readonly failure: boolean;
  /** This kernel shows neither results nor errors, and does not tell whether a cell failed. */
  readonly isMute: boolean;
}

/**
 * Deno 2.8.2 and 2.8.3: in them `1 + 1` has no result and a cell that throws shows nothing and counts as ok, with and
 * without this package. They pass neither of the two places; 2.8.1 and 2.9.0 pass both.
 */
const MUTE = /^2\.8\.[23]$/;

/** What happens around the kernel's own work at a cell's end. */
export interface CellEndActions {
  /** Tells everybody of a failure, then makes sure that what was printed has left. */
  failed(end: CellEnd): void;
  /** Tells everybody of a success; `putBack`: of the very cell whose failure was told; `count`: its number. */
  succeeded(putBack: boolean, count: number): Promise<void>;
  /** Everything shown so far has to leave now. */
  flush(): Promise<void>;
}

/**
 * Hooks into the two places where the stock Deno kernel passes at a cell's end.
 *
 * A cell that ends well: the kernel calls and awaits `Deno[Deno.internal].jupyter.broadcastResult` before it
 * replies. A cell that throws: it evaluates `JSON.stringify({ name, message, stack })` in the user's realm.
 */
export function hookCellEnd(actions: CellEndActions): CellEndHooks {
  if (MUTE.test(Deno.version.deno)) return { success: false, failure: false, isMute: true };
  let failures = 0;
  let lastCount = NaN;
  const failure = hookFailure((end) => {
    failures++;
    try {
      actions.failed(end);
    } catch (error) {
      // The kernel is about to show the cell's own error: that comes first.
      report("a cell's end could not be told", error);
    }
  });
  const success = hookSuccess(async (count) => {
    // Every cell has a number, failing ones too: with fewer numbers than failures one of them was this cell's.
    const putBack = failures > 0 && count - lastCount <= failures;
    lastCount = count;
    failures = 0;
    await actions.succeeded(putBack, count);
  }, actions.flush);
  return { success, failure, isMute: false };
}

function hookSuccess(before: (count: number) => Promise<void>, after: () => Promise<void>): boolean {
  const jupyter = part(denoInternals(), "jupyter"), original = part(jupyter, "broadcastResult");
  if (!isObject(jupyter) || typeof original !== "function") return false;
  return Reflect.set(jupyter, "broadcastResult", async function (this: unknown, ...args: unknown[]) {
    await harmless(() => before(Number(args[0])));
    try {
      return await Reflect.apply(original, this, args);
    } finally {
      await harmless(after);
    }
  });
}

/** The kernel waits for us before it shows the cell's result: nothing of ours may cost that. */
async function harmless(action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    report("a cell's end could not be told", error);
  }
}

/** Whom a wrapped `JSON.stringify` tells: another copy of this package in the same kernel joins instead of wrapping again. */
const LISTENERS = Symbol.for("wattbook.cellFailed");

function hookFailure(failed: (end: CellEnd) => void): boolean {
  const original = JSON.stringify;
  const former: unknown = Reflect.get(original, LISTENERS);
  if (former instanceof Set) {
    former.add(failed);
    return true;
  }
  const listeners = new Set([failed]);
  const wrapped = function stringify(this: unknown, ...args: Parameters<typeof JSON.stringify>) {
    const told = args.length === 1 && isReport(args[0]) && calledByKernel(wrapped) ? args[0] : undefined;
    if (told) {
      const { name, message } = told;
      for (const listener of listeners) listener({ status: "error", error: { name, message } });
    }
    return Reflect.apply(original, this, args);
  };
  Reflect.set(wrapped, LISTENERS, listeners);
  return Reflect.set(JSON, "stringify", wrapped);
}

/**
 * Exactly the object that the kernel makes: three texts with these keys in this order. The cheap question comes
 * first: what a program stringifies can be large, a proxy, or both.
 */
function isReport(value: unknown): value is { name: string; message: string; stack: string } {
  if (
    !isObject(value) || Object.getPrototypeOf(value) !== Object.prototype || !Object.hasOwn(value, "stack")
  ) return false;
  const [first, second, third, ...more] = Object.entries(value);
  return first?.[0] === "name" && second?.[0] === "message" && third?.[0] === "stack" && more.length === 0 &&
    [first, second, third].every(([, text]) => typeof text === "string");
}

/**
 * Where the kernel's call stands, first for an Error, then for any other value, as seen in Deno 2.9.6, 2.8.1 and
 * 2.2.15. Elsewhere any call from a cell's top level may be the kernel's.
 */
const PLACES: readonly (readonly [version: RegExp, place: RegExp])[] = [
  [/^2\.9\./, /^at <anonymous>:[68]:29$/],
  [/^2\.(2\.|8\.[01]$)/, /^at <anonymous>:(7|10):27$/],
  [/^/, /^at <anonymous>:/],
];

/** The kernel's call is the only frame below ours, at a place of its own; a user's with the same object is not. */
function calledByKernel(wrapped: (...args: never[]) => unknown): boolean {
  const frames = framesBelow(wrapped);
  const [, place = /^/] = PLACES.find(([version]) => version.test(Deno.version.deno)) ?? [];
  return frames.length === 1 && place.test(frames[0] ?? "");
}

/** As it was when we began: libraries replace it. */
const { captureStackTrace } = Error;

/** The stack below a function, whatever the user has set for stacks. */
function framesBelow(callee: (...args: never[]) => unknown): string[] {
  const { stackTraceLimit } = Error;
  const prepare = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace");
  const holder: { stack?: unknown } = {};
  try {
    Error.stackTraceLimit = 2;
    Reflect.deleteProperty(Error, "prepareStackTrace");
    captureStackTrace(holder, callee);
    return String(holder.stack).split("\n").map((line) => line.trim()).filter((line) =>
      line.startsWith("at ")
    );
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    if (prepare) Object.defineProperty(Error, "prepareStackTrace", prepare);
  }
}
