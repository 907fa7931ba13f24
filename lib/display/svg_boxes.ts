import { textWidth } from "./glyph_widths.ts";

/** The part of an SVG element that measuring it needs. */
export interface SvgNode {
  /** Name of the element, in any case. */
  readonly nodeName: string;
  /** 1 for elements. */
  readonly nodeType: number;
  /** Text in it. */
  readonly textContent: string | null;
  /** Everything in it, text nodes too. */
  readonly childNodes: Iterable<SvgNode>;
  /** What it is in. */
  readonly parentNode: SvgNode | null;
  /** An attribute; only elements have the method. */
  getAttribute?(name: string): string | null;
}

/** A rectangle along the axes. */
export interface Box {
  /** Left edge. */
  readonly left: number;
  /** Upper edge. */
  readonly top: number;
  /** Right edge. */
  readonly right: number;
  /** Lower edge. */
  readonly bottom: number;
}

/** a, b, c, d, e, f of SVG's `matrix()`. */
type Matrix = readonly [number, number, number, number, number, number];

const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

/** How far a line of text reaches above and below its base line, in font sizes. */
const ASCENT = 0.91, DESCENT = 0.24;

/** Box of an element in its own coordinates, as `getBBox()` gives it; `undefined` when nothing is drawn. */
export function ownBox(node: SvgNode): Box | undefined {
  const number = (name: string) => Number.parseFloat(node.getAttribute?.(name) ?? "") || 0;
  switch (node.nodeName.toLowerCase()) {
    case "text":
      return textBox(node);
    case "rect":
    case "image":
      return box(number("x"), number("y"), number("width"), number("height"));
    case "circle":
      return box(number("cx") - number("r"), number("cy") - number("r"), 2 * number("r"), 2 * number("r"));
    case "line":
      return box(number("x1"), number("y1"), number("x2") - number("x1"), number("y2") - number("y1"));
    case "path":
      return pathBox(node.getAttribute?.("d") ?? "");
    case "g":
    case "svg":
    case "a":
      return union(
        Array.from(node.childNodes, (child) => child.nodeType === 1 ? boxInParent(child) : undefined),
      );
    default:
      return undefined;
  }
}

/** Box of an element on the page, as `getBoundingClientRect()` gives it: all transforms around it applied. */
export function pageBox(node: SvgNode): Box | undefined {
  let found = ownBox(node);
  for (let at: SvgNode | null = node; found && at?.getAttribute; at = at.parentNode) {
    found = moved(found, transformOf(at));
  }
  return found;
}

function boxInParent(node: SvgNode): Box | undefined {
  const own = ownBox(node);
  return own && moved(own, transformOf(node));
}

function box(x: number, y: number, width: number, height: number): Box {
  return { left: x, top: y, right: x + width, bottom: y + height };
}

function union(boxes: readonly (Box | undefined)[]): Box | undefined {
  const known = boxes.filter((one) => one !== undefined);
  if (known.length === 0) return undefined;
  return {
    left: Math.min(...known.map(({ left }) => left)),
    top: Math.min(...known.map(({ top }) => top)),
    right: Math.max(...known.map(({ right }) => right)),
    bottom: Math.max(...known.map(({ bottom }) => bottom)),
  };
}

/** Lines are the direct `tspan`s that have an x; without any the text is one line. */
function textBox(text: SvgNode): Box | undefined {
  const size = fontSize(text);
  const anchor = property(text, "text-anchor") ?? "start";
  const bold = /^(bold|[6-9]00)$/.test(property(text, "font-weight") ?? "");
  const lines = Array.from(text.childNodes).filter((child) =>
    child.getAttribute?.("class")?.includes("line")
  );
  const boxes = (lines.length > 0 ? lines : [text]).map((line) => {
    const width = widthOf(line, size, bold);
    if (width === 0) return undefined;
    const x = length(line, "x", size) ?? length(text, "x", size) ?? 0;
    const y = (length(line, "y", size) ?? length(text, "y", size) ?? 0) + (length(line, "dy", size) ?? 0);
    const left = anchor === "middle" ? x - width / 2 : anchor === "end" ? x - width : x;
    return box(left, y - ASCENT * size, width, (ASCENT + DESCENT) * size);
  });
  return union(boxes);
}

/** Width of a line whose parts may be set smaller (sub- and superscripts) or bold. */
function widthOf(node: SvgNode, size: number, bold: boolean): number {
  let width = 0;
  for (const child of node.childNodes) {
    if (child.nodeType !== 1) width += textWidth(child.textContent ?? "", size, bold);
    else {
      const own = style(child, "font-size");
      const scaled = own?.endsWith("%")
        ? size * Number.parseFloat(own) / 100
        : Number.parseFloat(own ?? "") || size;
      width += widthOf(child, scaled, bold || style(child, "font-weight") === "bold");
    }
  }
  return width;
}

function fontSize(node: SvgNode): number {
  return Number.parseFloat(property(node, "font-size") ?? "") || 12;
}

/** A style or attribute of the element, else of what it is in. */
function property(node: SvgNode, name: string): string | undefined {
  for (let at: SvgNode | null = node; at?.getAttribute; at = at.parentNode) {
    const value = style(at, name) ?? at.getAttribute(name);
    if (value) return value;
  }
  return undefined;
}

function style(node: SvgNode, name: string): string | undefined {
  const declarations = node.getAttribute?.("style")?.split(";") ?? [];
  const found = declarations.map((one) => one.split(":")).find(([key]) => key?.trim() === name);
  return found?.[1]?.trim();
}

function length(node: SvgNode, name: string, size: number): number | undefined {
  const text = node.getAttribute?.(name);
  const value = Number.parseFloat(text ?? "");
  return Number.isNaN(value) ? undefined : text?.endsWith("em") ? value * size : value;
}

/** All numbers of a path are taken as absolute points, which is how Plotly writes what it measures. */
function pathBox(d: string): Box | undefined {
  let x = 0, y = 0;
  const boxes: Box[] = [];
  for (const [, command = "", rest = ""] of d.matchAll(/([a-zA-Z])([^a-zA-Z]*)/g)) {
    const numbers = (rest.match(/-?\d*\.?\d+(?:e-?\d+)?/g) ?? []).map(Number);
    const relative = command === command.toLowerCase();
    if (command.toUpperCase() === "H") x = (relative ? x : 0) + (numbers[0] ?? 0);
    else if (command.toUpperCase() === "V") y = (relative ? y : 0) + (numbers[0] ?? 0);
    else if (numbers.length >= 2) {
      x = (relative ? x : 0) + (numbers.at(-2) ?? 0);
      y = (relative ? y : 0) + (numbers.at(-1) ?? 0);
    } else continue;
    boxes.push(box(x, y, 0, 0));
  }
  return union(boxes);
}

function moved({ left, top, right, bottom }: Box, [a, b, c, d, e, f]: Matrix): Box {
  const corners = [[left, top], [right, top], [left, bottom], [right, bottom]] as const;
  const xs = corners.map(([x, y]) => a * x + c * y + e), ys = corners.map(([x, y]) => b * x + d * y + f);
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
}

function transformOf(node: SvgNode): Matrix {
  const text = node.getAttribute?.("transform") ?? "";
  let matrix = IDENTITY;
  for (const [, name, list = ""] of text.matchAll(/(\w+)\(([^)]*)\)/g)) {
    const [p = 0, q, r = 0, s, t, u] = list.split(/[\s,]+/).filter(Boolean).map(Number);
    if (name === "translate") matrix = times(matrix, [1, 0, 0, 1, p, q ?? 0]);
    else if (name === "scale") matrix = times(matrix, [p, 0, 0, q ?? p, 0, 0]);
    else if (name === "matrix") matrix = times(matrix, [p, q ?? 0, r, s ?? 1, t ?? 0, u ?? 0]);
    else if (name === "rotate") {
      const [sin, cos] = [Math.sin(p * Math.PI / 180), Math.cos(p * Math.PI / 180)], x = q ?? 0;
      matrix = times(matrix, [cos, sin, -sin, cos, x - cos * x + sin * r, r - sin * x - cos * r]);
    }
  }
  return matrix;
}

function times([a, b, c, d, e, f]: Matrix, [g, h, i, j, k, l]: Matrix): Matrix {
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f];
}
