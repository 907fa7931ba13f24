import assert from "node:assert/strict";
import { type Account, accountAt, advance, newAccount } from "../../lib/meter/account.ts";
import type { Reading, Source } from "../../lib/sources/source.ts";

const source: Source = {
  device: { id: "rapl:package-0", part: "cpu", label: "CPU package 0" },
  periodS: 0.001,
  quantumJ: 61e-6,
  origin: "/energy_uj",
  read: () => ({ kind: "counter", energy: 0 }),
  [Symbol.dispose]() {},
};

/** The account after readings at given seconds: a number is a counter in joules with a range of 1000 J. */
function after(readings: readonly (readonly [atS: number, reading: number | Reading | Error])[]): Account {
  return readings.reduce(
    (account, [atS, reading]) =>
      advance(
        account,
        typeof reading === "number" ? { kind: "counter", energy: reading, wrapsAt: 1000 } : reading,
        atS,
      ),
    newAccount(source),
  );
}

const watts = (power: number): Reading => ({ kind: "power", power });

Deno.test("advance() begins to count at the first good reading", () => {
  const { energyJ, coveredS } = after([[0, 400], [1, 430]]);
  assert.deepEqual({ energyJ, coveredS }, { energyJ: 30, coveredS: 1 });
});

Deno.test("advance() adds the range once for a counter that fell", () => {
  const { energyJ, wraps, dropped } = after([[0, 990], [1, 20]]);
  assert.deepEqual({ energyJ, wraps, dropped }, { energyJ: 30, wraps: 1, dropped: 0 });
});

Deno.test("advance() drops an interval in which the counter was reset, and counts on after it", () => {
  // From 100 J to 5 J is +905 J in 0.2 s: 4.5 kW, more than a package draws.
  const account = after([[0, 100], [0.2, 5], [1.2, 45]]);
  assert.equal(account.energyJ, 40);
  assert.equal(account.coveredS, 1);
  assert.equal(account.dropped, 1);
  assert.equal(
    account.droppedWhy,
    "CPU package 0: the counter went from 100 J to 5 J in 0.2 s: it was reset",
  );
});

Deno.test("advance() drops a rise that no package can draw", () => {
  assert.equal(after([[0, 0], [0.1, 900]]).dropped, 1);
});

Deno.test("advance() drops a fall whose range is unknown", () => {
  const account = after([
    [0, { kind: "counter", energy: 990 }],
    [1, { kind: "counter", energy: 20 }],
    [2, { kind: "counter", energy: 50 }],
  ]);
  assert.equal(account.energyJ, 30);
  assert.match(account.droppedWhy ?? "", /where it wraps is not known/);
});

Deno.test("advance() counts what a counter rose while it could not be read: 30 J are 30 J", () => {
  const account = after([[0, 100], [0.5, 110], [1, new Error("gone")], [1.5, 130]]);
  assert.deepEqual([account.energyJ, account.coveredS, account.dropped, account.problem], [
    30,
    1.5,
    0,
    undefined,
  ]);
});

Deno.test("advance() remembers that the newest read failed", () => {
  const account = after([[0, 100], [1, 110], [2, new Error("gone")]]);
  assert.deepEqual([account.energyJ, account.coveredS, account.problem], [10, 1, "gone"]);
});

Deno.test("advance() drops an outage in which the counter may have wrapped unseen", () => {
  // 1000 J last 2 s at 500 W.
  assert.equal(after([[0, 100], [1.9, 130]]).energyJ, 30);
  const account = after([[0, 100], [2.1, 130]]);
  assert.equal(account.energyJ, 0);
  assert.match(account.droppedWhy ?? "", /not read for 2 s, in which its counter may have wrapped unseen/);
});

Deno.test("advance() integrates powers as a trapezoid with their own times", () => {
  // 100 → 200 W over 10 s, then 200 W over 2 s
  const { energyJ, coveredS, kind } = after([[0, watts(100)], [10, watts(200)], [12, watts(200)]]);
  assert.deepEqual({ energyJ, coveredS, kind }, { energyJ: 1900, coveredS: 12, kind: "power" });
});

Deno.test("advance() does not invent a power for the time in which it could not be read", () => {
  const account = after([[0, watts(100)], [1, new Error("gone")], [11, watts(100)], [12, watts(100)]]);
  assert.deepEqual([account.energyJ, account.coveredS, account.dropped], [100, 1, 1]);
});

Deno.test("accountAt() after the last reading is what one more reading gives", () => {
  const account = after([[0, 400], [1, 430]]);
  const reading: Reading = { kind: "counter", energy: 450, wrapsAt: 1000 };
  assert.deepEqual(accountAt(account, reading, 2), advance(account, reading, 2));
});

Deno.test("accountAt() a little before the last reading takes off what came since, also over a wrap", () => {
  const { energyJ, coveredS, last } = accountAt(
    after([[0, 980], [1, 20]]),
    { kind: "counter", energy: 990, wrapsAt: 1000 },
    0.25,
  );
  assert.deepEqual({ energyJ, coveredS, last }, {
    energyJ: 10,
    coveredS: 0.25,
    last: { value: 990, atS: 0.25 },
  });
});

Deno.test("accountAt() before the last reading of a power takes off the mean power since", () => {
  const account = after([[0, watts(10)], [4, watts(30)]]);
  assert.equal(account.energyJ, 80);
  // 20 W and 30 W over 2 s are 50 J.
  assert.equal(accountAt(account, watts(20), 2).energyJ, 30);
});

Deno.test("accountAt() that cannot be told from the last reading is that", () => {
  const account = after([[0, 100], [1, 130]]);
  assert.equal(accountAt(account, new Error("gone"), 0.5), account);
  assert.equal(accountAt(account, { kind: "counter", energy: 900, wrapsAt: 1e9 }, 0.99), account);
});

Deno.test("advance() takes a fall that is made good at once for a slip of the sensor", () => {
  // 100 J are missing in one reading: the next one tells that 30 J were drawn in 1.2 s, not 130 J in one.
  const account = after([[0, 100], [0.2, 0], [1.2, 130], [2.2, 140]]);
  assert.deepEqual([account.energyJ, account.coveredS, account.dropped], [40, 2.2, 1]);
});

Deno.test("advance() takes back what a counter that stands still seemed to cover, and counts on when it moves", () => {
  // It moves for one second, then stops: a tenth of a second may pass between two of its steps, not more.
  const frozen = after([[0, 100], [1, 110], [1.05, 110], [1.2, 110], [9, 110]]);
  assert.deepEqual([frozen.energyJ, frozen.coveredS.toFixed(6), frozen.dropped], [10, "1.000000", 2]);
  assert.equal(frozen.droppedWhy, "CPU package 0: its counter stands still");
  const again = advance(frozen, { kind: "counter", energy: 130, wrapsAt: 1000 }, 10);
  assert.deepEqual([again.energyJ, again.coveredS.toFixed(6)], [30, "2.000000"]);
});

const gpu: Source = {
  ...source,
  device: { id: "nvidia:1", part: "gpu", label: "GPU 0", mostW: 300 },
  periodS: 0.1,
  kind: "power",
};

Deno.test("advance() lets a graphics card be off", () => {
  const account = [[0, 5], [100, 5], [200, 9]].reduce(
    (account, [atS = 0, energy = 0]) => advance(account, { kind: "counter", energy }, atS),
    newAccount(gpu),
  );
  assert.deepEqual([account.energyJ, account.coveredS], [4, 200]);
});

Deno.test.each([
  { power: -1, words: "Cannot believe GPU 0: it tells -1 W" },
  { power: 451, words: "Cannot believe GPU 0: it tells 451 W" },
  { power: NaN, words: "Cannot believe GPU 0: it tells NaN W" },
])("advance() believes no $power W of a card that may draw 300 W", ({ power, words }) => {
  const before = advance(advance(newAccount(gpu), watts(100), 0), watts(100), 1);
  const failed = advance(before, watts(power), 2);
  assert.deepEqual([failed.problem, failed.energyJ], [words, 100]);
  // Nor is anything made up for the time until the next good one.
  const next = advance(failed, watts(100), 3);
  assert.deepEqual([next.energyJ, next.coveredS, next.dropped], [100, 1, 1]);
});

Deno.test("advance() doubts a power that shows one value for more than a minute", () => {
  const readings = Array.from({ length: 101 }, (_, second) => [second, watts(70)] as const);
  const account = readings.reduce(
    (account, [atS, reading]) => advance(account, reading, atS),
    newAccount(gpu),
  );
  assert.deepEqual([account.energyJ, account.steadyS], [7000, 40]);
  assert.equal(advance(account, watts(71), 101).steadyS, 40);
});

Deno.test("newAccount() knows a power source before its first reading", () => {
  assert.equal(newAccount(gpu).kind, "power");
});
