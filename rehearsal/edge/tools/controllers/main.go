// Command controllers runs those controllers of a cluster that a school's objects wait for: cert-manager's for
// certificates, and Kubernetes' own for what is deleted and for a relay's pods. All are libraries of their projects;
// cert-manager's released program is a nested module, which cannot be required, and kube-controller-manager is mostly about
// what no school has.
package main

import (
	"context"
	"flag"
	"log"
	"os/signal"
	"sync"
	"syscall"
)

// Of each controller: what both projects' programs give most of theirs.
const workers = 5

func main() {
	kubeconfig := flag.String("kubeconfig", "", "file that names the API server")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()

	var group sync.WaitGroup
	startCertManager(ctx, &group, *kubeconfig)
	startKubernetes(ctx, &group, *kubeconfig)
	group.Wait()
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
