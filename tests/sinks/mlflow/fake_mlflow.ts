import { FakeTracking, type FakeTrackingOptions } from "./fake_tracking.ts";
import { serveWire, type WireAnswer, type WireRequest } from "./fake_http.ts";

/** Something that goes wrong with the requests whose path ends in `on`. */
export interface Fault {
  /** End of the path: `"runs/create"`; empty for every request. */
  readonly on: string;
  /** How often; once by default. */
  times?: number;
  /** How many such requests go well before; none by default. */
  after?: number;
  /**
   * `"reset before"`: the connection closes, nothing is done; `"reset after"`: it is done, then the connection
   * closes; `"cut"`: it is done, the answer is cut in half; an answer: that one, nothing is done.
   */
  readonly kind: "reset before" | "reset after" | "cut" | WireAnswer;
  /** The server answers nothing more afterwards, until `faults` is emptied. */
  readonly dies?: boolean;
}

/** How the server is set up. */
export interface FakeOptions extends FakeTrackingOptions {
  /** Host names that it accepts, as `--allowed-hosts`; all by default. */
  readonly allowedHosts?: readonly string[];
  /** The authorization header that it wants. */
  readonly authorization?: string;
  /** Answers what is not MLflow's own: a cloud, a login. */
  readonly others?: (request: WireRequest) => WireAnswer | undefined;
}

/** A request as it was logged. */
export interface LoggedRequest extends WireRequest {
  /** Method and end of the path: `"POST runs/create"`. */
  readonly call: string;
  /** Body as JSON, where it is. */
  readonly json: unknown;
}

/** An MLflow server on loopback; use `await using`. */
export interface FakeMlflow extends AsyncDisposable {
  /** Tracking URI. */
  readonly uri: string;
  /** What it holds. */
  readonly tracking: FakeTracking;
  /** Requests in the order they came. */
  readonly requests: readonly LoggedRequest[];
  /** Calls in the order they came: `["GET experiments/get-by-name", …]`. */
  readonly calls: readonly string[];
  /** Faults to come. */
  readonly faults: Fault[];
}

/** A web page, as Flask and proxies send it. */
export function page(status: number, headers: Readonly<Record<string, string>> = {}): WireAnswer {
  const body = `<!doctype html>\n<title>${status}</title>\n<h1>Something went wrong</h1>`;
  return { status, headers: { "content-type": "text/html; charset=utf-8", ...headers }, body };
}

/** Starts a server that behaves as MLflow 3.17.2 was measured to, with its silent losses. */
export function startFakeMlflow(options: FakeOptions = {}): FakeMlflow {
  const tracking = new FakeTracking(options);
  const requests: LoggedRequest[] = [];
  const faults: Fault[] = [];

  const answer = (request: WireRequest): WireAnswer => {
    if (request.path === "/version") {
      return { status: 200, headers: { "content-type": "text/html" }, body: "3.17.2" };
    }
    const other = options.others?.(request);
    if (other) return other;
    const host = (request.headers["host"] ?? "").replace(/:\d+$/, "");
    if (options.allowedHosts && !options.allowedHosts.includes(host)) {
      const body = "Invalid Host header - possible DNS rebinding attack detected";
      return { status: 403, headers: { "content-type": "text/plain" }, body };
    }
    if (options.authorization && request.headers["authorization"] !== options.authorization) {
      const headers = { "content-type": "text/html", "www-authenticate": 'Basic realm="mlflow"' };
      return { status: 401, headers, body: "You are not authenticated." };
    }
    return tracking.answer(request);
  };
  const server = serveWire((request) => {
    requests.push({ ...request, call: `${request.method} ${endOf(request.path)}`, json: jsonOf(request) });
    if (faults.some(({ dies, times = 1 }) => dies && times <= 0)) return "close";
    const fault = faults.find(({ on, times = 1 }) => request.path.endsWith(on) && times > 0);
    if (fault?.after) {
      fault.after--;
      return answer(request);
    }
    if (fault) fault.times = (fault.times ?? 1) - 1;
    if (fault && typeof fault.kind === "object") return fault.kind;
    if (fault?.kind === "reset before") return "close";
    const done = answer(request);
    return fault?.kind === "reset after" ? "close" : { ...done, cut: fault?.kind === "cut" };
  });
  return {
    uri: `http://127.0.0.1:${server.port}`,
    tracking,
    requests,
    faults,
    get calls() {
      return requests.map(({ call }) => call);
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function endOf(path: string): string {
  return path.replace(/^\/(?:ajax-)?api\/2\.0\/mlflow(?:-artifacts)?\//, "");
}

function jsonOf({ body, headers }: WireRequest): unknown {
  return headers["content-type"] === "application/json" && body.length > 0
    ? JSON.parse(new TextDecoder().decode(body))
    : undefined;
}
