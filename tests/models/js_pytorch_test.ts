import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { torch } from "npm:js-pytorch@0.7.2";
import { adapterFor } from "../../lib/models/adapter.ts";
import { evaluate } from "../../lib/models/evaluate.ts";

const { nn } = torch;
type Tensor = InstanceType<typeof torch.Tensor>;

class Net extends nn.Module {
  first = new nn.Linear(2, 8);
  relu = new nn.ReLU();
  drop = new nn.Dropout(0.5);
  second = new nn.Linear(8, 2);
  forward(x: Tensor): Tensor {
    return this.second.forward(this.drop.forward(this.relu.forward(this.first.forward(x))));
  }
}

const x = [[0, 1], [1, 0], [0.1, 0.9], new Float32Array([0.9, 0.1])];
const y = [0, 1, 0, 1];

function trained(): Net {
  const net = new Net();
  const loss = new nn.CrossEntropyLoss();
  const optimizer = new torch.optim.Adam(net.parameters(), 0.05, 0);
  const inputs = torch.tensor(x.map((row) => Array.from(row)));
  for (let step = 0; step < 150; step++) {
    const cost = loss.forward(net.forward(inputs), torch.tensor(y));
    cost.backward();
    optimizer.step();
    optimizer.zero_grad();
  }
  return net;
}

Deno.test("adapterFor() predicts with a real js-pytorch module, from rows and a tensor", async () => {
  const net = trained();
  const adapter = adapterFor(net);
  strictEqual(adapter.kind, "js-pytorch");
  strictEqual(adapter.flavor, "pytorch");
  // 2·8 + 8 and 8·2 + 2
  strictEqual(adapter.parameters(), 42);
  for (const inputs of [x, torch.tensor(x.map((row) => Array.from(row)))]) {
    deepStrictEqual(await adapter.predict(inputs), y);
  }
  const scores = await evaluate(adapter, { x, y });
  ok("accuracy" in scores && scores.accuracy === 1 && scores.rocAuc === 1);
  deepStrictEqual(adapter.settings(), { model: "Net", tensors: 4 });
});

Deno.test("adapterFor() asks a js-pytorch module without dropout and leaves it in training", async () => {
  const net = trained();
  const adapter = adapterFor(net);
  const scores = await Promise.all([adapter.answer(x), adapter.answer(x)]);
  deepStrictEqual(scores[0], scores[1]);
  strictEqual(net.mode, "train");
});

Deno.test("adapterFor() leaves a module in training that throws", async () => {
  const modes: string[] = [];
  const duck = {
    mode: "train",
    parameters: () => [],
    forward: () => {
      throw new Error("no such layer");
    },
    eval: () => void modes.push("eval"),
    train: () => void modes.push("train"),
  };
  class Tensor {
    shape = [1, 2];
  }
  await rejects(adapterFor(duck).predict(new Tensor()), { message: "no such layer" });
  deepStrictEqual(modes, ["eval", "train"]);
  await rejects(adapterFor(duck).predict([[1, 2]]), {
    name: "TypeError",
    message: "Cannot make a tensor of the rows: the module has no parameters, expected a tensor as x",
  });
});
