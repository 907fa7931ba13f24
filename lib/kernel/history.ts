/** One input that was run. */
interface Entry {
  readonly line: number;
  readonly input: string;
  /** Plain text of its result. */
  output: string | undefined;
}

/** What this kernel has run, as front-ends ask for it: the newest, a range, or by a pattern. */
export class History {
  readonly #entries: Entry[] = [];

  /** Remembers an input. */
  add(line: number, input: string): void {
    this.#entries.push({ line, input, output: undefined });
  }

  /** Remembers the result of the newest input with that number. */
  result(line: number, output: string): void {
    const entry = this.#entries.findLast((candidate) => candidate.line === line);
    if (entry) entry.output = output;
  }

  /** The answer to a `history_request`: `[session, line, input]`, or `[session, line, [input, output]]`. */
  answer(content: Readonly<Record<string, unknown>>): unknown[] {
    const withOutput = content["output"] === true;
    return this.#select(content).map((
      { line, input, output },
    ) => [SESSION, line, withOutput ? [input, output ?? null] : input]);
  }

  #select(content: Readonly<Record<string, unknown>>): readonly Entry[] {
    const count = number(content["n"], Infinity);
    switch (content["hist_access_type"]) {
      case "tail":
        return newest(this.#entries, count);
      case "range": {
        const session = number(content["session"], 0), last = this.#entries.at(-1)?.line ?? 0;
        if (session !== 0 && session !== SESSION) return [];
        const start = number(content["start"], 0), stop = number(content["stop"], last + 1);
        return this.#entries.filter(({ line }) => line >= start && line < stop);
      }
      case "search": {
        const pattern = glob(String(content["pattern"] ?? "*"));
        const found = this.#entries.filter(({ input }) => pattern.test(input));
        const unique = content["unique"] === true
          ? found.filter(({ input }, index) =>
            found.findLastIndex((other) => other.input === input) === index
          )
          : found;
        return newest(unique, count);
      }
      default:
        return [];
    }
  }
}

/** This kernel remembers its own session only. */
const SESSION = 1;

function newest(entries: readonly Entry[], count: number): readonly Entry[] {
  return count <= 0 ? [] : entries.slice(-count);
}

function number(value: unknown, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}

/** As in a shell: `*` is anything, `?` one character, `[ab]` one of these, `[^ab]` none of them. */
function glob(pattern: string): RegExp {
  const source = pattern.replace(/\*+|\?|\[([!^]?)(\]?[^\]]*)\]|[^]/gu, (piece, not, members) => {
    if (piece.startsWith("*")) return "[^]*";
    if (piece === "?") return "[^]";
    if (members !== undefined) return `[${not && "^"}${members.replace(/[\\\][^&~|]/g, "\\$&")}]`;
    return piece.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  });
  try {
    return new RegExp(`^${source}$`, "u");
  } catch {
    // `[z-a]` is no pattern: nothing fits it.
    return /(?!)/;
  }
}
