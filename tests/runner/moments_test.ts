import assert from "node:assert/strict";
import { parseLength, parseMoment } from "../../lib/runner/moments.ts";

const NOON = Date.UTC(2026, 10, 25, 12);

Deno.test.each([["2h", 7200], ["90min", 5400], ["45s", 45], ["1.5d", 129_600]] as const)(
  "parseLength(%s) is %d s",
  (text, seconds) => assert.equal(parseLength(text, "--expect"), seconds),
);

Deno.test.each(["", "2", "h", "-2h", "0h", "2 weeks", "1e3s"])("parseLength() refuses %j", (text) => {
  assert.throws(() => parseLength(text, "--expect"), {
    name: "NotebookError",
    message: `Cannot use --expect "${text}": should be a number above 0 and one of s, min, h, d, such as 2h`,
  });
});

Deno.test.each(
  [
    ["8h", NOON + 8 * 3600e3],
    ["2026-11-26T08:00Z", Date.UTC(2026, 10, 26, 8)],
    ["2026-11-26 08:00:30+01:00", Date.UTC(2026, 10, 26, 7, 0, 30)],
  ] as const,
)("parseMoment(%s)", (text, ms) => assert.equal(parseMoment(text, NOON), ms));

Deno.test("parseMoment() of a time is the next one on this machine's clock", () => {
  const now = new Date(2026, 10, 25, 12, 30).getTime();
  assert.equal(parseMoment("18:00", now), new Date(2026, 10, 25, 18).getTime());
  assert.equal(parseMoment("9:05", now), new Date(2026, 10, 26, 9, 5).getTime());
  assert.equal(parseMoment("12:30", now), new Date(2026, 10, 26, 12, 30).getTime());
  assert.equal(parseMoment("2026-11-26T08:00", now), new Date(2026, 10, 26, 8).getTime());
});

Deno.test.each(["", "25:00", "tomorrow", "2026-11-26", "2026-13-40T08:00", "12", "0h"])(
  "parseMoment() refuses %j",
  (text) =>
    assert.throws(
      () => parseMoment(text, NOON),
      /^NotebookError: Cannot use --before ".*": should be a time/,
    ),
);

Deno.test("parseMoment() refuses what has passed", () => {
  assert.throws(
    () => parseMoment("2026-11-25T08:00Z", NOON),
    /that was 2026-11-25 \d\d:\d\d, should be a time to come$/,
  );
});
