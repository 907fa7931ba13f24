import { strictEqual } from "node:assert/strict";
import { isThere } from "../../lib/sinks/is_there.ts";
import { tempFolder } from "../fixtures/temp_folder.ts";

Deno.test("isThere() finds files and folders, and nothing below a file", () => {
  using folder = tempFolder();
  Deno.writeTextFileSync(`${folder.path}/file`, "");
  strictEqual(isThere(folder.path), true);
  strictEqual(isThere(`${folder.path}/file`), true);
  strictEqual(isThere(`${folder.path}/file/below`), false);
  strictEqual(isThere(`${folder.path}/other`), false);
});
