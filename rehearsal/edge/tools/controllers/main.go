// Command controllers runs those controllers of a cluster that a school's objects wait for: cert-manager's for
// certificates, and Kubernetes' own that empties a deleted namespace. Both are libraries of their projects; cert-manager's
// released program is a nested module, which cannot be required, and kube-controller-manager is mostly about pods.
package main

import (
	"context"
	"flag"
	"log"
	"os/signal"
	"sync"
	"syscall"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/kubernetes/pkg/controller/namespace"

	"github.com/cert-manager/cert-manager/pkg/controller"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificaterequests/approver"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificaterequests/ca"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificaterequests/selfsigned"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificates/issuing"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificates/keymanager"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificates/readiness"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificates/requestmanager"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificates/revisionmanager"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificates/trigger"
	_ "github.com/cert-manager/cert-manager/pkg/controller/clusterissuers"
	_ "github.com/cert-manager/cert-manager/pkg/issuer/ca"
	_ "github.com/cert-manager/cert-manager/pkg/issuer/selfsigned"
)

// As cert-manager's own program has them.
const (
	issuerNamespace = "cert-manager"
	workers         = 5
	minimumBackoff  = time.Hour
	maximumBackoff  = 32 * time.Hour
)

const resync = 10 * time.Hour

func main() {
	kubeconfig := flag.String("kubeconfig", "", "file that names the API server")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()

	var group sync.WaitGroup
	startCertManager(ctx, &group, *kubeconfig)
	startNamespaces(ctx, &group, *kubeconfig)
	group.Wait()
}

func startCertManager(ctx context.Context, group *sync.WaitGroup, kubeconfig string) {
	factory, err := controller.NewContextFactory(ctx, controller.ContextOptions{
		Kubeconfig:    kubeconfig,
		IssuerOptions: controller.IssuerOptions{ClusterResourceNamespace: issuerNamespace},
		CertificateOptions: controller.CertificateOptions{
			CertificateRequestMinimumBackoffDuration: minimumBackoff,
			CertificateRequestMaximumBackoffDuration: maximumBackoff,
		},
	})
	check(err)
	shared, err := factory.Build()
	check(err)
	for name, build := range controller.Known() {
		each, err := build(factory)
		check(err)
		group.Go(func() {
			if err := each.Run(workers, ctx); err != nil {
				log.Fatalf("%s: %v", name, err)
			}
		})
	}
	shared.SharedInformerFactory.Start(ctx.Done())
	shared.KubeSharedInformerFactory.Start(ctx.Done())
	shared.HTTP01ResourceMetadataInformersFactory.Start(ctx.Done())
}

func startNamespaces(ctx context.Context, group *sync.WaitGroup, kubeconfig string) {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	check(err)
	// A namespace is emptied kind by kind; the client's default of 5 calls a second would take half a minute.
	config.QPS, config.Burst = 100, 100
	client, err := kubernetes.NewForConfig(rest.AddUserAgent(config, "namespace-controller"))
	check(err)
	objects, err := metadata.NewForConfig(config)
	check(err)
	factory := informers.NewSharedInformerFactory(client, resync)
	namespaces := namespace.NewNamespaceController(
		ctx, client, objects, client.Discovery().ServerPreferredNamespacedResources,
		factory.Core().V1().Namespaces(), resync, corev1.FinalizerKubernetes)
	factory.Start(ctx.Done())
	group.Go(func() { namespaces.Run(ctx, workers) })
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
