// A pod's template as the API server merges and completes it. It stays open: nothing is scheduled here.
import { atomic, listOf, open, some, string, strings } from "./schema-parts.ts";
import type { JsonSchema } from "./schemas.ts";

const integer = (value: number): JsonSchema => ({ type: "integer", default: value });
const text = (value: string): JsonSchema => ({ ...string, default: value });

const httpGet = some({ scheme: text("HTTP") });
const probe = some({
  httpGet,
  timeoutSeconds: integer(1),
  periodSeconds: integer(10),
  successThreshold: integer(1),
  failureThreshold: integer(3),
});
const hook = some({ httpGet });

const env = some({
  valueFrom: some({
    configMapKeyRef: atomic(open),
    fieldRef: atomic(some({ apiVersion: text("v1") })),
    fileKeyRef: atomic(open),
    resourceFieldRef: atomic(open),
    secretKeyRef: atomic(open),
  }),
});

const resources = some({ claims: listOf(open, "name") });

const container = some(
  {
    name: string,
    env: listOf(env, "name"),
    ports: listOf(some({ protocol: text("TCP") }), "containerPort", "protocol"),
    volumeMounts: listOf(open, "mountPath"),
    volumeDevices: listOf(open, "devicePath"),
    resources: { ...resources, default: {} },
    livenessProbe: probe,
    readinessProbe: probe,
    startupProbe: probe,
    lifecycle: some({ postStart: hook, preStop: hook }),
    terminationMessagePath: text("/dev/termination-log"),
    terminationMessagePolicy: text("File"),
  },
  "name",
);

const files = some({ defaultMode: integer(0o644) });
const volume = some({
  configMap: files,
  secret: files,
  downwardAPI: files,
  projected: files,
  csi: some({ nodePublishSecretRef: atomic(open) }),
});

/** A pod's template; `spec.containers` must be there. */
export const podTemplate: JsonSchema = {
  ...some({
    metadata: open,
    spec: some(
      {
        containers: { ...listOf(container, "name"), minItems: 1 },
        initContainers: listOf(container, "name"),
        volumes: listOf(volume, "name"),
        hostAliases: listOf(open, "ip"),
        imagePullSecrets: listOf(atomic(open), "name"),
        nodeSelector: atomic(strings),
        resourceClaims: listOf(open, "name"),
        resources,
        schedulingGates: listOf(open, "name"),
        topologySpreadConstraints: listOf(
          some({ labelSelector: atomic(open) }),
          ...["topologyKey", "whenUnsatisfiable"],
        ),
        restartPolicy: text("Always"),
        terminationGracePeriodSeconds: integer(30),
        dnsPolicy: text("ClusterFirst"),
        securityContext: { ...open, default: {} },
        schedulerName: text("default-scheduler"),
      },
      "containers",
    ),
  }),
  additionalProperties: false,
};
