/**
 * Tag of a run that stands over the runs of a notebook session. A kernel is ended without a word, so one that has gone
 * leaves this run finished, not killed.
 */
export const SESSION_TAG = "wattbook.session";
