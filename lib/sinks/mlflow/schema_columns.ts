/** Values of a `lifecycle_stage` column. */
export const ACTIVE = "CHECK (lifecycle_stage IN ('active', 'deleted'))";

/** Type of a text column that may be empty. */
export const text = (length: number) => `VARCHAR(${length})`;

/** Type of a text column that has to be filled. */
export const required = (length: number) => `VARCHAR(${length}) NOT NULL`;

/** A foreign key with a name whose rows go when their target goes. */
export const owned = (name: string, column: string, target: string) =>
  `CONSTRAINT ${name} FOREIGN KEY (${column}) REFERENCES ${target} ON DELETE CASCADE`;
