export { runReport } from "./run_report.ts";
export { sessionReport } from "./session_report.ts";
