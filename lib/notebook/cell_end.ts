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
  /** The cell ended well; awaited before its result is shown. */
  succeeded(end: CellEnd): Promise<void>;
}

/** Which of the kernel's internals were found. */
export interface CellEndHooks {
  /** `broadcastResult` is wrapped: successful cells are known. */
  readonly success: boolean;
  /** `JSON.stringify` is wrapped: failing cells are known before their error is shown. */
  readonly failure: boolean;
  /** How often the kernel has reported a failure through the hook. */
  failures(): number;
}

/** What happens around the kernel's own work at a cell's end. */
export interface CellEndActions {
  /** Tells everybody of a failure, then makes sure that what was printed has left. */
  failed(end: CellEnd): void;
  /** Tells everybody of a success. */
  succeeded(): Promise<void>;
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
  let failures = 0;
  const success = hookSuccess(actions);
  const failure = hookFailure((end) => {
    failures++;
    actions.failed(end);
  });
  return { success, failure, failures: () => failures };
}

type BroadcastResult = (this: unknown, count: number, result: unknown) => Promise<unknown>;

function hookSuccess(actions: CellEndActions): boolean {
  const { internal } = Deno as unknown as { internal?: symbol };
  const internals: unknown = internal === undefined ? undefined : Reflect.get(Deno, internal);
  const jupyter: unknown = typeof internals === "object" && internals ? Reflect.get(internals, "jupyter") : undefined;
  if (typeof jupyter !== "object" || jupyter === null) return false;
  const original: unknown = Reflect.get(jupyter, "broadcastResult");
  if (typeof original !== "function") return false;
  const broadcastResult = original as BroadcastResult;
  return Reflect.set(jupyter, "broadcastResult", async function (this: unknown, count: number, result: unknown) {
    await actions.succeeded();
    await broadcastResult.call(this, count, result);
    await actions.flush();
  });
}

function hookFailure(failed: (end: CellEnd) => void): boolean {
  const original = JSON.stringify;
  const wrapped = function (this: unknown, ...args: Parameters<typeof JSON.stringify>) {
    const [value] = args;
    if (args.length === 1 && isReport(value) && calledByKernel(new Error().stack ?? "")) {
      failed({ status: "error", error: { name: value.name, message: value.message } });
    }
    return Reflect.apply(original, this, args);
  };
  Object.defineProperty(wrapped, "name", { value: "stringify" });
  return Reflect.set(JSON, "stringify", wrapped);
}

/** Exactly the object that the kernel makes: these keys in this order. */
function isReport(value: unknown): value is { name: string; message: string; stack: string } {
  if (typeof value !== "object" || value === null) return false;
  const [first, second, third, ...more] = Object.keys(value);
  if (first !== "name" || second !== "message" || third !== "stack" || more.length > 0) return false;
  return typeof Reflect.get(value, "name") === "string" && typeof Reflect.get(value, "message") === "string";
}

/**
 * The kernel's call has one frame below ours, at a place of its own (Deno 2.9: line 6 for an Error, 8 for any
 * other value, column 29); a user's call with the same object stands elsewhere.
 */
function calledByKernel(stack: string): boolean {
  const frames = stack.split("\n").filter((line) => line.trimStart().startsWith("at "));
  const caller = frames[1]?.trim() ?? "";
  if (frames.length !== 2) return false;
  return Deno.version.deno.startsWith("2.9.") ? /^at <anonymous>:[68]:29$/.test(caller) : caller.startsWith("at <anonymous>:");
}
