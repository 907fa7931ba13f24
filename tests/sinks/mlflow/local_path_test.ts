import assert from "node:assert/strict";
import { pathOfUri, percentDecoded, uriOfPath } from "../../../lib/sinks/mlflow/local_path.ts";

Deno.test.each([
  ["/home/me/a b/é#1?", "/home/me/a b/é#1?"],
  ["/home/100%25", "/home/100%2525"],
])("uriOfPath(%j) is read back by pathOfUri()", (path, uri) => {
  assert.equal(uriOfPath(path), uri);
  assert.equal(pathOfUri(uri), path);
});

Deno.test.each([
  ["file:///a/b%20c", "/a/b c"],
  ["file:/a", "/a"],
  ["file://localhost/a", "/a"],
  ["/plain/%", "/plain/%"],
  ["C:/mlruns/1", "C:/mlruns/1"],
  ["./mlruns/1", undefined],
  ["mlflow-artifacts:/0/run/artifacts", undefined],
  ["s3://bucket/1", undefined],
  ["", undefined],
])("pathOfUri(%j) is %j", (uri, expected) => {
  assert.equal(pathOfUri(uri), expected);
});

Deno.test.each([["a%20b", "a b"], ["%C3%BC", "ü"], ["100%", "100%"], ["%ff%zz", "%ff%zz"], ["a+b", "a+b"]])(
  "percentDecoded(%j) is %j",
  (text, expected) => {
    assert.equal(percentDecoded(text), expected);
  },
);
