// Everything that a stack may hold. A type that is not listed is refused, and so is a property that its type's
// template does not name.
import { tokens } from "../components/tokens.ts";
import * as edge from "./allowed/edge.ts";
import * as egress from "./allowed/egress.ts";
import * as platform from "./allowed/platform.ts";
import * as project from "./allowed/project.ts";
import * as relay from "./allowed/relay.ts";
import type { Allowed } from "./allowed/type.ts";

/** By type; a list holds the shapes of which a resource has one. */
export type Table = Readonly<Record<string, Allowed | readonly Allowed[]>>;

/** What every stack holds beside its school or platform. */
export const ofStack: Table = {
  "pulumi:pulumi:Stack": project.component,
  "pulumi:providers:alicloud": project.alicloudProvider,
  "pulumi:providers:kubernetes": project.kubernetesProvider,
  [tokens.DestroyGuard]: project.retirable,
};

export const ofSchool: Table = {
  [tokens.Address]: project.retirable,
  [tokens.AdoptedNat]: project.retirable,
  [tokens.Certificate]: project.component,
  [tokens.DedicatedNat]: project.retirable,
  [tokens.Egress]: project.component,
  [tokens.Listeners]: project.component,
  [tokens.Relay]: project.component,
  [tokens.Route]: project.retirable,
  [tokens.School]: project.retirable,
  [tokens.Source]: project.component,
  [tokens.VerifyFile]: project.retirable,
  "alicloud:ecs/eipAddress:EipAddress": egress.eipAddress,
  "alicloud:ecs/eipAssociation:EipAssociation": egress.eipAssociation,
  "alicloud:ecs/securityGroup:SecurityGroup": egress.securityGroup,
  "alicloud:ecs/securityGroupRule:SecurityGroupRule": relay.securityGroupRule,
  "alicloud:vpc/natGateway:NatGateway": egress.natGateway,
  "alicloud:vpc/routeEntry:RouteEntry": egress.routeEntry,
  "alicloud:vpc/routeTable:RouteTable": egress.routeTable,
  "alicloud:vpc/routeTableAttachment:RouteTableAttachment": egress.routeTableAttachment,
  "alicloud:vpc/snatEntry:SnatEntry": egress.snatEntry,
  "alicloud:vpc/switch:Switch": egress.vswitch,
  "kubernetes:apps/v1:Deployment": relay.deployment,
  "kubernetes:cert-manager.io/v1:Certificate": edge.certificate,
  "kubernetes:core/v1:ConfigMap": relay.configMap,
  "kubernetes:core/v1:Namespace": edge.namespace,
  "kubernetes:core/v1:Secret": edge.secret,
  "kubernetes:core/v1:Service": relay.service,
  "kubernetes:gateway.envoyproxy.io/v1alpha1:HTTPRouteFilter": edge.httpRouteFilter,
  "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute": edge.httpRoute,
  "kubernetes:gateway.networking.k8s.io/v1:ListenerSet": edge.listenerSet,
  "kubernetes:gateway.networking.k8s.io/v1:ReferenceGrant": edge.referenceGrant,
  "kubernetes:network.alibabacloud.com/v1beta1:PodNetworking": relay.podNetworking,
  "kubernetes:networking.k8s.io/v1:NetworkPolicy": relay.networkPolicy,
  "kubernetes:policy/v1:PodDisruptionBudget": relay.podDisruptionBudget,
};

export const ofPlatform: Table = {
  [tokens.Admission]: project.component,
  [tokens.Gateway]: project.retirable,
  [tokens.Issuer]: project.component,
  [tokens.Platform]: project.retirable,
  [tokens.Redirects]: project.component,
  [tokens.Upstream]: project.component,
  "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy": platform.admissionPolicy,
  "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicyBinding": platform.admissionBinding,
  "kubernetes:cert-manager.io/v1:ClusterIssuer": platform.clusterIssuer,
  "kubernetes:core/v1:Namespace": platform.namespace,
  "kubernetes:gateway.envoyproxy.io/v1alpha1:Backend": platform.backend,
  "kubernetes:gateway.envoyproxy.io/v1alpha1:BackendTrafficPolicy": platform.backendTrafficPolicy,
  "kubernetes:gateway.envoyproxy.io/v1alpha1:ClientTrafficPolicy": platform.clientTrafficPolicy,
  "kubernetes:gateway.envoyproxy.io/v1alpha1:EnvoyExtensionPolicy": platform.envoyExtensionPolicy,
  "kubernetes:gateway.envoyproxy.io/v1alpha1:EnvoyProxy": platform.envoyProxy,
  "kubernetes:gateway.networking.k8s.io/v1:BackendTLSPolicy": platform.backendTlsPolicy,
  "kubernetes:gateway.networking.k8s.io/v1:Gateway": platform.gateway,
  "kubernetes:gateway.networking.k8s.io/v1:GatewayClass": platform.gatewayClass,
};
