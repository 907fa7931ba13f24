import { deepStrictEqual, match, strictEqual, throws } from "node:assert/strict";
import { adapterFor } from "../../lib/models/adapter.ts";

const rows = [[1, 2], [3, 4]];

Deno.test("adapterFor() takes a YDF model for YDF although it has predict as well", () => {
  const model = {
    describe: () => "Total number of nodes: 12",
    getLabelClasses: () => ["a", "b"],
    getInputFeatures: () => [{ name: "x" }],
    predict: () => [0, 1],
  };
  strictEqual(adapterFor(model).kind, "YDF");
});

Deno.test("adapterFor() takes predict and toJSON for ml.js", () => {
  strictEqual(adapterFor({ predict: () => [], toJSON: () => ({ name: "KNN" }) }).kind, "ml.js");
});

Deno.test("adapterFor() finds methods on the prototype", () => {
  class Model {
    predict() {
      return [1, 2];
    }
  }
  strictEqual(adapterFor(new Model()).kind, "plain");
});

Deno.test("adapterFor() takes a function as the prediction", async () => {
  const adapter = adapterFor((inputs: number[][]) => inputs.map((row) => row[0]));
  deepStrictEqual(await adapter.predict(rows), [1, 3]);
});

Deno.test("adapterFor() names the missing methods of the kinds that come near", () => {
  class Forest {
    describe() {}
    fit() {}
  }
  throws(() => adapterFor(new Forest()), (error: unknown) => {
    match(
      String(error),
      /^TypeError: Cannot use the model: no adapter fits "Forest" \(YDF misses "getLabelClasses", "getInputFeatures", "predict"; plain misses "predict"\), expected a model of tfjs,/,
    );
    return true;
  });
});

Deno.test("adapterFor() names what is no model at all", () => {
  throws(() => adapterFor(null), { name: "TypeError", message: /it is null, expected an object/ });
  throws(() => adapterFor(undefined), { name: "TypeError", message: /it is undefined/ });
  throws(() => adapterFor("forest"), { name: "TypeError", message: /it is string/ });
  throws(() => adapterFor(Object.create(null)), {
    name: "TypeError",
    message: /no adapter fits this object/,
  });
});
