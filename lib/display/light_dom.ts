import { type Box, ownBox, pageBox, type SvgNode } from "./svg_boxes.ts";

/** The part of linkedom that is used here. */
export interface Linkedom {
  /** Parses a page and gives what a window has. */
  parseHTML(html: string): LinkedomWindow;
}

/** What linkedom has of a window. */
export interface LinkedomWindow extends Readonly<Record<string, unknown>> {
  /** The page. */
  readonly document: LightDocument;
  /** Class of all elements. */
  readonly Element: { readonly prototype: object };
  /** Class of the elements of an SVG. */
  readonly SVGElement: { readonly prototype: object };
}

/** The part of a document that the drawing touches itself. */
export interface LightDocument {
  /** Where a plot is hung in. */
  readonly body: { append(element: LightElement): void };
  /** Makes an element. */
  createElement(name: string): LightElement;
}

/** An element that a plot is drawn into. */
export interface LightElement {
  /** Takes it out of the page. */
  remove(): void;
}

/** The names that Plotly looks up in a browser's globals, and what they are here. */
export type LightWindow = Readonly<Record<string, unknown>> & { readonly document: LightDocument };

const NOTHING = { left: 0, top: 0, right: 0, bottom: 0 };

/**
 * A window good enough for Plotly to draw into: linkedom's document, with the boxes of elements, which it lacks.
 * Nothing is put into the globals, so that no library takes the notebook for a browser.
 *
 * @param linkedom The package.
 */
export function openLightWindow(linkedom: Linkedom): LightWindow {
  const { document, Element, HTMLElement, SVGElement, DOMParser, Node } = linkedom.parseHTML(
    "<html><head></head><body></body></html>",
  );
  // Plotly compares node names as a browser writes those of an SVG, in small letters: without this second lines of
  // a title lose their place.
  Object.defineProperty(SVGElement.prototype, "nodeName", {
    configurable: true,
    get(this: { localName: string }) {
      return this.localName;
    },
  });
  method(Element.prototype, "getBBox", (node) => rectangle(ownBox(node)));
  method(Element.prototype, "getBoundingClientRect", (node) => rectangle(pageBox(node)));
  const window: Record<string, unknown> & { document: LightDocument } = {
    document,
    Element,
    HTMLElement,
    SVGElement,
    DOMParser,
    Node,
    XMLSerializer: class {
      serializeToString = String;
    },
    // There are no style sheets: the computed style is the element's own.
    getComputedStyle: (node: { readonly style: unknown }) => node.style,
    navigator: { userAgent: "" },
    URL: { createObjectURL: () => "", revokeObjectURL: () => {} },
    // A still picture waits for nothing and moves nothing; no timer is left behind.
    setTimeout: () => 0,
    clearTimeout: () => {},
    requestAnimationFrame: () => 0,
    cancelAnimationFrame: () => {},
    addEventListener: () => {},
    removeEventListener: () => {},
  };
  for (const self of ["window", "self", "globalThis"]) window[self] = window;
  Object.defineProperty(document, "defaultView", { configurable: true, value: window });
  return window;
}

function method(prototype: object, name: string, answer: (node: SvgNode) => unknown): void {
  Object.defineProperty(prototype, name, {
    configurable: true,
    writable: true,
    value(this: SvgNode) {
      return answer(this);
    },
  });
}

function rectangle(box: Box = NOTHING): Box & { x: number; y: number; width: number; height: number } {
  return { ...box, x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top };
}
