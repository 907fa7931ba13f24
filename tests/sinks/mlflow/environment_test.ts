import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { realHost } from "../../../lib/host.ts";
import { connectionEnvironment } from "../../../lib/sinks/mlflow/environment.ts";
import { tempFolder } from "../../fixtures/temp_folder.ts";

const read = (environment: Record<string, string>, root = "/nowhere") =>
  connectionEnvironment(realHost({ root, environment }));

Deno.test("connectionEnvironment() of an empty environment asks for nothing", () => {
  deepStrictEqual(read({}), {
    login: undefined,
    token: undefined,
    workspace: undefined,
    insecureTls: false,
    serverCertPath: undefined,
    clientCertPath: undefined,
    patience: {},
  });
});

Deno.test("connectionEnvironment() takes user and password from the file of MLflow, the environment first", () => {
  using folder = tempFolder();
  Deno.mkdirSync(`${folder.path}/home/ada/.mlflow`, { recursive: true });
  Deno.writeTextFileSync(
    `${folder.path}/home/ada/.mlflow/credentials`,
    "[mlflow]\nmlflow_tracking_username = ada\nmlflow_tracking_password = from file\n",
  );
  const home = { HOME: "/home/ada" };
  deepStrictEqual(read(home, folder.path).login, { user: "ada", password: "from file" });
  const password = { ...home, MLFLOW_TRACKING_PASSWORD: "from environment" };
  deepStrictEqual(read(password, folder.path).login, { user: "ada", password: "from environment" });
  strictEqual(read(home).login, undefined);
});

Deno.test("connectionEnvironment() tries as often and as long as Python is told to", () => {
  deepStrictEqual(
    read({
      MLFLOW_HTTP_REQUEST_MAX_RETRIES: "7",
      MLFLOW_HTTP_REQUEST_TIMEOUT: "120",
      MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR: "2",
    }).patience,
    { tries: 8, totalS: Infinity, timeoutS: 120, firstPauseS: 2 },
  );
  deepStrictEqual(
    read({ MLFLOW_HTTP_REQUEST_TIMEOUT: "soon", MLFLOW_HTTP_REQUEST_MAX_RETRIES: "-1" }).patience,
    {},
  );
});

Deno.test.each(["MLFLOW_TRACKING_AWS_SIGV4", "MLFLOW_TRACKING_AUTH"])(
  "connectionEnvironment() refuses %s, which only Python has",
  (name) => {
    throws(
      () => read({ [name]: "true" }),
      new RegExp(`${name} is set, a plugin of MLflow for Python; should be`),
    );
    strictEqual(read({ [name]: "false" }).token, undefined);
  },
);
