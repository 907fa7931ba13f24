import { deepEqual, equal, ok } from "node:assert/strict";
import { type Labelled, overlap, placeLabels } from "../../lib/display/labels.ts";

const BOUNDS = { left: 0, top: 0, right: 700, bottom: 300 };
const at = (x: number, y: number, radius = 8, width = 60): Labelled => ({ x, y, radius, width });

Deno.test("placeLabels() puts a lonely label to the right of its marker", () => {
  const [place] = placeLabels([at(100, 100, 8, 60)], 12, BOUNDS);
  // 8 / 0.8 + 1 = 11 pixels from the centre.
  deepEqual([place?.anchor, place?.box.left, place?.box.right], ["middle right", 111, 171]);
});

Deno.test("placeLabels() turns away from the edge", () => {
  equal(placeLabels([at(690, 150)], 12, BOUNDS)[0]?.anchor, "middle left");
});

Deno.test("placeLabels() avoids lines where it can", () => {
  const across = { left: 0, top: 97, right: 700, bottom: 103 };
  equal(placeLabels([at(100, 100)], 12, BOUNDS, [across])[0]?.anchor, "top center");
});

Deno.test("placeLabels() leaves a label out that has no room", () => {
  const [place] = placeLabels([at(50, 10, 8, 90)], 12, { left: 0, top: 0, right: 100, bottom: 20 });
  equal(place, undefined);
});

Deno.test("placeLabels() lets no label touch a label, another marker or the edge (seeded)", () => {
  let seed = 7;
  const random = () => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
  let placed = 0;
  for (let round = 0; round < 30; round++) {
    const markers = Array.from(
      { length: 14 },
      () => at(random() * 700, random() * 300, 4 + random() * 20, 20 + random() * 110),
    );
    const places = placeLabels(markers, 12, BOUNDS);
    places.forEach((place, index) => {
      if (place === undefined) return;
      placed++;
      const { box } = place;
      ok(box.left >= 0 && box.right <= 700 && box.top >= 0 && box.bottom <= 300, "inside");
      markers.forEach(({ x, y, radius }, other) =>
        ok(
          other === index ||
            !overlap(box, { left: x - radius, right: x + radius, top: y - radius, bottom: y + radius }),
          "no marker",
        )
      );
      places.forEach((there, other) => ok(!there || other === index || !overlap(box, there.box), "no label"));
    });
  }
  ok(placed > 30 * 14 * 0.7, `${placed} of ${30 * 14} labels have a place`);
});
