import { SAMPLER_EVENTS } from "../meter/sampler_worker.ts";
import { CELL_EVENTS } from "../notebook/cell_events.ts";

/** Places in the words between worker and calling thread: marks written so far, which cells are followed. */
export const MARK_WORDS = { written: 0, follow: 1, length: 2 } as const;

/** Cells that are followed: none, those that begin with a cell magic, all. */
export const FOLLOW = { none: 0, magics: 1, all: 2 } as const;

/**
 * Between the observer's text and the sampler's, in the same worker: reads everything when a cell begins and when it
 * is over, into shared memory. A followed cell is sampled and can be stopped, although the calling thread, which is
 * busy with it, has not heard of it yet.
 */
export const cellMarksWorkerSource = `(() => {
  const WORDS = ${JSON.stringify(MARK_WORDS)}, FOLLOW = ${JSON.stringify(FOLLOW)};
  let words, numbers, slots, width;
  self.addEventListener("message", ({ data }) => {
    if (data?.room !== "cells") return;
    words = new Int32Array(data.words);
    numbers = new Float64Array(data.numbers);
    ({ slots, width } = data);
  });
  const tell = (type, detail) => self.dispatchEvent(new CustomEvent(type, { detail }));
  const mark = (cell, isEnd) => {
    const detail = {};
    tell("${SAMPLER_EVENTS.read}", detail);
    if (words === undefined || detail.numbers === undefined) return;
    numbers.set([cell, isEnd, ...detail.numbers], Atomics.load(words, WORDS.written) % slots * width);
    Atomics.add(words, WORDS.written, 1);
  };
  const isFollowed = (code) => {
    const follow = words === undefined ? FOLLOW.none : Atomics.load(words, WORDS.follow);
    return follow === FOLLOW.all || follow === FOLLOW.magics && /^\\s*\\/\\/%%(track|measure|bench)\\b/.test(code);
  };
  self.addEventListener("${CELL_EVENTS.input}", ({ detail }) => {
    mark(detail.cell, 0);
    detail.watch = isFollowed(detail.code);
    if (detail.watch) tell("${SAMPLER_EVENTS.sample}", { on: true });
  });
  self.addEventListener("${CELL_EVENTS.idle}", ({ detail }) => {
    mark(detail.cell, 1);
    tell("${SAMPLER_EVENTS.sample}", { on: false });
  });
})();`;
