//! The operator that ../../go is compared with: the same work on kubewright-runtime.
//!
//! It keeps a ConfigMap for each Load and writes its status, or with --pods only caches all Pods. On standard output it
//! says when it has reconciled its first object, or how many Pods it has and the bytes of its heap.

mod load;

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Once};

use clap::{Parser, ValueEnum};
use kubewright_runtime::cache::KindOptions;
use kubewright_runtime::k8s_openapi::api::core::v1::{ConfigMap, Pod};
use kubewright_runtime::kube::core::PartialObjectMeta;
use kubewright_runtime::logging::{self, LoggingArgs};
use kubewright_runtime::manager::{ManagerArgs, Running, Stage};
use kubewright_runtime::reconcile::Result;
use kubewright_runtime::{
    Action, Client, Controller, Kind, Manager, ManagerOptions, ObjectKey, Reconciler, owner,
};

use load::{Load, LoadStatus};

#[derive(Parser)]
struct Args {
    /// Cache Pods and do nothing else
    #[arg(long, value_enum)]
    pods: Option<Form>,
    #[arg(long, default_value_t = 10)]
    workers: usize,
    #[command(flatten)]
    manager: ManagerArgs,
    #[command(flatten)]
    logging: LoggingArgs,
}

#[derive(Clone, Copy, ValueEnum)]
enum Form {
    Typed,
    Compact,
    Metadata,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    logging::init(&args.logging)?;
    let mut manager =
        Manager::from_args(args.manager, "load.bench.example.com", ManagerOptions::default()).await?;
    match args.pods {
        None => {
            // What is owned is read once for each reconcile: as bytes it takes half of the room.
            let owned = KindOptions::<ConfigMap>::default().compact();
            manager.cache().configure(owned)?;
            let loads = Loads {
                client: manager.client(),
                first: Once::new(),
            };
            Controller::of(loads)
                .owns::<ConfigMap>()
                .max_concurrent_reconciles(args.workers)
                .add_to(&mut manager)?;
        }
        Some(Form::Typed) => cache::<Pod>(&mut manager, KindOptions::default())?,
        Some(Form::Compact) => cache::<Pod>(&mut manager, KindOptions::default().compact())?,
        Some(Form::Metadata) => cache::<PartialObjectMeta<Pod>>(&mut manager, KindOptions::default())?,
    }
    manager.run().await?;
    Ok(())
}

/// Waits until all Pods are in the cache.
fn cache<K: Kind>(manager: &mut Manager, options: KindOptions<K>) -> Result<()> {
    manager.cache().configure(options)?;
    let cache = manager.cache().clone();
    manager.add("pods", Stage::Others, |running: Running| async move {
        let count: usize = cache.sizes().into_values().flatten().sum();
        println!("cached {count} {}", HEAP.load(Ordering::Relaxed));
        running.stopped().await;
        Ok(())
    });
    Ok(())
}

struct Loads {
    client: Client,
    first: Once,
}

impl Reconciler for Loads {
    type Object = Load;

    /// Keeps a ConfigMap of the size that is wanted, and says so in the status.
    async fn reconcile(&self, load: Arc<Load>) -> Result<Action> {
        let found = self.client.get::<ConfigMap>(&ObjectKey::of(&*load)).await?;
        let mut settings = found.as_deref().cloned().unwrap_or_else(|| named_as(&load));
        settings.data = Some([("size".into(), load.spec.size.to_string())].into());
        owner::set_controller(&*load, &mut settings)?;
        match found {
            None => drop(self.client.create(&settings).await?),
            Some(found) if *found != settings => drop(self.client.update(&settings).await?),
            Some(_) => {}
        }
        let status = LoadStatus { size: load.spec.size };
        if load.status.as_ref() != Some(&status) {
            let mut load = Load::clone(&load);
            load.status = Some(status);
            self.client.update_status(&load).await?;
        }
        self.first.call_once(|| println!("reconciled"));
        Ok(Action::await_change())
    }
}

fn named_as(load: &Load) -> ConfigMap {
    let mut settings = ConfigMap::default();
    settings.metadata.namespace = load.metadata.namespace.clone();
    settings.metadata.name = load.metadata.name.clone();
    settings
}

/// The bytes that are allocated, as Go's runtime knows them of its own.
static HEAP: AtomicUsize = AtomicUsize::new(0);

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

// SAFETY: all is left to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        HEAP.fetch_add(layout.size(), Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        HEAP.fetch_add(layout.size(), Ordering::Relaxed);
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        HEAP.fetch_add(size, Ordering::Relaxed);
        HEAP.fetch_sub(layout.size(), Ordering::Relaxed);
        unsafe { System.realloc(pointer, layout, size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HEAP.fetch_sub(layout.size(), Ordering::Relaxed);
        unsafe { System.dealloc(pointer, layout) }
    }
}
