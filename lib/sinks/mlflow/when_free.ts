/** Answers of SQLite that pass by themselves: another writer, or MLflow that rebuilds a table in a migration. */
const HELD = /locked|busy|locking protocol|no such table|schema has changed/i;

/**
 * Does something with a store that other processes write too. While they hold it the event loop goes on, and it is
 * tried again: after 1 to 200 ms, at random, so that two that wait do not meet again and again.
 *
 * @param action What to do; as a whole, it may be done several times.
 * @param patienceMs Milliseconds after which its error is passed on. Default 10 s.
 */
export async function whenFree<Result>(action: () => Result, patienceMs = 10_000): Promise<Result> {
  const giveUpMs = performance.now() + patienceMs;
  for (let waitMs = 2;; waitMs = Math.min(200, waitMs * 2)) {
    try {
      return action();
    } catch (error) {
      // Somebody else's turn; anything else is for the caller.
      if (!(error instanceof Error && HELD.test(error.message)) || performance.now() > giveUpMs) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, waitMs * (0.5 + Math.random() / 2)));
  }
}
