import assert from "node:assert/strict";
import { prepareCell } from "../../lib/kernel/prepare_cell.ts";

const E = "$wattbook.enter()", G = "$wattbook.guard";

Deno.test.each([
  { code: "1", texts: [`${E}; 1`] },
  { code: "// note\n'a'", texts: [`// note\n${E}; 'a'`] },
  { code: "%%track\nawait x", texts: [`//%%track\n${E}; await ${G}(x)`, `//%%track\n${E}; await x`] },
  { code: "{ a: 1 }", texts: [`${E}, ({ a: 1 }\n)`, `${E}; { a: 1 }`] },
  { code: "{ f(); }", texts: [`${E}; { f(); }`, `${E}, ({ f(); }\n)`] },
  { code: "{ a: 1 };", texts: [`${E}; { a: 1 };`] },
  { code: "// nothing", texts: ["// nothing"] },
  { code: "", texts: [""] },
])("prepareCell() makes $code ready", ({ code, texts }) => {
  assert.deepEqual(prepareCell(code).texts, texts);
});

Deno.test("prepareCell() says whether there may be magics", () => {
  const hasMagics = (code: string) => prepareCell(code).hasMagics;
  assert.deepEqual(["%ledger", "//%%track\n1", "  //%doctor", "a % b", "// %"].map(hasMagics), [
    true,
    true,
    true,
    false,
    false,
  ]);
});
