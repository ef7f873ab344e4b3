import { expect, test } from "vitest";
import { Listeners } from "../../../components/edge/listeners.ts";
import { declare, named, outline } from "../../support/declare.ts";

test("one listener a host on :443, open to routes of the school's own namespace alone", async () => {
  const declaration = await declare(() => {
    const { name } = new Listeners("demo-listeners", {
      gateway: { name: "shared", namespace: "edge" },
      namespace: "school-demo",
      labels: { "schoolgate/school": "demo" },
      listeners: {
        api1: { host: "api1.xxxedu.cn", secretName: "api1-tls" },
        api2: { host: "api2.xxxedu.cn", secretName: "api2-tls" },
      },
    });
    return { name };
  });
  expect(outline(declaration)).toBe(
    `schoolgate:edge:Listeners demo-listeners
  kubernetes:gateway.networking.k8s.io/v1:ListenerSet demo-listeners-set`,
  );
  const listener = (key: string, hostname: string, secret: string) => ({
    name: key,
    hostname,
    port: 443,
    protocol: "HTTPS",
    tls: { mode: "Terminate", certificateRefs: [{ group: "", kind: "Secret", name: secret }] },
    allowedRoutes: { namespaces: { from: "Same" } },
  });
  expect(named(declaration, "demo-listeners-set").inputs).toEqual({
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "ListenerSet",
    metadata: {
      name: "school",
      namespace: "school-demo",
      labels: { "schoolgate/school": "demo" },
    },
    spec: {
      parentRef: {
        group: "gateway.networking.k8s.io",
        kind: "Gateway",
        name: "shared",
        namespace: "edge",
      },
      listeners: [
        listener("api1", "api1.xxxedu.cn", "api1-tls"),
        listener("api2", "api2.xxxedu.cn", "api2-tls"),
      ],
    },
  });
  expect(declaration.outputs).toEqual({ name: "school" });
});
