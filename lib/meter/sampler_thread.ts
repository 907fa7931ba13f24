import { samplerCore } from "./sampler_worker.ts";

/** States of the shared word by which a thread of its own is led. */
export const THREAD_STATE = { run: 0, end: 1, rest: 2 } as const;

/** The sampler's side in a thread of its own, outside a kernel, as self-contained text: it waits on shared words, its state, period and quick time. */
export const samplerThreadSource = `${samplerCore}
const { workerData } = require("node:worker_threads");
const STATE = ${JSON.stringify(THREAD_STATE)};
const sampler = openSampler(workerData);
const control = new Int32Array(workerData.control);
let pace;
for (let rested = false;;) {
  const state = Atomics.load(control, 0);
  if (state === STATE.end) break;
  if (state === STATE.run) {
    if (rested) sampler.begin();
    if (rested || pace === undefined) pace = newPace(Atomics.load(control, 2), () => Atomics.load(control, 1));
    sampler.sample();
  }
  rested = state === STATE.rest;
  Atomics.wait(control, 0, state, rested ? Infinity : pace());
}`;
