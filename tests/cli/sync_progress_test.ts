import { strictEqual } from "node:assert/strict";
import { syncLine } from "../../lib/cli/sync_progress.ts";

function shown(columns: number | undefined, runName: string): string {
  let text = "";
  {
    using line = syncLine({ write: (part) => text += part, columns });
    line.show({ index: 2, total: 4, runName });
  }
  return text;
}

Deno.test("syncLine() shows how much is done and what is on its way, within the terminal's width", () => {
  strictEqual(shown(40, "forest"), "\r\x1b[K████░░░░░░░░░░░░ 2/4  forest\r\x1b[K");
  strictEqual(shown(30, "a long name"), "\r\x1b[K████░░░░░░░░░░░░ 2/4  a long \r\x1b[K");
});

Deno.test("syncLine() leaves out what would steer the terminal, and writes nothing to a pipe", () => {
  strictEqual(shown(60, "a\x1b[31m\nb"), "\r\x1b[K████░░░░░░░░░░░░ 2/4  a [31m b\r\x1b[K");
  strictEqual(shown(undefined, "forest"), "");
});
