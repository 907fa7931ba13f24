/** What a disposal does. */
export interface Disposal {
  /** `using`. */
  dispose(): void;
  /** `await using`. */
  asyncDispose(): Promise<void>;
  /** The object was declared by a `using` that the language will dispose. */
  lexical(): void;
}

/**
 * Makes an object disposable and tells whether the language will do it.
 *
 * The dispose symbols are getters: a `using` in a block, a function or a module reads them when it is declared.
 * The Deno kernel evaluates a cell's top level as a REPL, where `using` is never disposed and the symbols are
 * never read: who is not read by the cell's end has to end with the cell.
 *
 * @param target The object; the symbols are added to it.
 * @param disposal What to do.
 */
export function lexicalDisposal<Target extends object>(
  target: Target,
  disposal: Disposal,
): Target & Disposable & AsyncDisposable {
  Object.defineProperties(target, {
    [Symbol.dispose]: {
      get() {
        disposal.lexical();
        return () => disposal.dispose();
      },
    },
    [Symbol.asyncDispose]: {
      get() {
        disposal.lexical();
        return () => disposal.asyncDispose();
      },
    },
  });
  return target as Target & Disposable & AsyncDisposable;
}
