import { PYTHON, testsThatNeed } from "../fixtures/needed_tool.ts";

/** A test that needs Python and PyPI: the real package reads or takes what was made here. */
export const peerTest = testsThatNeed(PYTHON);
