import assert from "node:assert/strict";
import { newConnection, writeConnectionFile } from "../../lib/jupyter/connection.ts";

Deno.test("newConnection() names five different ports on loopback that nobody uses", () => {
  const { ip, transport, signature_scheme, shell_port, control_port, iopub_port, stdin_port, hb_port } =
    newConnection();
  assert.deepEqual([ip, transport, signature_scheme], ["127.0.0.1", "tcp", "hmac-sha256"]);
  const ports = [shell_port, control_port, iopub_port, stdin_port, hb_port];
  assert.equal(new Set(ports).size, 5);
  for (const port of ports) Deno.listen({ hostname: "127.0.0.1", port }).close();
});

Deno.test("newConnection() has another key each time", () => {
  assert.notEqual(newConnection().key, newConnection().key);
});

Deno.test("writeConnectionFile() writes what Jupyter's clients read, for this user only, and removes it", () => {
  const connection = newConnection();
  const file = writeConnectionFile(connection);
  const content = JSON.parse(Deno.readTextFileSync(file.path));
  assert.deepEqual(content, { ...connection, kernel_name: "deno" });
  if (Deno.build.os !== "windows") assert.equal((Deno.statSync(file.path).mode ?? 0) & 0o777, 0o600);
  file[Symbol.dispose]();
  assert.throws(() => Deno.statSync(file.path), Deno.errors.NotFound);
  assert.throws(() => Deno.statSync(file.path.replace(/\/[^/]+$/, "")), Deno.errors.NotFound);
});
