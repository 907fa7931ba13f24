import assert from "node:assert/strict";
import {
  fileUri,
  parseTrackingUri,
  sqliteUri,
  type Target,
  withoutSecrets,
} from "../../../lib/sinks/mlflow/uri.ts";

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
  ["databricks", { kind: "rest", url: "databricks", service: "databricks" }],
  ["databricks://lab", { kind: "rest", url: "databricks://lab", service: "databricks", profile: "lab" }],
  [
    "azureml://westeurope.api.azureml.ms/mlflow/v1.0/subscriptions/1/workspaces/w?x=1",
    {
      kind: "rest",
      url: "https://westeurope.api.azureml.ms/mlflow/v1.0/subscriptions/1/workspaces/w",
      service: "azureml",
    },
  ],
  ["file:///home/me/mlruns", { kind: "file", path: "/home/me/mlruns" }],
  ["file://localhost/a%20b/mlruns", { kind: "file", path: "/a b/mlruns" }],
  ["file:mlruns", { kind: "file", path: "mlruns" }],
  ["file:///C:/Users/me/mlruns", { kind: "file", path: "C:/Users/me/mlruns" }],
  ["./mlruns", { kind: "file", path: "./mlruns" }],
  ["/scratch/100%25/mlruns", { kind: "file", path: "/scratch/100%25/mlruns" }],
  ["mlruns", { kind: "file", path: "mlruns" }],
  ["https://me:100%@host", { kind: "rest", url: "https://host", user: "me", password: "100%" }],
];

const ACCEPTED =
  'should be "http(s)://…", "databricks", "azureml://…", "sqlite:///mlflow.db", "file:…" or "none"';

Deno.test.each(CASES)("parseTrackingUri(%j) is %j", (text, expected) => {
  assert.deepEqual(parseTrackingUri(text), expected);
});

Deno.test.each([
  [
    "postgresql://me:secret@host/db",
    'Cannot log to MLflow at "postgresql://***@host/db": start "mlflow server --backend-store-uri …" and give its http:// address',
  ],
  [
    "mysql+pymysql://me:secret@host/db",
    'Cannot log to MLflow at "mysql+pymysql://***@host/db": start "mlflow server --backend-store-uri …" and give its http:// address',
  ],
  [
    "databricks://scope:prefix",
    'Cannot log to MLflow at "databricks://scope:prefix": should be "databricks" or "databricks://profile"',
  ],
  ["localhost:5000", `Cannot log to MLflow at "localhost:5000": ${ACCEPTED}`],
  [
    "sqlite://mlflow.db",
    `Cannot log to MLflow at "sqlite://mlflow.db": ${ACCEPTED}`,
  ],
  ["", `Cannot log to MLflow at "": ${ACCEPTED}`],
])("parseTrackingUri(%j) says what is accepted", (text, message) => {
  assert.throws(() => parseTrackingUri(text), new TypeError(message));
});

Deno.test.each(["/home/me/mlflow.db", "/a b/100%25/what?.db", "relative/ü.db", "/50%/x#1.db"])(
  "sqliteUri(%j) is read back by parseTrackingUri()",
  (path) => {
    assert.deepEqual(parseTrackingUri(sqliteUri(path)), { kind: "sqlite", path });
  },
);

Deno.test.each(["/home/me/mlruns", "/a b/100%25/what?#1", "/ü/mlruns"])(
  "fileUri(%j) is read back by parseTrackingUri()",
  (path) => {
    assert.deepEqual(parseTrackingUri(fileUri(path)), { kind: "file", path });
    assert.equal(fileUri(`${path}/./x/`), fileUri(`${path}/x`));
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
