//! Whether the program has the rights that its markers ask for, asked before anything needs them.

use std::{
    collections::{BTreeMap, BTreeSet},
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
    right::{Missing, MissingRights, Right},
};
use crate::{cache::Namespaces, causes::causes};

const AT_ONCE: usize = 16;
const LIMIT: Duration = Duration::from_secs(10);
/// Roles that were applied just before the program are known to the API server's authorizer a moment later.
const ATTEMPTS: u32 = 4;
const PAUSE: Duration = Duration::from_millis(500);

/// The markers whose rights are asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Preflight {
    origins: BTreeSet<Origin>,
}

/// Where a right is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Origin {
    on: &'static str,
    marker: &'static str,
}

/// Each right once, with the first place that asks for it.
type Wanted = BTreeMap<Right, Origin>;

impl Preflight {
    /// Asks for what the markers of this type say.
    pub(crate) fn add<T: Rbac>(&mut self) {
        let on = std::any::type_name::<T>();
        self.origins
            .extend(T::MARKERS.iter().map(|marker| Origin { on, marker }));
    }

    /// Asks for what another does too.
    pub(crate) fn extend(&mut self, other: &Self) {
        self.origins.extend(&other.origins);
    }

    /// Asks the API server for all rights.
    ///
    /// # Errors
    ///
    /// If some are missing. Reviews that fail only warn: a program may have its rights and not that to ask for them.
    pub(crate) async fn run(&self, client: &Client, namespaces: &Namespaces) -> Result<(), MissingRights> {
        let mut wanted = self.wanted(namespaces);
        if wanted.is_empty() {
            return Ok(());
        }
        for attempt in 1..=ATTEMPTS {
            let rights: Vec<&Right> = wanted.keys().collect();
            let Ok(answers) = timeout(LIMIT, ask(client, &rights)).await else {
                let seconds = LIMIT.as_secs();
                tracing::warn!(seconds, "the API server does not say what rights the program has");
                return Ok(());
            };
            warn(&answers);
            let refused: Vec<bool> = answers.iter().map(|answer| matches!(answer, Ok(false))).collect();
            drop(answers);
            let mut refused = refused.into_iter();
            wanted.retain(|_, _| refused.next().unwrap_or_default());
            if wanted.is_empty() {
                tracing::debug!("the program has the rights that its markers ask for");
                return Ok(());
            }
            if attempt < ATTEMPTS {
                sleep(PAUSE).await;
            }
        }
        Err(missing(wanted))
    }

    fn wanted(&self, namespaces: &Namespaces) -> Wanted {
        let mut wanted = Wanted::new();
        for origin in &self.origins {
            // The derive has parsed the same text before.
            let Ok(marker) = args::parse::<RbacMarker>(origin.marker, Form::Named) else {
                continue;
            };
            // A role of its own name is for somebody else, or bound by hand.
            if marker.role_name.is_empty() {
                for right in rights(&marker, namespaces) {
                    wanted.entry(right).or_insert(*origin);
                }
            }
        }
        wanted
    }
}

/// Every right of a marker, in every namespace where the program works.
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
        // A ClusterRole may be bound in these namespaces alone.
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
            "cannot ask for all rights that the program's markers name"
        );
    }
}

/// Verbs of the same marker on the same thing stand together.
fn missing(wanted: Wanted) -> MissingRights {
    let mut rights: BTreeMap<(Origin, String), BTreeSet<String>> = BTreeMap::new();
    for (right, origin) in wanted {
        let (verb, thing) = right.into_words();
        rights.entry((origin, thing)).or_default().insert(verb);
    }
    let missing = rights.into_iter().map(|((origin, thing), verbs)| Missing {
        verbs: verbs.into_iter().collect(),
        thing,
        marker: origin.marker,
        on: origin.on,
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
        let wanted = preflight.wanted(namespaces).into_keys();
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
        let mut wanted = preflight.wanted(&Namespaces::All);
        wanted.retain(|right, _| {
            let (_, thing) = right.clone().into_words();
            thing == "deployments.apps" || thing == "/metrics"
        });
        let error = missing(wanted);
        assert_eq!(error.0.len(), 2);
        assert_eq!(error.0[0].verbs, ["get", "list"]);
        assert_eq!(
            error.to_string(),
            "the program has not the rights that its markers ask for: it may not get, list deployments.apps \
             (`+kubebuilder:rbac:groups=apps;core,resources=deployments;pods/status,verbs=get;list` on \
             kubewright_runtime::rbac::preflight::tests::Operator), get /metrics \
             (`+kubebuilder:rbac:urls=/metrics,verbs=get` on kubewright_runtime::rbac::preflight::tests::Operator); \
             write the roles anew by `kubewright manifests`, apply them and bind them to the program's service account, \
             or start it with --rbac-preflight=false"
        );
    }
}
