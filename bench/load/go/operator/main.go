// Command operator is what the operator in ../rust is compared with: the same work on controller-runtime.
//
// It keeps a ConfigMap for each Load and writes its status, or with -pods only caches all Pods. On stdout it reports when
// it has reconciled its first object, and how long the first -count reconciles took; or how many Pods it has and the
// bytes of its heap.
package main

import (
	"context"
	"flag"
	"fmt"
	"math"
	"os"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"kubewright.dev/bench/load/load"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	apiruntime "k8s.io/apimachinery/pkg/runtime"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	_ "k8s.io/client-go/plugin/pkg/client/auth" // as kubebuilder scaffolds it
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"
	"sigs.k8s.io/controller-runtime/pkg/healthz"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	"sigs.k8s.io/controller-runtime/pkg/manager"
	metricsserver "sigs.k8s.io/controller-runtime/pkg/metrics/server"
)

func main() {
	var pods, probes, metrics string
	var workers, count int
	flag.StringVar(&pods, "pods", "", "cache Pods and do nothing else: typed or metadata")
	flag.StringVar(&probes, "health-probe-bind-address", "127.0.0.1:0", "")
	flag.StringVar(&metrics, "metrics-bind-address", "127.0.0.1:0", "")
	flag.IntVar(&workers, "workers", 10, "")
	flag.IntVar(&count, "count", 0, "report how long so many reconciles took")
	options := zap.Options{}
	options.BindFlags(flag.CommandLine)
	flag.Parse()
	ctrl.SetLogger(zap.New(zap.UseFlagOptions(&options)))

	scheme := apiruntime.NewScheme()
	utilruntime.Must(clientgoscheme.AddToScheme(scheme))
	utilruntime.Must(load.AddToScheme(scheme))
	mgr, err := ctrl.NewManager(ctrl.GetConfigOrDie(), ctrl.Options{
		Scheme:                 scheme,
		Metrics:                metricsserver.Options{BindAddress: metrics},
		HealthProbeBindAddress: probes,
	})
	must(err)
	must(mgr.AddHealthzCheck("healthz", healthz.Ping))
	must(mgr.AddReadyzCheck("readyz", healthz.Ping))
	switch pods {
	case "":
		must((&reconciler{Client: mgr.GetClient(), scheme: scheme, count: int64(count)}).setup(mgr, workers))
	case "typed":
		cachePods(mgr, &corev1.Pod{}, &corev1.PodList{}, func(list client.ObjectList) int {
			return len(list.(*corev1.PodList).Items)
		})
	case "metadata":
		kind := metav1.TypeMeta{APIVersion: "v1", Kind: "Pod"}
		list := &metav1.PartialObjectMetadataList{TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "PodList"}}
		cachePods(mgr, &metav1.PartialObjectMetadata{TypeMeta: kind}, list, func(list client.ObjectList) int {
			return len(list.(*metav1.PartialObjectMetadataList).Items)
		})
	default:
		must(fmt.Errorf("no such cache: %s", pods))
	}
	must(mgr.Start(ctrl.SetupSignalHandler()))
}

// The reads that are timed, of so many Pods, each time.
const (
	reads  = 1000
	hot    = 10
	rounds = 20
)

// cachePods waits until all Pods are in the cache, then lists all, and reads some and lists all again and again.
func cachePods(mgr ctrl.Manager, pod client.Object, list client.ObjectList, length func(client.ObjectList) int) {
	empty := list.DeepCopyObject().(client.ObjectList)
	must(mgr.Add(manager.RunnableFunc(func(ctx context.Context) error {
		if _, err := mgr.GetCache().GetInformer(ctx, pod); err != nil {
			return err
		}
		if err := mgr.GetClient().List(ctx, list, client.UnsafeDisableDeepCopy); err != nil {
			return err
		}
		count := length(list)
		list = nil
		runtime.GC()
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		var names []client.ObjectKey
		all := empty.DeepCopyObject().(client.ObjectList)
		must(mgr.GetClient().List(ctx, all, client.UnsafeDisableDeepCopy))
		must(meta.EachListItem(all, func(item apiruntime.Object) error {
			names = append(names, client.ObjectKeyFromObject(item.(client.Object)))
			return nil
		}))
		all = nil
		names = names[:min(hot, len(names))]
		start := time.Now()
		must(mgr.GetClient().List(ctx, empty.DeepCopyObject().(client.ObjectList)))
		first := time.Since(start)
		read, listed := time.Duration(math.MaxInt64), time.Duration(math.MaxInt64)
		for range rounds {
			start := time.Now()
			for i := range reads {
				must(mgr.GetClient().Get(ctx, names[i%len(names)], pod))
			}
			read = min(read, time.Since(start))
			start = time.Now()
			must(mgr.GetClient().List(ctx, empty.DeepCopyObject().(client.ObjectList)))
			listed = min(listed, time.Since(start))
		}
		fmt.Println("cached", count, stats.HeapAlloc, read.Nanoseconds(), first.Nanoseconds(), listed.Nanoseconds())
		<-ctx.Done()
		return nil
	})))
}

type reconciler struct {
	client.Client
	scheme *apiruntime.Scheme
	first  sync.Once
	start  time.Time
	done   atomic.Int64
	count  int64
}

// report reports the first reconcile, and when count are done.
func (r *reconciler) report() {
	done := r.done.Add(1)
	if done == 1 {
		fmt.Println("reconciled")
	}
	if done == r.count {
		fmt.Println("all", time.Since(r.start).Nanoseconds())
	}
}

func (r *reconciler) setup(mgr ctrl.Manager, workers int) error {
	return ctrl.NewControllerManagedBy(mgr).
		For(&load.Load{}).
		Owns(&corev1.ConfigMap{}).
		WithOptions(controller.Options{MaxConcurrentReconciles: workers}).
		Complete(r)
}

// Reconcile keeps a ConfigMap of the size that is wanted, and says so in the status.
func (r *reconciler) Reconcile(ctx context.Context, request ctrl.Request) (ctrl.Result, error) {
	r.first.Do(func() { r.start = time.Now() })
	var object load.Load
	if err := r.Get(ctx, request.NamespacedName, &object); err != nil {
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	settings := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Namespace: object.Namespace, Name: object.Name}}
	_, err := controllerutil.CreateOrUpdate(ctx, r.Client, settings, func() error {
		settings.Data = map[string]string{"size": strconv.Itoa(int(object.Spec.Size))}
		return controllerutil.SetControllerReference(&object, settings, r.scheme)
	})
	if err != nil {
		return ctrl.Result{}, err
	}
	if object.Status.Size != object.Spec.Size {
		object.Status.Size = object.Spec.Size
		if err := r.Status().Update(ctx, &object); err != nil {
			return ctrl.Result{}, err
		}
	}
	r.report()
	return ctrl.Result{}, nil
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
