/** Where a run is logged, as far as that is known when it is shown. */
export interface Destination {
  /** Only journalled, on its way, there, or refused. */
  readonly state: "journal" | "sending" | "stored" | "failed";
  /** Tracking URI without secrets; `undefined` when the run goes to the journal alone. */
  readonly uri?: string;
  /** Address of the run's page, or the command that opens the store. */
  readonly link?: string;
  /** What went wrong, with the remedy, on one line. */
  readonly problem?: string;
}
