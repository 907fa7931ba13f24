import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { realHost } from "../../lib/host.ts";
import { sourceTags } from "../../lib/track/source_tags.ts";

Deno.test("sourceTags() names the notebook and the user that the environment tells", () => {
  const host = realHost({ environment: { WATTBOOK_SOURCE: "/work/digits.ipynb", USER: "ann" } });
  deepStrictEqual(sourceTags(host, true), {
    "mlflow.source.type": "NOTEBOOK",
    "mlflow.source.name": "/work/digits.ipynb",
    "mlflow.user": "ann",
  });
});

Deno.test("sourceTags() says of which run of a whole notebook a run is part", () => {
  const host = realHost({ environment: { WATTBOOK_PART_OF: "0123" } });
  strictEqual(sourceTags(host, true)["wattbook.part_of"], "0123");
});

Deno.test("sourceTags() prefers the user that MLflow is told", () => {
  const host = realHost({ environment: { MLFLOW_TRACKING_USERNAME: "lab", LOGNAME: "ann" } });
  strictEqual(sourceTags(host, true)["mlflow.user"], "lab");
});

Deno.test("sourceTags() names the program outside a kernel and no user where none is known", () => {
  const tags = sourceTags(realHost({ environment: {} }), false);
  strictEqual(tags["mlflow.source.type"], "LOCAL");
  strictEqual(tags["mlflow.user"], undefined);
  strictEqual(tags["mlflow.source.name"]?.includes("%20"), false);
});
