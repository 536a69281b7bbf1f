//! The check for permissions at start-up.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use futures::{StreamExt as _, stream};
use k8s_openapi::api::authorization::v1::{
    SelfSubjectAccessReview, SelfSubjectAccessReviewSpec, SubjectAccessReviewStatus,
};
use kube::{Api, Client, api::PostParams};
use kubewright_core::{
    markers::args::{self, Form},
    rbac::RbacMarker,
};
use tokio::time::{sleep, timeout};

use super::{
    Rbac,
    missing::{MissingRights, Need},
    right::Right,
};
use crate::{
    objects::{kind::AnyKind, which::Which},
    reporting::causes::causes,
    watching::cache::{Cache, Namespaces},
};

const AT_ONCE: usize = 16;
const LIMIT: Duration = Duration::from_secs(10);
/// The API server's authorizer learns of roles a moment after they were applied.
const ATTEMPTS: u32 = 4;
const PAUSE: Duration = Duration::from_millis(500);

/// The permissions to check.
#[derive(Default)]
pub(crate) struct Preflight {
    markers: BTreeSet<Origin>,
    kinds: Vec<Cached>,
    others: Vec<(Right, Need)>,
}

/// A marker and its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Origin {
    on: &'static str,
    marker: &'static str,
}

/// A kind that the cache watches, and the call that asked for it.
#[derive(Clone)]
struct Cached {
    by: String,
    /// Evaluated at start-up, because kinds are configured after controllers are added.
    rights: Arc<Rights>,
    grant: String,
}

type Rights = dyn Fn(&Cache) -> Vec<Right> + Send + Sync;

/// Each permission once, with the first call that needs it.
type Wanted = BTreeMap<Right, Need>;

impl Preflight {
    /// Adds the permissions of a type's markers.
    pub(crate) fn add<T: Rbac>(&mut self) {
        let on = std::any::type_name::<T>();
        self.markers
            .extend(T::MARKERS.iter().map(|marker| Origin { on, marker }));
    }

    /// Adds the permissions to watch a kind.
    pub(crate) fn watch<K: AnyKind>(&mut self, which: &Which<K>, by: impl Into<String>) {
        let which = which.clone();
        let (group, plural) = (which.group().into_owned(), which.plural().into_owned());
        let named = if group.is_empty() { "core" } else { &group };
        let grant =
            format!("a marker `+kubebuilder:rbac:groups={named},resources={plural},verbs=get;list;watch`");
        let rights = move |cache: &Cache| {
            let (namespaces, name) = cache.reflector(&which).watched();
            let namespaces = namespaces.unwrap_or_else(|| vec![String::new()]);
            let rights = namespaces.iter().flat_map(|namespace| {
                ["list", "watch"].map(|verb| Right::resource(&group, &plural, &name, namespace, verb))
            });
            rights.collect()
        };
        self.kinds.push(Cached {
            by: by.into(),
            rights: Arc::new(rights),
            grant,
        });
    }

    /// Adds other permissions.
    pub(crate) fn require(&mut self, need: &Need, rights: impl IntoIterator<Item = Right>) {
        self.others
            .extend(rights.into_iter().map(|right| (right, need.clone())));
    }

    /// Adds the permissions of a controller.
    pub(crate) fn extend(&mut self, other: &Self, controller: &str) {
        self.markers.extend(&other.markers);
        self.others.extend_from_slice(&other.others);
        self.kinds.extend(other.kinds.iter().map(|kind| Cached {
            by: format!("{} of controller `{controller}`", kind.by),
            ..kind.clone()
        }));
    }

    /// Asks the API server about all permissions.
    ///
    /// # Errors
    ///
    /// If some are missing. A failed review is only logged: a program may lack the permission to ask.
    pub(crate) async fn run(
        &self,
        client: &Client,
        cache: &Cache,
        namespaces: &Namespaces,
    ) -> Result<(), MissingRights> {
        let mut wanted = self.wanted(cache, namespaces);
        if wanted.is_empty() {
            return Ok(());
        }
        for attempt in 1..=ATTEMPTS {
            let rights: Vec<&Right> = wanted.keys().collect();
            let Ok(answers) = timeout(LIMIT, ask(client, &rights)).await else {
                let seconds = LIMIT.as_secs();
                tracing::warn!(
                    seconds,
                    "the API server does not say which permissions the program has"
                );
                return Ok(());
            };
            warn(&answers);
            let refused: Vec<bool> = answers.iter().map(|answer| matches!(answer, Ok(false))).collect();
            drop(answers);
            let mut refused = refused.into_iter();
            wanted.retain(|_, _| refused.next().unwrap_or_default());
            if wanted.is_empty() {
                tracing::debug!("the program has the permissions that it needs");
                return Ok(());
            }
            if attempt < ATTEMPTS {
                sleep(PAUSE).await;
            }
        }
        Err(missing(wanted))
    }

    fn wanted(&self, cache: &Cache, namespaces: &Namespaces) -> Wanted {
        let mut wanted = self.marked(namespaces);
        for kind in &self.kinds {
            for right in (kind.rights)(cache) {
                let need = || Need::new(&kind.by, &kind.grant);
                wanted.entry(right).or_insert_with(need);
            }
        }
        for (right, need) in &self.others {
            wanted.entry(right.clone()).or_insert_with(|| need.clone());
        }
        wanted
    }

    /// The rights of the markers.
    fn marked(&self, namespaces: &Namespaces) -> Wanted {
        let mut wanted = Wanted::new();
        for Origin { on, marker } in &self.markers {
            // The derive has parsed the same text before.
            let Ok(parsed) = args::parse::<RbacMarker>(marker, Form::Named) else {
                continue;
            };
            // A role with its own name is for somebody else, or bound by hand.
            if parsed.role_name.is_empty() {
                for right in rights(&parsed, namespaces) {
                    let grant = || Need::new(*on, format!("its marker `+kubebuilder:rbac:{marker}`"));
                    wanted.entry(right).or_insert_with(grant);
                }
            }
        }
        wanted
    }
}

/// Returns every permission of a marker, in every namespace that the program watches.
fn rights(marker: &RbacMarker, namespaces: &Namespaces) -> Vec<Right> {
    let RbacMarker {
        groups,
        resources,
        resource_names,
        urls,
        verbs,
        namespace,
        role_name: _,
        labels: _,
        aggregate: _,
    } = marker;
    let namespaces: Vec<&str> = match (namespace.as_str(), namespaces) {
        // A ClusterRole may be bound in these namespaces only.
        ("", Namespaces::These(names)) => names.iter().map(String::as_str).collect(),
        (namespace, _) => vec![namespace],
    };
    let names = match &resource_names[..] {
        [] => vec![""],
        names => names.iter().map(String::as_str).collect(),
    };
    let mut rights = Vec::new();
    for verb in verbs {
        rights.extend(urls.iter().map(|url| Right::url(url, verb)));
        for group in groups {
            for resource in resources {
                for name in &names {
                    let places = namespaces.iter();
                    rights.extend(
                        places.map(|namespace| Right::resource(group, resource, name, namespace, verb)),
                    );
                }
            }
        }
    }
    rights
}

async fn ask(client: &Client, rights: &[&Right]) -> Vec<kube::Result<bool>> {
    let reviews = Api::<SelfSubjectAccessReview>::all(client.clone());
    let review = |right: &Right| {
        let (resource_attributes, non_resource_attributes) = right.attributes();
        let review = SelfSubjectAccessReview {
            spec: SelfSubjectAccessReviewSpec {
                resource_attributes,
                non_resource_attributes,
            },
            ..SelfSubjectAccessReview::default()
        };
        let reviews = reviews.clone();
        async move {
            let answer = reviews.create(&PostParams::default(), &review).await?;
            Ok(answer
                .status
                .is_some_and(|SubjectAccessReviewStatus { allowed, .. }| allowed))
        }
    };
    let asked: Vec<_> = rights.iter().map(|right| review(right)).collect();
    stream::iter(asked).buffered(AT_ONCE).collect().await
}

fn warn(answers: &[kube::Result<bool>]) {
    let mut errors = answers.iter().filter_map(|answer| answer.as_ref().err());
    if let Some(error) = errors.next() {
        let others = errors.count();
        tracing::warn!(
            error = causes(error),
            others,
            "cannot check all permissions that the program needs"
        );
    }
}

/// Verbs that the same needs on the same thing are listed together.
fn missing(wanted: Wanted) -> MissingRights {
    let mut rights: BTreeMap<(Need, String), BTreeSet<String>> = BTreeMap::new();
    for (right, need) in wanted {
        let (verb, thing) = right.into_words();
        rights.entry((need, thing)).or_default().insert(verb);
    }
    let missing = rights.into_iter().map(|((need, thing), verbs)| {
        let verbs = verbs.into_iter().collect();
        need.missing(verbs, thing)
    });
    MissingRights(missing.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Operator;

    impl Rbac for Operator {
        const MARKERS: &'static [&'static str] = &[
            "groups=apps;core,resources=deployments;pods/status,verbs=get;list",
            "groups=apps,resources=deployments,verbs=list;watch,namespace=system",
            "groups=core,resources=secrets,resourceNames=a;b,verbs=get",
            "urls=/metrics,verbs=get",
            "groups=apps,resources=daemonsets,verbs=get,roleName=other",
        ];
    }

    fn asked(namespaces: &Namespaces) -> Vec<String> {
        let mut preflight = Preflight::default();
        preflight.add::<Operator>();
        preflight.add::<Operator>();
        let wanted = preflight.marked(namespaces).into_keys();
        wanted
            .map(|right| {
                let (verb, thing) = right.into_words();
                format!("{verb} {thing}")
            })
            .collect()
    }

    #[test]
    fn each_right_is_asked_for_once() {
        let mut all = asked(&Namespaces::All);
        all.sort();
        assert_eq!(
            all,
            [
                "get /metrics",
                "get deployments",
                "get deployments.apps",
                "get pods/status",
                "get pods/status.apps",
                "get secrets named a",
                "get secrets named b",
                "list deployments",
                "list deployments.apps",
                "list deployments.apps in namespace system",
                "list pods/status",
                "list pods/status.apps",
                "watch deployments.apps in namespace system",
            ]
        );
    }

    #[test]
    fn it_is_asked_for_where_the_program_works() {
        let some = asked(&Namespaces::these(["a", "b"]));
        assert!(some.contains(&"get deployments.apps in namespace a".to_owned()));
        assert!(some.contains(&"get deployments.apps in namespace b".to_owned()));
        assert!(!some.contains(&"get deployments.apps".to_owned()));
        assert!(some.contains(&"watch deployments.apps in namespace system".to_owned()));
        assert!(some.contains(&"get /metrics".to_owned()));
    }

    #[test]
    fn what_is_missing_is_said_in_one_line_with_the_marker() {
        let mut preflight = Preflight::default();
        preflight.add::<Operator>();
        let mut wanted = preflight.marked(&Namespaces::All);
        wanted.retain(|right, _| {
            let (_, thing) = right.clone().into_words();
            thing == "deployments.apps" || thing == "/metrics"
        });
        let error = missing(wanted);
        assert_eq!(error.0.len(), 2);
        assert_eq!(error.0[0].verbs, ["get", "list"]);
        assert_eq!(
            error.to_string(),
            "the program lacks permissions: it may not get, list deployments.apps (needed by \
             kubewright_runtime::rbac::preflight::tests::Operator, granted by its marker \
             `+kubebuilder:rbac:groups=apps;core,resources=deployments;pods/status,verbs=get;list`); get /metrics (needed by \
             kubewright_runtime::rbac::preflight::tests::Operator, granted by its marker \
             `+kubebuilder:rbac:urls=/metrics,verbs=get`); write the roles with `kubewright manifests`, apply them and bind \
             them to the program's service account, or start it with `--rbac-preflight=false`"
        );
    }
}
