// Command loader gives an operator work and waits until it is done. What that took is said in seconds.
package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"kubewright.dev/bench/load/load"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/json"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
)

const (
	namespace = "default"
	atOnce    = 32
	usage     = "usage: loader one | create COUNT | change COUNT | clear | pods COUNT"
)

func main() {
	ctx := context.Background()
	ctrl.SetLogger(zap.New())
	scheme := runtime.NewScheme()
	must(clientgoscheme.AddToScheme(scheme))
	must(load.AddToScheme(scheme))
	c, err := client.NewWithWatch(ctrl.GetConfigOrDie(), client.Options{Scheme: scheme})
	must(err)
	words := append(os.Args[1:], "", "")
	count, _ := strconv.Atoi(words[1])
	switch words[0] {
	case "one":
		must(create(ctx, c, 0))
	case "create":
		work(ctx, c, count, 1, create)
	case "change":
		work(ctx, c, count, 2, change)
	case "clear":
		must(c.DeleteAllOf(ctx, &load.Load{}, client.InNamespace(namespace)))
		must(c.DeleteAllOf(ctx, &corev1.ConfigMap{}, client.InNamespace(namespace)))
	case "pods":
		send(count, func(index int) error { return createPod(ctx, c, index) })
		var pod corev1.Pod
		must(c.Get(ctx, types.NamespacedName{Namespace: namespace, Name: podName(0)}, &pod))
		text, err := json.Marshal(pod)
		must(err)
		fmt.Println(len(text))
	default:
		fmt.Fprintln(os.Stderr, usage)
		os.Exit(2)
	}
}

func named(index int) *load.Load {
	return &load.Load{ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: fmt.Sprintf("load-%05d", index)}}
}

func create(ctx context.Context, c client.Client, index int) error {
	object := named(index)
	object.Spec.Size = 1
	return c.Create(ctx, object)
}

func change(ctx context.Context, c client.Client, index int) error {
	return c.Patch(ctx, named(index), client.RawPatch(types.MergePatchType, []byte(`{"spec":{"size":2}}`)))
}

// work does it for so many and waits until the status of each says this size.
func work(ctx context.Context, c client.WithWatch, count int, size int32, request func(context.Context, client.Client, int) error) {
	var list load.LoadList
	must(c.List(ctx, &list, client.InNamespace(namespace)))
	start := time.Now()
	go send(count, func(index int) error { return request(ctx, c, index) })
	done := map[string]bool{}
	see := func(object *load.Load) {
		if object.Status.Size == size {
			done[object.Name] = true
		}
	}
	for len(done) < count {
		options := client.ListOptions{Raw: &metav1.ListOptions{ResourceVersion: list.ResourceVersion}}
		events, err := c.Watch(ctx, &load.LoadList{}, client.InNamespace(namespace), &options)
		must(err)
		for event := range events.ResultChan() {
			if object, is := event.Object.(*load.Load); is {
				see(object)
			} else {
				fmt.Fprintln(os.Stderr, "the watch:", event)
			}
			if len(done) == count {
				break
			}
		}
		events.Stop()
		if len(done) < count {
			// It has ended; what came since is in the list.
			must(c.List(ctx, &list, client.InNamespace(namespace)))
			for index := range list.Items {
				see(&list.Items[index])
			}
		}
	}
	fmt.Println(time.Since(start).Seconds())
}

// send sends a request for each, some at once.
func send(count int, request func(int) error) {
	indices := make(chan int)
	var workers sync.WaitGroup
	for range atOnce {
		workers.Go(func() {
			for index := range indices {
				must(request(index))
			}
		})
	}
	for index := range count {
		indices <- index
	}
	close(indices)
	workers.Wait()
}

func podName(index int) string {
	return fmt.Sprintf("pod-%05d", index)
}

// createPod makes one as they are in a cluster: with two managers of its fields, and a status.
func createPod(ctx context.Context, c client.Client, index int) error {
	pod := &corev1.Pod{}
	must(json.Unmarshal([]byte(specification(podName(index))), pod))
	if err := c.Create(ctx, pod, client.FieldOwner("kube-controller-manager")); err != nil {
		return err
	}
	patch := client.RawPatch(types.StrategicMergePatchType, []byte(status(podName(index))))
	return c.Status().Patch(ctx, pod, patch, client.FieldOwner("kubelet"))
}

func specification(name string) string {
	container := func(container string) string {
		var variables []string
		for index := range 2 {
			variables = append(variables, fmt.Sprintf(`{"name":"%s_SETTING_%d","value":"%s.%s.default.svc.cluster.local:%d"}`,
				strings.ToUpper(container), index, name, container, 8000+index))
		}
		return fmt.Sprintf(`{
			"name": "%[1]s", "image": "registry.example.com/team/%[1]s:v1.24.0",
			"args": ["--leader-elect", "--metrics-bind-address=:8443", "--name=%[2]s"],
			"env": [%[3]s],
			"ports": [{"name": "http-%[1]s", "containerPort": 8080}],
			"resources": {"limits": {"cpu": "500m", "memory": "128Mi"}, "requests": {"cpu": "10m", "memory": "64Mi"}},
			"livenessProbe": {"httpGet": {"path": "/healthz", "port": 8081}, "initialDelaySeconds": 15},
			"volumeMounts": [{"name": "settings", "mountPath": "/etc/settings", "readOnly": true}],
			"securityContext": {"allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]}}
		}`, container, name, strings.Join(variables, ","))
	}
	return fmt.Sprintf(`{
		"metadata": {
			"namespace": "%[1]s", "name": "%[2]s",
			"labels": {"app.kubernetes.io/name": "memcached", "app.kubernetes.io/instance": "%[2]s", "pod-template-hash": "5d4f8c7b9"},
			"annotations": {"kubectl.kubernetes.io/default-container": "manager", "checksum/settings": "%064[3]d"},
			"ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "%[2]s-set", "controller": true,
				"uid": "6f2c1f3e-8f0b-4c53-9a50-0d9a6f6f1c11", "blockOwnerDeletion": true}]
		},
		"spec": {
			"automountServiceAccountToken": false, "terminationGracePeriodSeconds": 10,
			"containers": [%[4]s, %[5]s],
			"volumes": [{"name": "settings", "configMap": {"name": "settings"}}],
			"securityContext": {"runAsNonRoot": true, "seccompProfile": {"type": "RuntimeDefault"}}
		}
	}`, namespace, name, 0, container("manager"), container("sidecar"))
}

func status(name string) string {
	var conditions, containers []string
	for _, kind := range []string{"Initialized", "Ready", "ContainersReady", "PodScheduled"} {
		conditions = append(conditions, fmt.Sprintf(`{"type":"%s","status":"True","lastTransitionTime":"2026-11-21T12:00:00Z"}`, kind))
	}
	for _, container := range []string{"manager", "sidecar"} {
		containers = append(containers, fmt.Sprintf(`{
			"name": "%[1]s", "ready": true, "restartCount": 0, "started": true,
			"image": "registry.example.com/team/%[1]s:v1.24.0",
			"imageID": "registry.example.com/team/%[1]s@sha256:%064[2]d", "containerID": "containerd://%064[2]d",
			"state": {"running": {"startedAt": "2026-11-21T12:00:00Z"}}
		}`, container, len(name)))
	}
	return fmt.Sprintf(`{"status": {
		"phase": "Running", "hostIP": "10.0.0.1", "podIP": "10.244.0.7", "startTime": "2026-11-21T12:00:00Z",
		"conditions": [%s], "containerStatuses": [%s]
	}}`, strings.Join(conditions, ","), strings.Join(containers, ","))
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
