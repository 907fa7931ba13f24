export { runReport } from "./run_report.ts";
export { comparisonReport, sessionReport } from "./session_report.ts";
