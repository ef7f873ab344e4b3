import { expect, test } from "vitest";
import { VerifyFile } from "../../../components/edge/verify-file.ts";
import { declare, named, outline } from "../../support/declare.ts";

const declared = () =>
  declare(() => {
    const { filterName, path } = new VerifyFile("demo-api1-file", {
      route: "api1",
      file: "WW_verify_54wuPnLpuTWkAF0Z.txt",
      body: "54wuPnLpuTWkAF0Z",
      namespace: "school-demo",
      labels: { "schoolgate/school": "demo" },
    });
    return { filterName, path };
  });
const metadata = {
  name: "verify-api1-54wupnlputwkaf0z-c2227e5f",
  namespace: "school-demo",
  labels: { "schoolgate/school": "demo" },
};

test("declares the file's content and what answers with it", async () => {
  const declaration = await declared();
  expect(outline(declaration)).toBe(
    `schoolgate:edge:VerifyFile demo-api1-file
  kubernetes:gateway.envoyproxy.io/v1alpha1:HTTPRouteFilter demo-api1-file-answer
  kubernetes:core/v1:ConfigMap demo-api1-file-content`,
  );
  expect(declaration.outputs).toEqual({
    filterName: "verify-api1-54wupnlputwkaf0z-c2227e5f",
    path: "/WW_verify_54wuPnLpuTWkAF0Z.txt",
  });
});

test("the content is the code alone, under the key that Envoy Gateway reads", async () => {
  const { inputs } = named(await declared(), "demo-api1-file-content");
  expect(inputs).toEqual({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata,
    data: { "response.body": "54wuPnLpuTWkAF0Z" },
  });
});

test("the answer is 200, plain text, from the content", async () => {
  const { inputs, dependencies } = named(await declared(), "demo-api1-file-answer");
  expect(inputs).toEqual({
    apiVersion: "gateway.envoyproxy.io/v1alpha1",
    kind: "HTTPRouteFilter",
    metadata,
    spec: {
      directResponse: {
        statusCode: 200,
        contentType: "text/plain",
        body: {
          type: "ValueRef",
          valueRef: { group: "", kind: "ConfigMap", name: "verify-api1-54wupnlputwkaf0z-c2227e5f" },
        },
      },
    },
  });
  expect(dependencies).toEqual(["demo-api1-file-content"]);
});

test("neither is taken away unasked: WeCom looks again after the domain is trusted", async () => {
  const declaration = await declared();
  expect(named(declaration, "demo-api1-file-content").options).toEqual({ protect: true });
  expect(named(declaration, "demo-api1-file-answer").options).toEqual({ protect: true });
});
