// Command node-stand-in stands in for a cluster's node and for Terway, so that what waits for pods comes to its end. It is
// neither: it runs no container, so that nothing answers at a pod's address, and no probe is asked; it schedules nothing,
// every pod goes to its one node; and it refuses nothing, where Terway's webhook refuses pods whose PodNetworking is not
// ready. What it writes is what the kubelet and Terway write when all is well:
//   - a pod is bound, runs and is ready at once, at an address that no other has; one that is deleted is gone at once;
//   - a PodNetworking is Ready, with the vSwitches that it asks for.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/dynamic/dynamicinformer"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
)

const (
	nodeName = "edge"
	// Again, should a call have failed.
	resync = 2 * time.Second
)

var podNetworkings = schema.GroupVersionResource{
	Group: "network.alibabacloud.com", Version: "v1beta1", Resource: "podnetworkings",
}

func main() {
	kubeconfig := flag.String("kubeconfig", "", "file that names the API server")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()

	config, err := clientcmd.BuildConfigFromFlags("", *kubeconfig)
	check(err)
	client, err := kubernetes.NewForConfig(config)
	check(err)
	objects, err := dynamic.NewForConfig(config)
	check(err)
	_, err = client.CoreV1().Nodes().Create(ctx, &corev1.Node{
		ObjectMeta: metav1.ObjectMeta{Name: nodeName},
	}, metav1.CreateOptions{})
	check(err)

	kubelet := &kubelet{client: client}
	pods := informers.NewSharedInformerFactory(client, resync)
	onEach(pods.Core().V1().Pods().Informer(), func(pod *corev1.Pod) error { return kubelet.see(ctx, pod) })
	networks := dynamicinformer.NewDynamicSharedInformerFactory(objects, resync)
	onEach(networks.ForResource(podNetworkings).Informer(), func(network *unstructured.Unstructured) error {
		return makeReady(ctx, objects, network)
	})
	pods.Start(ctx.Done())
	networks.Start(ctx.Done())
	<-ctx.Done()
}

// onEach has a task done with each object that there is, changes, or is met again; a failure is logged.
func onEach[Object any](informer cache.SharedIndexInformer, task func(Object) error) {
	do := func(object any) {
		// Deleted or changed meanwhile: it is met again, or no more.
		if err := task(object.(Object)); err != nil && !errors.IsNotFound(err) && !errors.IsConflict(err) {
			log.Print(err)
		}
	}
	_, err := informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    do,
		UpdateFunc: func(_, object any) { do(object) },
	})
	check(err)
}

type kubelet struct {
	client    kubernetes.Interface
	addresses atomic.Uint32
}

func (k *kubelet) see(ctx context.Context, pod *corev1.Pod) error {
	pods := k.client.CoreV1().Pods(pod.Namespace)
	of := metav1.ObjectMeta{Name: pod.Name, Namespace: pod.Namespace, UID: pod.UID}
	switch {
	case pod.DeletionTimestamp != nil:
		now := int64(0)
		return pods.Delete(ctx, pod.Name, metav1.DeleteOptions{
			GracePeriodSeconds: &now, Preconditions: metav1.NewUIDPreconditions(string(pod.UID)),
		})
	case pod.Spec.NodeName == "":
		return pods.Bind(ctx, &corev1.Binding{
			ObjectMeta: of, Target: corev1.ObjectReference{Kind: "Node", Name: nodeName},
		}, metav1.CreateOptions{})
	case pod.Status.Phase == corev1.PodPending:
		ready := pod.DeepCopy()
		ready.Status = k.running(pod)
		_, err := pods.UpdateStatus(ctx, ready, metav1.UpdateOptions{})
		return err
	}
	return nil
}

func (k *kubelet) running(pod *corev1.Pod) corev1.PodStatus {
	now, started := metav1.Now(), true
	n := k.addresses.Add(1)
	status := corev1.PodStatus{
		Phase: corev1.PodRunning, QOSClass: pod.Status.QOSClass, StartTime: &now,
		PodIP: fmt.Sprintf("10.244.%d.%d", n/256%256, n%256),
	}
	status.PodIPs = []corev1.PodIP{{IP: status.PodIP}}
	for _, condition := range []corev1.PodConditionType{
		corev1.PodScheduled, corev1.PodInitialized, corev1.ContainersReady, corev1.PodReady,
	} {
		status.Conditions = append(status.Conditions, corev1.PodCondition{
			Type: condition, Status: corev1.ConditionTrue, LastTransitionTime: now,
		})
	}
	for _, container := range pod.Spec.Containers {
		status.ContainerStatuses = append(status.ContainerStatuses, corev1.ContainerStatus{
			Name: container.Name, Image: container.Image, ImageID: container.Image,
			Ready: true, Started: &started,
			State: corev1.ContainerState{Running: &corev1.ContainerStateRunning{StartedAt: now}},
		})
	}
	return status
}

func makeReady(ctx context.Context, objects dynamic.Interface, network *unstructured.Unstructured) error {
	if state, _, _ := unstructured.NestedString(network.Object, "status", "status"); state == "Ready" {
		return nil
	}
	ids, _, _ := unstructured.NestedStringSlice(network.Object, "spec", "vSwitchOptions")
	switches := []map[string]string{}
	for _, id := range ids {
		switches = append(switches, map[string]string{"id": id})
	}
	patch, err := json.Marshal(map[string]any{"status": map[string]any{
		"status": "Ready", "updateAt": metav1.Now(), "vSwitches": switches,
	}})
	check(err)
	_, err = objects.Resource(podNetworkings).Patch(
		ctx, network.GetName(), types.MergePatchType, patch, metav1.PatchOptions{}, "status")
	return err
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
