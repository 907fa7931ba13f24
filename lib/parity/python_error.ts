/** CodeCarbon throws where this is thrown: there is no figure to reproduce. */
export class PythonError extends Error {
  /** Names the error. */
  override name = "PythonError";
  /** Class that CodeCarbon throws there: `"ValueError"`. */
  readonly python: "ValueError" | "ZeroDivisionError";

  /** Takes the class that CodeCarbon throws, and why. */
  constructor(python: "ValueError" | "ZeroDivisionError", message: string) {
    super(message);
    this.python = python;
  }
}
