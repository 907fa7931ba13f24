import { deepEqual, equal } from "node:assert/strict";
import { type Box, ownBox, pageBox, type SvgNode } from "../../lib/display/svg_boxes.ts";

/** An element by hand, hung into its children. */
function element(
  nodeName: string,
  attributes: Record<string, string>,
  ...children: (SvgNode | string)[]
): SvgNode {
  const node = {
    nodeName,
    nodeType: 1,
    textContent: "",
    childNodes: [] as SvgNode[],
    parentNode: null as SvgNode | null,
    getAttribute: (name: string) => attributes[name] ?? null,
  };
  for (const child of children) {
    if (typeof child !== "string") node.childNodes.push(Object.assign(child, { parentNode: node }));
    else {node.childNodes.push({
        nodeName: "#text",
        nodeType: 3,
        textContent: child,
        childNodes: [],
        parentNode: node,
      });}
  }
  return node;
}

/** Left, top, right, bottom, rounded. */
const edges = (box: Box | undefined) =>
  box && [box.left, box.top, box.right, box.bottom].map((edge) => Math.round(edge * 1000) / 1000 + 0);

const RECT = { x: "1", y: "2", width: "10", height: "4" };

Deno.test("ownBox() of simple shapes", () => {
  deepEqual(edges(ownBox(element("rect", RECT))), [1, 2, 11, 6]);
  deepEqual(edges(ownBox(element("circle", { cx: "5", cy: "5", r: "2" }))), [3, 3, 7, 7]);
  deepEqual(edges(ownBox(element("path", { d: "M1,2L5,9H-3v-4" }))), [-3, 2, 5, 9]);
  equal(ownBox(element("path", { d: "" })), undefined);
  equal(ownBox(element("defs", {}, element("rect", RECT))), undefined);
});

Deno.test("ownBox() of text: width by the glyphs, 0.91 em above the base line and 0.24 em below", () => {
  // "Wi" is 944 + 222 thousandths: 11.66 pixels at 10 pixels.
  const style = "font-size:10px";
  deepEqual(edges(ownBox(element("text", { style, x: "100", y: "50" }, "Wi"))), [100, 40.9, 111.66, 52.4]);
  deepEqual(edges(ownBox(element("text", { style, "text-anchor": "middle" }, "Wi"))), [
    -5.83,
    -9.1,
    5.83,
    2.4,
  ]);
  deepEqual(edges(ownBox(element("text", { style, "text-anchor": "end" }, "Wi"))), [-11.66, -9.1, 0, 2.4]);
});

Deno.test("ownBox() of text in two lines, with a subscript of 70 %", () => {
  const line = (dy: string, ...inner: (SvgNode | string)[]) =>
    element("tspan", { class: "line", x: "0", dy }, ...inner);
  const text = element("text", { style: "font-size:10px" }, line("0em", "i"), line("1.3em", "W"));
  deepEqual(edges(ownBox(text)), [0, -9.1, 9.44, 15.4]);
  const sub = element(
    "text",
    { style: "font-size:10px" },
    "W",
    element("tspan", { style: "font-size:70%" }, "W"),
  );
  deepEqual(edges(ownBox(sub))?.[2], 16.048);
});

Deno.test("ownBox() of a group follows the transforms of what is in it, pageBox() those around it", () => {
  const inner = element("rect", { ...RECT, transform: "translate(10,20)" });
  const group = element("g", { transform: "rotate(90)" }, inner);
  deepEqual(edges(ownBox(group)), [11, 22, 21, 26]);
  deepEqual(edges(pageBox(group)), [-26, 11, -22, 21]);
  deepEqual(edges(pageBox(inner)), [-26, 11, -22, 21]);
});

Deno.test("pageBox() turns around a given point", () => {
  deepEqual(edges(pageBox(element("rect", { ...RECT, transform: "rotate(-90,1,2)" }))), [1, -8, 5, 2]);
  deepEqual(edges(pageBox(element("rect", { ...RECT, transform: "scale(2)" }))), [2, 4, 22, 12]);
  deepEqual(edges(pageBox(element("rect", { ...RECT, transform: "matrix(1,0,0,1,5,6)" }))), [6, 8, 16, 12]);
});
