/**
 * Loaded before each file of tests. The meter of a process keeps its files open from its first run to the end; opened
 * here, they are nobody's leak, and examples in the docs need not close what their readers never see.
 *
 * @module
 */
import { theWorld } from "../../lib/track/world.ts";

theWorld();
