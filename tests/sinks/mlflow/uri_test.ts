import assert from "node:assert/strict";
import { parseTrackingUri, sqliteUri, type Target, withoutSecrets } from "../../../lib/sinks/mlflow/uri.ts";

const CASES: readonly (readonly [string, Target])[] = [
  ["none", { kind: "none" }],
  ["sqlite:///mlflow.db", { kind: "sqlite", path: "mlflow.db" }],
  ["sqlite:////home/me/mlflow.db", { kind: "sqlite", path: "/home/me/mlflow.db" }],
  ["sqlite:///sub/ü b.db", { kind: "sqlite", path: "sub/ü b.db" }],
  ["sqlite:////100%2525/a%3Fb.db", { kind: "sqlite", path: "/100%25/a?b.db" }],
  ["sqlite:///mlflow.db?timeout=30", { kind: "sqlite", path: "mlflow.db" }],
  ["http://127.0.0.1:5000", { kind: "rest", url: "http://127.0.0.1:5000" }],
  ["https://host/mlflow/", { kind: "rest", url: "https://host/mlflow" }],
  ["https://me:p%40ss@host", { kind: "rest", url: "https://host", user: "me", password: "p@ss" }],
  ["https://me:100%@host", { kind: "rest", url: "https://host", user: "me", password: "100%" }],
];

Deno.test.each(CASES)("parseTrackingUri(%j) is %j", (text, expected) => {
  assert.deepEqual(parseTrackingUri(text), expected);
});

Deno.test.each([
  [
    "postgresql://me:secret@host/db",
    'Cannot log to MLflow at "postgresql://***@host/db": start "mlflow server --backend-store-uri …" and give its http:// address',
  ],
  [
    "databricks",
    'Cannot log to MLflow at "databricks": this kind of server is not supported yet, should be http(s):// or sqlite:///',
  ],
  [
    "./mlruns",
    'Cannot log to MLflow at "./mlruns": file stores are closed since MLflow 3.13, should be "sqlite:///mlflow.db"',
  ],
  [
    "sqlite://mlflow.db",
    'Cannot log to MLflow at "sqlite://mlflow.db": should be "http(s)://…", "sqlite:///mlflow.db" or "none"',
  ],
  ["", 'Cannot log to MLflow at "": should be "http(s)://…", "sqlite:///mlflow.db" or "none"'],
])("parseTrackingUri(%j) says what is accepted", (text, message) => {
  assert.throws(() => parseTrackingUri(text), new TypeError(message));
});

Deno.test.each(["/home/me/mlflow.db", "/a b/100%25/what?.db", "relative/ü.db", "/50%/x#1.db"])(
  "sqliteUri(%j) is read back by parseTrackingUri()",
  (path) => {
    assert.deepEqual(parseTrackingUri(sqliteUri(path)), { kind: "sqlite", path });
  },
);

Deno.test.each([
  ["https://me:secret@host/x", "https://***@host/x"],
  ["https://host/x?token=abc&a=1", "https://host/x?token=***&a=1"],
  ["https://host/x?api_key=abc", "https://host/x?api_key=***"],
  ["sqlite:////home/me/mlflow.db", "sqlite:////home/me/mlflow.db"],
])("withoutSecrets(%j) is %j", (uri, expected) => {
  assert.equal(withoutSecrets(uri), expected);
});
