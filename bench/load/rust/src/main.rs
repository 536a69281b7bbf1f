//! The operator that ../../go is compared with: the same work on kubewright-runtime.
//!
//! It keeps a ConfigMap for each Load and writes its status, or with --pods only caches all Pods. On stdout it reports
//! when it has reconciled its first object, and how long the first --count reconciles took; or how many Pods it has and
//! the bytes of its heap.

mod load;

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use clap::{Parser, ValueEnum};
use kubewright_runtime::cache::{KindOptions, Query};
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
    /// Cache the objects of the controller as values of their types instead of as JSON
    #[arg(long)]
    typed: bool,
    /// Report how long so many reconciles took
    #[arg(long, default_value_t = 0)]
    count: usize,
    #[command(flatten)]
    manager: ManagerArgs,
    #[command(flatten)]
    logging: LoggingArgs,
}

#[derive(Clone, Copy, ValueEnum)]
enum Form {
    Typed,
    Default,
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
            if args.typed {
                manager.cache().configure(KindOptions::<Load>::default().typed())?;
                manager.cache().configure(KindOptions::<ConfigMap>::default().typed())?;
            }
            let loads = Loads {
                client: manager.client(),
                first: OnceLock::new(),
                done: AtomicUsize::new(0),
                count: args.count,
            };
            Controller::of(loads)
                .owns::<ConfigMap>()
                .max_concurrent_reconciles(args.workers)
                .add_to(&mut manager)?;
        }
        Some(Form::Typed) => cache::<Pod>(&mut manager, KindOptions::default().typed())?,
        Some(Form::Default) => cache::<Pod>(&mut manager, KindOptions::default())?,
        Some(Form::Metadata) => cache::<PartialObjectMeta<Pod>>(&mut manager, KindOptions::default())?,
    }
    manager.run().await?;
    Ok(())
}

/// Waits until all Pods are in the cache, then lists all, and reads some and lists all again and again.
fn cache<K: Kind>(manager: &mut Manager, options: KindOptions<K>) -> Result<()> {
    manager.cache().configure(options)?;
    let cache = manager.cache().clone();
    manager.add("pods", Stage::Others, |running: Running| async move {
        let count: usize = cache.sizes().into_values().flatten().sum();
        let heap = HEAP.load(Ordering::Relaxed);
        let start = Instant::now();
        let all = cache.list::<K>(&Query::all()).await?;
        let first = start.elapsed();
        let hot: Vec<ObjectKey> = all.iter().take(HOT).map(|pod| ObjectKey::of(&**pod)).collect();
        drop(all);
        let (mut reads, mut lists) = (Duration::MAX, Duration::MAX);
        for _ in 0..ROUNDS {
            let start = Instant::now();
            for key in hot.iter().cycle().take(READS) {
                cache.get::<K>(key).await?;
            }
            reads = reads.min(start.elapsed());
            let start = Instant::now();
            drop(cache.list::<K>(&Query::all()).await?);
            lists = lists.min(start.elapsed());
        }
        let times = [reads, first, lists].map(|time| time.as_nanos().to_string());
        println!("cached {count} {heap} {}", times.join(" "));
        running.stopped().await;
        Ok(())
    });
    Ok(())
}

/// The reads that are timed, of so many Pods, each time.
const READS: usize = 1000;
const HOT: usize = 10;
const ROUNDS: usize = 20;

struct Loads {
    client: Client,
    /// When the first reconcile began.
    first: OnceLock<Instant>,
    done: AtomicUsize,
    count: usize,
}

impl Loads {
    /// Reports the first reconcile, and when `count` are done.
    fn report(&self, start: Instant) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if done == 1 {
            println!("reconciled");
        }
        if done == self.count {
            println!("all {}", start.elapsed().as_nanos());
        }
    }
}

impl Reconciler for Loads {
    type Object = Load;

    /// Keeps a ConfigMap of the size that is wanted, and says so in the status.
    async fn reconcile(&self, load: Arc<Load>) -> Result<Action> {
        let start = *self.first.get_or_init(Instant::now);
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
        self.report(start);
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
