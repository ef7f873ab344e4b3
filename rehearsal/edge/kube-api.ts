import { readFile } from "node:fs/promises";
import { Agent, type RequestOptions, request } from "node:https";
import { json, text } from "node:stream/consumers";
import { parse } from "yaml";

/** A Kubernetes object as the API has it. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly generation?: number;
    readonly deletionTimestamp?: string;
  };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** An answer of the API server that is not a success; the message is the server's own. */
export class KubeError extends Error {
  readonly status: number;
  /** The server's word for it, such as `NotFound` or `Invalid`. */
  readonly reason: string;

  constructor(status: number, reason: string, message: string) {
    super(message);
    this.status = status;
    this.reason = reason;
  }
}

interface Kubeconfig {
  readonly clusters: readonly [
    { cluster: { server: string; "certificate-authority-data": string } },
    ...unknown[],
  ];
  readonly users: readonly [{ user: { token: string } }, ...unknown[]];
}

/** Speaks to one API server, as the first cluster and user of a kubeconfig with a token say. */
export class KubeApi {
  readonly #server: URL;
  readonly #options: RequestOptions;
  readonly #plurals = new Map<
    string,
    Promise<ReadonlyMap<string, { plural: string; namespaced: boolean }>>
  >();

  constructor(server: string, authority: string, token: string) {
    this.#server = new URL(server);
    this.#options = {
      agent: new Agent({ keepAlive: true, ca: authority }),
      headers: { authorization: `Bearer ${token}`, accept: "application/json" },
    };
  }

  static async fromKubeconfig(path: string): Promise<KubeApi> {
    const { clusters, users } = parse(await readFile(path, "utf8")) as Kubeconfig;
    const { server, "certificate-authority-data": authority } = clusters[0].cluster;
    return new KubeApi(server, Buffer.from(authority, "base64").toString(), users[0].user.token);
  }

  /**
   * Server-side apply: makes the object or brings it to this form.
   * @param force takes fields over from other managers. Default: yes
   */
  async apply(object: KubeObject, manager: string, force = true): Promise<KubeObject> {
    const path = await this.pathOf(object);
    const query = new URLSearchParams({
      ...{ fieldManager: manager, force: `${force}`, fieldValidation: "Strict" },
    });
    return this.send("PATCH", `${path}?${query.toString()}`, object, "application/apply-patch+yaml");
  }

  async get(object: Pick<KubeObject, "apiVersion" | "kind" | "metadata">): Promise<KubeObject> {
    return this.send("GET", await this.pathOf(object));
  }

  /** Deletes the object; one that is not there is as good as deleted. */
  async delete(object: Pick<KubeObject, "apiVersion" | "kind" | "metadata">): Promise<void> {
    try {
      await this.send("DELETE", await this.pathOf(object));
    } catch (error) {
      if (!(error instanceof KubeError && error.status === 404)) throw error;
    }
  }

  /** The object's path in the API, by the server's own list of kinds. */
  async pathOf({
    apiVersion,
    kind,
    metadata,
  }: Pick<KubeObject, "apiVersion" | "kind" | "metadata">): Promise<string> {
    const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const found = (await this.#kinds(root)).get(kind);
    if (found === undefined) {
      this.#plurals.delete(root);
      throw new KubeError(404, "NotFound", `the API server has no kind ${kind} in ${apiVersion}`);
    }
    const place = found.namespaced ? `/namespaces/${metadata.namespace ?? "default"}` : "";
    return `${root}${place}/${found.plural}/${metadata.name}`;
  }

  async #kinds(root: string): Promise<ReadonlyMap<string, { plural: string; namespaced: boolean }>> {
    const known = this.#plurals.get(root) ?? this.#discover(root);
    this.#plurals.set(root, known);
    known.catch(() => this.#plurals.delete(root));
    return known;
  }

  async #discover(root: string) {
    const list = await this.send<{
      resources: { name: string; kind: string; namespaced: boolean }[];
    }>("GET", root);
    return new Map(
      list.resources
        .filter(({ name }) => !name.includes("/"))
        .map(({ name, kind, namespaced }) => [kind, { plural: name, namespaced }]),
    );
  }

  /** One call of the API; an answer that is no JSON, such as that of /readyz, is given as text. */
  async send<Answer = KubeObject>(
    method: string,
    path: string,
    body?: object,
    type = "application/json",
  ): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const headers = { ...this.#options.headers, ...(body === undefined ? {} : { "content-type": type }) };
    const call = request(new URL(path, this.#server), { ...this.#options, method, headers }, (answer) => {
      const status = answer.statusCode ?? 0;
      const isJson = answer.headers["content-type"]?.startsWith("application/json");
      if (status < 300) (isJson ? json : text)(answer).then((value) => resolve(value as Answer), reject);
      else text(answer).then((value) => reject(errorOf(status, value)), reject);
    });
    call.on("error", reject);
    call.end(body === undefined ? undefined : JSON.stringify(body));
    return promise;
  }
}

function errorOf(status: number, body: string): KubeError {
  try {
    const { reason, message } = JSON.parse(body) as { reason?: string; message?: string };
    return new KubeError(status, reason ?? "Unknown", message ?? body);
  } catch {
    return new KubeError(status, "Unknown", body.trim());
  }
}
