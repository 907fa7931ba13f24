/** A rectangle in pixels, y downwards. */
export interface Rectangle {
  /** Left edge. */
  readonly left: number;
  /** Upper edge. */
  readonly top: number;
  /** Right edge. */
  readonly right: number;
  /** Lower edge. */
  readonly bottom: number;
}

/** A marker that wants a label. */
export interface Labelled {
  /** Centre of the marker, pixels from the left. */
  readonly x: number;
  /** Centre of the marker, pixels from the top. */
  readonly y: number;
  /** Radius of the marker in pixels. */
  readonly radius: number;
  /** Width of the label in pixels. */
  readonly width: number;
}

/** Where a label stands, in Plotly's words for `textposition`, best first. */
const ANCHORS = [
  "middle right",
  "top center",
  "bottom center",
  "middle left",
  "top right",
  "bottom right",
  "top left",
  "bottom left",
] as const;

/** One of the eight places around a marker. */
export type Anchor = typeof ANCHORS[number];

/** What stands where. */
export interface Placement {
  /** The place. */
  readonly anchor: Anchor;
  /** The rectangle that the label fills. */
  readonly box: Rectangle;
}

/** Pixels of air around a label. */
const AIR = 2;

/**
 * Places labels around their markers so that none touches another label, a marker or the edge; greedily, in the
 * order given, so the most important comes first.
 *
 * @param markers The markers with the widths of their labels.
 * @param fontSize Of the labels, in pixels.
 * @param bounds Where labels may be.
 * @param lines What labels avoid where they can: error bars, for instance.
 * @returns One entry per marker; `undefined` where there is no room.
 */
export function placeLabels(
  markers: readonly Labelled[],
  fontSize: number,
  bounds: Rectangle,
  lines: readonly Rectangle[] = [],
): (Placement | undefined)[] {
  const circles = markers.map(({ x, y, radius }) => square(x, y, radius));
  const taken: Rectangle[] = [];
  return markers.map((marker, index) => {
    const others = circles.filter((_, at) => at !== index);
    const free = ANCHORS.map((anchor) => ({ anchor, box: labelBox(marker, anchor, fontSize) })).filter((
      { box },
    ) => inside(box, bounds) && ![...taken, ...others].some((other) => overlap(grown(box), other)));
    const crossed = ({ box }: Placement) => lines.filter((line) => overlap(box, line)).length;
    const best = free.reduce<Placement | undefined>(
      (a, b) => a && crossed(a) <= crossed(b) ? a : b,
      undefined,
    );
    if (best) taken.push(best.box);
    return best;
  });
}

/** Whether two rectangles have a point in common. */
export function overlap(a: Rectangle, b: Rectangle): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** Where Plotly puts the text of a marker: as far from its centre as the marker reaches, and a little more. */
function labelBox({ x, y, radius, width }: Labelled, anchor: Anchor, fontSize: number): Rectangle {
  const [vertical = "", horizontal = ""] = anchor.split(" ");
  const reach = radius / 0.8 + 1;
  const left = horizontal === "right" ? x + reach : horizontal === "left" ? x - reach - width : x - width / 2;
  const down = vertical === "bottom" ? 1 : vertical === "top" ? -1 : 0;
  const base = y + fontSize * 0.75 + down * reach + (down - 1) * fontSize / 2;
  return { left, right: left + width, top: base - fontSize * 0.8, bottom: base + fontSize * 0.25 };
}

function square(x: number, y: number, radius: number): Rectangle {
  return { left: x - radius, right: x + radius, top: y - radius, bottom: y + radius };
}

function grown({ left, top, right, bottom }: Rectangle): Rectangle {
  return { left: left - AIR, top: top - AIR, right: right + AIR, bottom: bottom + AIR };
}

function inside(box: Rectangle, bounds: Rectangle): boolean {
  return box.left >= bounds.left && box.right <= bounds.right && box.top >= bounds.top &&
    box.bottom <= bounds.bottom;
}
