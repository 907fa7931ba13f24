/**
 * Stands in for `jsr:@std/csv` where JSR cannot be reached: the part of its interface that wattbook uses.
 * Deno prefers a workspace member of the same name; a published wattbook imports the real package.
 *
 * @module
 */
export { parse, type ParseOptions, type ParseResult } from "./parse.ts";
export { type DataItem, stringify, type StringifyOptions } from "./stringify.ts";
