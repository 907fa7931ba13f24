import { type FakeMlflow, type FakeOptions, startFakeMlflow } from "./fake_mlflow.ts";
import type { WireAnswer, WireRequest } from "./fake_http.ts";

/** A model as it is stored. */
export interface FakeModel {
  readonly id: string;
  readonly name: string;
  readonly run: string;
  readonly tags: Map<string, string>;
  readonly params: Record<string, string>;
  /** Points by name, value, time and step. */
  readonly points: Set<string>;
  status: string;
}

/** A version in the registry. */
export interface FakeVersion {
  readonly name: string;
  readonly version: string;
  readonly source: string;
  readonly tags: Map<string, string>;
}

/** An MLflow 3 server: one that knows logged models and a registry. */
export interface FakeMlflow3 extends FakeMlflow {
  readonly models: FakeModel[];
  /** Links between runs and models, as often as they were made. */
  readonly outputs: { run: string; model: string }[];
  /** Which links the server tells of; all by default. */
  links: (models: readonly string[]) => readonly string[];
  readonly names: string[];
  readonly versions: FakeVersion[];
  readonly aliases: Map<string, string>;
  /** Files of models by model id and path. */
  readonly modelFiles: Map<string, Uint8Array>;
}

// deno-lint-ignore no-explicit-any -- a request of any form
type Body = any;
type Pairs = { key: string; value: string }[];

const json = (value: unknown, status = 200): WireAnswer => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(value),
});
const pairsOf = (map: Map<string, string>) => Array.from(map, ([key, value]) => ({ key, value }));
const mapOf = (pairs: Pairs = []) => new Map(pairs.map(({ key, value }) => [key, value]));

/** Starts it; answers as MLflow 3.17.2 was seen to. */
export function startFakeMlflow3(options: FakeOptions = {}): FakeMlflow3 {
  const models: FakeModel[] = [], outputs: { run: string; model: string }[] = [], names: string[] = [];
  const versions: FakeVersion[] = [], aliases = new Map<string, string>();
  const modelFiles = new Map<string, Uint8Array>();
  const infoOf = ({ id, status }: FakeModel) => ({
    info: { model_id: id, artifact_uri: `mlflow-artifacts:/1/models/${id}/artifacts`, status },
  });
  const find = (id: string) => models.find((model) => model.id === id);
  const versionOf = ({ tags, ...rest }: FakeVersion) => ({ ...rest, tags: pairsOf(tags) });

  const routes: Record<string, (body: Body, query: URLSearchParams, id: string) => WireAnswer> = {
    "POST logged-models/search": ({ filter }) => {
      const value = /= '(.*)'$/.exec(filter)?.[1];
      return json({
        models: models.filter(({ tags }) => tags.get("wattbook.model_id") === value).map(infoOf),
      });
    },
    "POST logged-models": ({ name, source_run_id, tags, params = [] }) => {
      const id = `m-${String(models.length + 1).padStart(32, "e")}`;
      const own = Object.fromEntries((params as Pairs).map(({ key, value }) => [key, value]));
      models.push({
        id,
        name,
        run: source_run_id,
        tags: mapOf(tags),
        params: own,
        points: new Set(),
        status: "LOGGED_MODEL_PENDING",
      });
      return json({ model: infoOf(models.at(-1) as FakeModel) });
    },
    "PATCH logged-models/ID": ({ status }, _, id) => {
      const model = find(id);
      if (model) model.status = status;
      return json({});
    },
    "PATCH logged-models/ID/tags": ({ tags }, _, id) => {
      for (const { key, value } of tags as Pairs) find(id)?.tags.set(key, value);
      return json({});
    },
    "POST runs/outputs": ({ run_id, models: [model] }) => {
      outputs.push({ run: run_id, model: model.model_id });
      return json({});
    },
    "POST registered-models/create": ({ name }) => {
      if (names.includes(name)) {
        return json(
          { error_code: "RESOURCE_ALREADY_EXISTS", message: `Registered Model (name=${name})` },
          400,
        );
      }
      names.push(name);
      return json({});
    },
    "GET model-versions/search": (_, query) => {
      const name = /^name = '(.*)'$/.exec(query.get("filter") ?? "")?.[1];
      return json({ model_versions: versions.filter((version) => version.name === name).map(versionOf) });
    },
    "POST model-versions/create": ({ name, source, tags }) => {
      const version = String(versions.filter((other) => other.name === name).length + 1);
      versions.push({ name, version, source, tags: mapOf(tags) });
      return json({ model_version: versionOf(versions.at(-1) as FakeVersion) });
    },
    "POST registered-models/alias": ({ name, alias, version }) => {
      aliases.set(`${name}@${alias}`, version);
      return json({});
    },
  };

  const others = (request: WireRequest): WireAnswer | undefined => {
    const { method, path, query, body } = request;
    const [, file = "", name = ""] =
      /^\/api\/2\.0\/mlflow-artifacts\/artifacts\/\d+\/models\/([\w-]+)\/artifacts\/(.+)$/.exec(path) ?? [];
    if (file) {
      modelFiles.set(`${file}/${name.split("/").map(decodeURIComponent).join("/")}`, body);
      return json({});
    }
    const route = path.replace("/api/2.0/mlflow/", ""), id = /m-[0-9a-f]{32}/.exec(route)?.[0] ?? "";
    const sent = body.length > 0 && method !== "GET" && method !== "PUT"
      ? JSON.parse(new TextDecoder().decode(body))
      : {};
    if (route === "runs/get") return withOutputs(query.get("run_id") ?? "", request);
    if (route === "runs/log-batch") {
      for (const { model_id, key, value, timestamp, step } of sent.metrics ?? []) {
        if (model_id) find(model_id)?.points.add(`${key} ${value} ${timestamp} ${step}`);
      }
      return undefined;
    }
    return routes[`${method} ${route.replace(id || /$^/, "ID")}`]?.(sent, query, id);
  };
  const withOutputs = (run: string, request: WireRequest): WireAnswer => {
    const answer = server.tracking.answer(request);
    if (answer.status !== 200) return answer;
    const value = JSON.parse(String(answer.body));
    const linked = server.links(outputs.filter((link) => link.run === run).map(({ model }) => model));
    return json({
      run: { ...value.run, outputs: { model_outputs: linked.map((model_id) => ({ model_id })) } },
    });
  };
  const links: FakeMlflow3["links"] = (models) => models;
  const server = Object.assign(startFakeMlflow({ ...options, others }), { links });
  return Object.assign(server, { models, outputs, names, versions, aliases, modelFiles });
}
