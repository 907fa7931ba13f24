import { messageOf } from "../../errors.ts";
import { z } from "zod";
import type { Host } from "../../host.ts";
import { quoted } from "../quoted.ts";
import { SinkError } from "../sink_error.ts";
import { clientCredentials } from "./client_credentials.ts";
import { homeFile } from "./environment.ts";
import { readIni } from "./ini_file.ts";
import { MLFLOW_LIMITS } from "./limits.ts";
import { bearer } from "./rest_auth.ts";
import type { Server, ServerOptions } from "./server.ts";
import { percentDecoded } from "./local_path.ts";

const CREDENTIALS = "set DATABRICKS_HOST and DATABRICKS_TOKEN, or DATABRICKS_CLIENT_ID and " +
  "DATABRICKS_CLIENT_SECRET, or write them into ~/.databrickscfg";

const me = z.object({ userName: z.string().min(1) });

/**
 * A Databricks workspace, from its documentation: a personal token, or a service principal (OAuth, machine to
 * machine), of the environment or of `~/.databrickscfg`. A profile in the URI is looked up in the file alone.
 *
 * @throws {SinkError} When address or credentials are not known.
 */
export function databricksServer({ target, host }: ServerOptions): Server {
  const login = loginOf(target.profile, host);
  const where = target.profile ? ` in profile "${target.profile}" of ~/.databrickscfg` : "";
  if (login.host === undefined) {
    throw new SinkError(`Cannot log to "${target.url}": no host is known${where}, ${CREDENTIALS}`);
  }
  const url = (/^https?:\/\//.test(login.host) ? login.host : `https://${login.host}`).replace(/\/+$/, "");
  const auth = authOf(url, login, host);
  if (auth === undefined) {
    throw new SinkError(`Cannot log to "${url}": no token is known${where}, ${CREDENTIALS}`);
  }
  let home: Promise<string> | undefined;
  return {
    url,
    limits: MLFLOW_LIMITS,
    files: "signed",
    credentials: CREDENTIALS,
    auth,
    async experimentName(name, caller) {
      if (name.startsWith("/")) return name;
      const call = { what: "ask who we are", method: "GET", path: "/api/2.0/preview/scim/v2/Me" } as const;
      home ??= caller.ask(call, me).then(({ userName }) => `/Users/${userName}`);
      try {
        // Experiments are files there: a slash would ask for a folder that nobody has made.
        return `${await home}/${name.replaceAll("/", "_")}`;
      } catch (cause) {
        home = undefined;
        const reason = messageOf(cause);
        throw new SinkError(
          `Cannot log to experiment ${quoted(name)}: Databricks wants a path of the workspace, ` +
            `"/Users/you@example.org/${name.slice(0, 60)}" (${reason})`,
          { passing: cause instanceof SinkError && cause.passing, cause },
        );
      }
    },
    link: (experimentId, runId) => `${url}/ml/experiments/${experimentId}/runs/${runId}`,
  };
}

/** What is known of a workspace. */
interface Login {
  readonly host: string | undefined;
  readonly token: string | undefined;
  readonly id: string | undefined;
  readonly secret: string | undefined;
}

function loginOf(named: string | undefined, host: Host): Login {
  const fromEnvironment = {
    host: host.env("DATABRICKS_HOST"),
    token: host.env("DATABRICKS_TOKEN"),
    id: host.env("DATABRICKS_CLIENT_ID"),
    secret: host.env("DATABRICKS_CLIENT_SECRET"),
  };
  if (named === undefined && fromEnvironment.host !== undefined) return fromEnvironment;
  const profile = named === undefined
    ? host.env("DATABRICKS_CONFIG_PROFILE") ?? "DEFAULT"
    : percentDecoded(named);
  const section = readIni(configOf(host) ?? "").get(profile);
  return {
    host: section?.get("host"),
    token: section?.get("token"),
    id: section?.get("client_id"),
    secret: section?.get("client_secret"),
  };
}

function configOf(host: Host): string | undefined {
  const named = host.env("DATABRICKS_CONFIG_FILE");
  if (named === undefined) return homeFile(host, ".databrickscfg");
  try {
    return host.readText(named);
  } catch (cause) {
    const reason = messageOf(cause);
    throw new SinkError(`Cannot read "${named}" (DATABRICKS_CONFIG_FILE): ${reason}`, { cause });
  }
}

function authOf(url: string, { token, id, secret }: Login, host: Host): Server["auth"] | undefined {
  if (token !== undefined) return () => Promise.resolve(bearer(token));
  if (id === undefined || secret === undefined) return undefined;
  return clientCredentials({ url: `${url}/oidc/v1/token`, id, secret, scope: "all-apis", as: "basic" }, host);
}
