import type { DatabaseSync, StatementSync } from "node:sqlite";
import { SinkError } from "../sink_error.ts";
import { sqliteError } from "./sqlite_error.ts";
import { whenFree } from "./when_free.ts";

/** A SQLite file kept open: each statement is compiled once, and every write is one short transaction. */
export class SqliteFile {
  /** The file, absolute. */
  readonly path: string;
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** Takes over an open database. */
  constructor(database: DatabaseSync, path: string) {
    this.#database = database;
    this.path = path;
  }

  /** The statement, compiled at first use. SQLite itself compiles it anew when a migration changed the tables. */
  prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) this.#statements.set(sql, statement = this.#database.prepare(sql));
    return statement;
  }

  /**
   * Reads; a file that another process holds is waited for without blocking this one.
   *
   * @throws {SinkError} `Cannot <attempt> in "<file>": …`.
   */
  read<Result>(attempt: string, action: () => Result): Promise<Result> {
    return this.#attempt(attempt, action);
  }

  /** Writes all or nothing, otherwise like `read()`. */
  write<Result>(attempt: string, action: () => Result): Promise<Result> {
    return this.#attempt(attempt, () => this.#transaction(action));
  }

  /** Moves what the write-ahead log holds into the file; with other readers at work as much as they allow. */
  consolidate(): void {
    if (this.#database.isOpen) this.#database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  }

  /** Closes the file; a second time does nothing. */
  close(): void {
    this.#statements.clear();
    if (this.#database.isOpen) this.#database.close();
  }

  async #attempt<Result>(attempt: string, action: () => Result): Promise<Result> {
    try {
      return await whenFree(action);
    } catch (error) {
      throw error instanceof SinkError ? error : sqliteError(attempt, this.path, error);
    }
  }

  #transaction<Result>(action: () => Result): Result {
    this.prepare("BEGIN IMMEDIATE").run();
    try {
      const result = action();
      this.prepare("COMMIT").run();
      return result;
    } catch (error) {
      // A full disk ends the transaction by itself; rolling back again would hide the reason.
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
  }
}
