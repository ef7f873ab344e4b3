package main

import (
	"context"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/metadata/metadatainformer"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/controller-manager/pkg/informerfactory"
	"k8s.io/kubernetes/pkg/controller/deployment"
	"k8s.io/kubernetes/pkg/controller/endpoint"
	"k8s.io/kubernetes/pkg/controller/endpointslice"
	"k8s.io/kubernetes/pkg/controller/garbagecollector"
	"k8s.io/kubernetes/pkg/controller/namespace"
	"k8s.io/kubernetes/pkg/controller/replicaset"
)

// As kube-controller-manager has them.
const (
	endpointsPerSlice = 100
	discoveryPeriod   = 30 * time.Second
	resync            = 12 * time.Hour
)

// Of kube-controller-manager's controllers those that a relay needs to become ready, and that an object needs to be gone:
// Pulumi deletes in the foreground, which leaves an object to the garbage collector, and a namespace has to be emptied.
func startKubernetes(ctx context.Context, group *sync.WaitGroup, kubeconfig string) {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	check(err)
	// The client's default of 5 calls a second would take half a minute to empty a namespace, kind by kind.
	config.QPS, config.Burst = 100, 100
	client, err := kubernetes.NewForConfig(rest.AddUserAgent(config, "kubernetes-controllers"))
	check(err)
	objects, err := metadata.NewForConfig(config)
	check(err)
	factory := informers.NewSharedInformerFactory(client, resync)
	objectsFactory := metadatainformer.NewSharedInformerFactory(objects, resync)
	core, apps := factory.Core().V1(), factory.Apps().V1()

	started := make(chan struct{})
	garbage, err := garbagecollector.NewGarbageCollector(
		ctx, client, objects,
		restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(client.Discovery())),
		garbagecollector.DefaultIgnoredResources(),
		informerfactory.NewInformerFactory(factory, objectsFactory), started)
	check(err)
	namespaces := namespace.NewNamespaceController(
		ctx, client, objects, client.Discovery().ServerPreferredNamespacedResources,
		core.Namespaces(), resync, corev1.FinalizerKubernetes)
	deployments, err := deployment.NewDeploymentController(
		ctx, apps.Deployments(), apps.ReplicaSets(), core.Pods(), client)
	check(err)
	replicaSets := replicaset.NewReplicaSetController(
		ctx, apps.ReplicaSets(), core.Pods(), client, replicaset.BurstReplicas)
	endpoints := endpoint.NewEndpointController(
		ctx, core.Pods(), core.Services(), core.Endpoints(), client, 0)
	slices := endpointslice.NewController(
		ctx, core.Pods(), core.Services(), core.Nodes(), factory.Discovery().V1().EndpointSlices(),
		endpointsPerSlice, client, 0)

	group.Go(func() { garbage.Run(ctx, workers, discoveryPeriod) })
	group.Go(func() { garbage.Sync(ctx, client.Discovery(), discoveryPeriod) })
	for _, run := range []func(context.Context, int){
		namespaces.Run, deployments.Run, replicaSets.Run, endpoints.Run, slices.Run,
	} {
		group.Go(func() { run(ctx, workers) })
	}
	factory.Start(ctx.Done())
	objectsFactory.Start(ctx.Done())
	close(started)
}
