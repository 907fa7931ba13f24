import assert from "node:assert/strict";
import { uiCommand } from "../../../lib/sinks/mlflow/ui_command.ts";

Deno.test.each([
  ["sqlite:////home/me/mlflow.db", "mlflow ui --backend-store-uri sqlite:////home/me/mlflow.db"],
  ["sqlite:////a b/$(x)/mlflow.db", "mlflow ui --backend-store-uri 'sqlite:////a b/$(x)/mlflow.db'"],
  ["sqlite:////it's/mlflow.db", "mlflow ui --backend-store-uri 'sqlite:////it'\\''s/mlflow.db'"],
])("uiCommand(%j) is %j", (uri, expected) => {
  assert.equal(uiCommand(uri), expected);
});

Deno.test("uiCommand() comes out of a shell as the address that went in", async () => {
  const uri = 'sqlite:////it\'s "here" `x` $HOME \\ & more/mlflow.db';
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", uiCommand(uri).replace("mlflow ui --backend-store-uri", "printf %s")],
  }).output();
  assert.equal(new TextDecoder().decode(stdout), uri);
});
