import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { broughtSecretName, tlsSecretName } from "../names.ts";
import { tokens } from "../tokens.ts";

/** A certificate that the school brings, in PEM. */
export interface BroughtCertificate {
  /** The certificate and its intermediates, leaf first. */
  readonly chain: pulumi.Input<string>;
  /** Its private key. */
  readonly key: pulumi.Input<string>;
}

export interface CertificateArgs {
  /** Key of the route, such as `api1`. */
  readonly route: string;
  /** The one host it is for. Certificates that share a host make Envoy Gateway switch HTTP/2 off for both. */
  readonly host: string;
  readonly namespace: pulumi.Input<string>;
  readonly labels: Record<string, string>;
  /** Who signs it: cert-manager's issuer, or the school, which brings it. */
  readonly from:
    | { readonly issuer: { readonly kind: string; readonly name: string } }
    | { readonly brought: BroughtCertificate };
}

/** The TLS certificate of one host, as the Secret that the school's listener refers to. */
export class Certificate extends pulumi.ComponentResource {
  /** The Secret with tls.crt and tls.key. cert-manager makes it once the host points at the gateway. */
  readonly secretName: string;

  constructor(name: string, args: CertificateArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.Certificate, name, {}, opts);
    if ("issuer" in args.from) {
      this.secretName = tlsSecretName(args.route);
      this.#request(name, args, args.from.issuer);
    } else {
      this.secretName = broughtSecretName(args.route);
      this.#store(name, args, args.from.brought);
    }
    this.registerOutputs({ secretName: this.secretName });
  }

  #request(name: string, args: CertificateArgs, issuer: { kind: string; name: string }): void {
    new k8s.apiextensions.CustomResource(
      `${name}-certificate`,
      {
        apiVersion: "cert-manager.io/v1",
        kind: "Certificate",
        metadata: { name: args.route, namespace: args.namespace, labels: args.labels },
        spec: {
          secretName: this.secretName,
          secretTemplate: { labels: args.labels },
          dnsNames: [args.host],
          issuerRef: { group: "cert-manager.io", ...issuer },
          privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
          // A share of the lifetime, not days: public lifetimes shrink to 47 days by 2029.
          renewBeforePercentage: 33,
        },
      },
      { parent: this },
    );
  }

  #store(name: string, args: CertificateArgs, brought: BroughtCertificate): void {
    new k8s.core.v1.Secret(
      `${name}-secret`,
      {
        metadata: { name: this.secretName, namespace: args.namespace, labels: args.labels },
        type: "kubernetes.io/tls",
        // A secret in state and in every output, with the chain: the SDK takes a Secret's data as a whole.
        stringData: { "tls.crt": brought.chain, "tls.key": brought.key },
      },
      { parent: this },
    );
  }
}
