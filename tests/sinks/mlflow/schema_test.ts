import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { REVISION, schemaStatements } from "../../../lib/sinks/mlflow/schema.ts";
import expected from "../../fixtures/mlflow/schema_6953534de441.json" with { type: "json" };
import { describeSchema, type SchemaFacts } from "../../fixtures/mlflow/describe_schema.ts";

const facts: SchemaFacts = expected;

function ours(): SchemaFacts {
  using database = new DatabaseSync(":memory:");
  for (const statement of schemaStatements()) database.exec(statement);
  return describeSchema(database);
}

Deno.test("schemaStatements() make the 22 tables of MLflow 3.0 and alembic_version, nothing else", () => {
  const { tables, others, revisions } = ours();
  assert.equal(Object.keys(tables).length, 23);
  assert.deepEqual(Object.keys(tables), Object.keys(facts.tables));
  assert.deepEqual(others, []);
  assert.deepEqual(revisions, ["6953534de441"]);
  assert.equal(REVISION, "6953534de441");
});

Deno.test.each(Object.keys(facts.tables))("schemaStatements() make table %s as MLflow does", (table) => {
  assert.deepEqual(ours().tables[table], facts.tables[table]);
  assert.deepEqual(
    Object.keys(ours().tables[table]?.columns ?? {}),
    Object.keys(facts.tables[table]?.columns ?? {}),
  );
});

Deno.test("schemaStatements() make the 12 indexes of MLflow 3.0", () => {
  assert.equal(facts.indexes.length, 12);
  assert.deepEqual(ours().indexes, facts.indexes);
});
