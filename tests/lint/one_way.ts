/**
 * The house rules that a machine can check, as a plugin of `deno lint`: data flows one way from room to room,
 * files stay small and well named, a few doors stay shut. A room is the first name below `lib/`.
 *
 * @module
 */

const FACTS = ["units", "errors", "host"];
const FIGURES = [...FACTS, "sources", "meter", "energy", "carbon"];
const TRACK = [...FIGURES, "record", "models", "sinks", "display", "jupyter", "notebook", "parity"];
const DOOR = [...TRACK, "track"];

/** Which rooms a room may import, besides itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  units: [],
  errors: [],
  host: ["units"],
  sources: FACTS,
  meter: [...FACTS, "sources"],
  energy: [...FACTS, "sources", "meter"],
  carbon: FACTS,
  parity: FACTS,
  record: FIGURES,
  models: [...FACTS, "record"],
  sinks: [...FACTS, "record"],
  display: [...FACTS, "record"],
  jupyter: [],
  notebook: [...FACTS, "jupyter"],
  track: TRACK,
  magics: DOOR,
  kernel: DOOR,
  runner: DOOR,
  compat: DOOR,
  cli: [...DOOR, "magics", "kernel", "runner", "compat"],
};

const LINES = 200;
const VAGUE_NAMES = ["utils", "helpers", "common", "manager", "types", "index"];
const OWN_PACKAGE = /^(jsr:)?@wattbook\/track(@|\/|$)/;
const EXACT_NPM = /^npm:(@[^/@\s]+\/)?[^/@\s]+@\d+\.\d+\.\d+(-[\w.]+)?(\/\S*)?$/;

const root = new URL("../../", import.meta.url).pathname;

/** The plugin: six rules, each in words of its own where it reports. */
const plugin: Deno.lint.Plugin = {
  name: "wattbook",
  rules: {
    "one-way": { create: (context) => onImport((node, to) => reportBack(context, node, to)) },
    "short-file": { create: (context) => ({ Program: (node) => reportLength(context, node) }) },
    "file-name": { create: (context) => ({ Program: (node) => reportName(context, node) }) },
    "notebook-only": {
      create: (context) => ({
        MemberExpression: (node) => reportKernel(context, node, [propertyOf(node)], node.object),
        VariableDeclarator(node) {
          if (node.id.type !== "ObjectPattern" || !node.init) return;
          const names = node.id.properties.map((property) =>
            property.type === "Property" ? nameOf(property.key) : ""
          );
          reportKernel(context, node, names, node.init);
        },
      }),
    },
    "no-self-import": {
      create: (context) =>
        onImport((node, to) => {
          if (!OWN_PACKAGE.test(to) || roomOf(context.filename) === undefined) return;
          context.report({ node, message: `lib imports "${to}": JSR refuses a package that imports itself` });
        }),
    },
    "exact-npm": {
      create: (context) => ({
        Literal(node) {
          if (typeof node.value !== "string" || isImported(node)) return;
          reportRange(context, node, node.value);
        },
        TemplateLiteral(node) {
          // A hole in the text is no version that can be pinned in the lock.
          reportRange(context, node, node.quasis.map((quasi) => quasi.cooked).join("…"));
        },
      }),
    },
  },
};

export default plugin;

function reportBack(context: Deno.lint.RuleContext, node: Deno.lint.Node, to: string): void {
  const from = roomOf(context.filename);
  if (from === undefined || !to.startsWith(".")) return;
  const other = roomOf(new URL(to, `file://${absolute(context.filename)}`).pathname);
  const allowed = MAY_IMPORT[from];
  if (allowed === undefined) {
    return context.report({ node, message: `"${from}" is no room: give it a row in MAY_IMPORT` });
  }
  if (other === from || (other !== undefined && allowed.includes(other))) return;
  const what = other === undefined ? `"${to}", outside of lib` : other;
  const rooms = allowed.length > 0 ? `only ${allowed.join(", ")}` : "no other room";
  context.report({
    node,
    message: `${from} imports ${what}: data flows one way, ${from} may import ${rooms}`,
  });
}

function reportLength(context: Deno.lint.RuleContext, node: Deno.lint.Program): void {
  const path = absolute(context.filename);
  if (roomOf(path) === undefined || /^[a-z_]+\/data\//.test(path.slice(`${root}lib/`.length))) return;
  const lines = context.sourceCode.text.trimEnd().split("\n").length;
  if (lines > LINES) {
    context.report({ node, message: `The file has ${lines} lines, should have at most ${LINES}` });
  }
}

function reportName(context: Deno.lint.RuleContext, node: Deno.lint.Program): void {
  const name = absolute(context.filename).split("/").at(-1)?.replace(/(_test)?\.ts$/, "") ?? "";
  if (VAGUE_NAMES.includes(name)) {
    context.report({ node, message: `"${name}" says nothing: name the file after the one idea in it` });
  } else if (!/^[a-z0-9_]+$/.test(name)) {
    context.report({ node, message: `"${name}" should be in snake_case` });
  }
}

function reportKernel(
  context: Deno.lint.RuleContext,
  node: Deno.lint.Node,
  names: readonly string[],
  object: Deno.lint.Expression | Deno.lint.Super,
): void {
  const room = roomOf(context.filename);
  if (room === undefined || room === "notebook" || !isDeno(object)) return;
  const name = names.find((name) => name === "jupyter" || name === "internal");
  if (name) context.report({ node, message: `${room} touches Deno.${name}: only lib/notebook may` });
}

function reportRange(context: Deno.lint.RuleContext, node: Deno.lint.Node, text: string): void {
  if (roomOf(context.filename) === undefined || !/^npm:\S+$/.test(text) || EXACT_NPM.test(text)) return;
  context.report({ node, message: `"${text}" is loaded at run time: pin it as "npm:name@x.y.z"` });
}

/** Calls `visit` with every specifier that a file imports; types count. */
function onImport(visit: (node: Deno.lint.Node, specifier: string) => void): Deno.lint.LintVisitor {
  const withText = (node: Deno.lint.Node, source: Deno.lint.Node | null) => {
    if (source?.type === "Literal" && typeof source.value === "string") visit(node, source.value);
  };
  return {
    ImportDeclaration: (node) => withText(node, node.source),
    ExportNamedDeclaration: (node) => withText(node, node.source),
    ExportAllDeclaration: (node) => withText(node, node.source),
    ImportExpression: (node) => withText(node, node.source),
    TSImportType: (node) =>
      withText(node, node.argument.type === "TSLiteralType" ? node.argument.literal : null),
  };
}

/** First name below `lib/`, without `.ts`; `undefined` for files elsewhere. */
function roomOf(path: string): string | undefined {
  const whole = absolute(path);
  if (!whole.startsWith(`${root}lib/`)) return undefined;
  return whole.slice(`${root}lib/`.length).split("/")[0]?.replace(/\.ts$/, "");
}

function absolute(path: string): string {
  return path.startsWith("/") ? path : root + path;
}

/** Whether an expression is `Deno`, also behind `as` casts. */
function isDeno(node: Deno.lint.Expression | Deno.lint.Super): boolean {
  return node.type === "TSAsExpression"
    ? isDeno(node.expression)
    : node.type === "Identifier" && node.name === "Deno";
}

function propertyOf(node: Deno.lint.MemberExpression): string {
  return node.computed && node.property.type === "Identifier" ? "" : nameOf(node.property);
}

function nameOf(node: Deno.lint.Node): string {
  if (node.type === "Identifier") return node.name;
  return node.type === "Literal" ? String(node.value) : "";
}

/** The specifier of an import that Deno sees by itself: the range in `deno.json` and the lock are its pins. */
function isImported(node: Deno.lint.Literal): boolean {
  const seen = [
    "ImportDeclaration",
    "ExportNamedDeclaration",
    "ExportAllDeclaration",
    "ImportExpression",
    "TSLiteralType",
  ];
  return seen.includes(node.parent.type);
}
