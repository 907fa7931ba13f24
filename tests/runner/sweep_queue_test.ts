import assert from "node:assert/strict";
import type { KernelServer } from "../../lib/runner/jupyter_server.ts";
import { AnswerLost, ServerLost } from "../../lib/runner/notebook_kernel.ts";
import { runQueue } from "../../lib/runner/sweep_queue.ts";

const server: KernelServer = { name: "there", start: () => Promise.reject(new Error("not used")) };

async function runWith(errors: readonly Error[]) {
  const ran: string[] = [], refused: string[] = [], lost: string[] = [], left = [...errors];
  await runQueue(["a", "b"], [server], {
    jobsPerServer: 1,
    stop: new AbortController().signal,
    run(job) {
      const error = left.shift();
      if (error) return Promise.reject(error);
      ran.push(job);
      return Promise.resolve();
    },
    refuse: (job) => void refused.push(job),
    onLost: (_, problem) => void lost.push(problem),
  });
  return { ran, refused, lost };
}

Deno.test("runQueue() begins a job again on a server that is there and whose answer was lost", async () => {
  const lost = () => new AnswerLost("an answer went");
  assert.deepEqual(await runWith([lost(), lost(), lost()]), { ran: ["a", "b"], refused: [], lost: [] });
  assert.deepEqual(await runWith([lost(), lost(), lost(), lost()]), {
    ran: [],
    refused: ["a", "b"],
    lost: ["an answer went"],
  });
});

Deno.test("runQueue() gives nothing more to a server that went", async () => {
  assert.deepEqual(await runWith([new ServerLost("gone")]), { ran: [], refused: ["a", "b"], lost: ["gone"] });
});
