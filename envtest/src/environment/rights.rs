//! Users and their permissions.

use std::time::{Duration, Instant};

use k8s_openapi::api::authentication::v1::{TokenRequest, TokenRequestSpec};
use k8s_openapi::api::authorization::v1::{
    NonResourceAttributes, ResourceAttributes, SelfSubjectAccessReview, SelfSubjectAccessReviewSpec,
};
use k8s_openapi::api::core::v1::ServiceAccount;
use k8s_openapi::api::rbac::v1::{
    ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding, RoleRef, Subject,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kube::api::{Api, PostParams};

use super::{Backend, Environment};
use crate::error::Error;
use crate::user::User;

const RBAC: &str = "rbac.authorization.k8s.io";
const LIMIT: Duration = Duration::from_secs(60);
const INTERVAL: Duration = Duration::from_millis(10);

impl Environment {
    /// Creates a user of this name and these groups, who has only the permissions that roles give them.
    ///
    /// On an existing cluster, the user of the kubeconfig impersonates this user, and must be allowed to.
    ///
    /// # Errors
    ///
    /// If the certificate cannot be created.
    ///
    /// ```no_run
    /// # async fn example(environment: kubewright_envtest::Environment) -> Result<(), kubewright_envtest::Error> {
    /// let client = environment.user("alice", ["developers"])?.client();
    /// # Ok(())
    /// # }
    /// ```
    pub fn user<G: Into<String>>(
        &self,
        name: &str,
        groups: impl IntoIterator<Item = G>,
    ) -> Result<User, Error> {
        let groups: Vec<String> = groups.into_iter().map(Into::into).collect();
        match &self.backend {
            Backend::Own(control_plane) => control_plane.user(name, &groups),
            Backend::Existing(existing) => existing.user(name, &groups),
        }
    }

    /// Returns a service account as a user with a token that is valid for an hour: what a Pod with it is allowed to do.
    /// Creates the service account if it does not exist.
    ///
    /// # Errors
    ///
    /// If the API server rejects the service account or the token.
    ///
    /// ```no_run
    /// # async fn example(environment: kubewright_envtest::Environment) -> Result<(), kubewright_envtest::Error> {
    /// let manager = environment.service_account("default", "controller-manager").await?;
    /// assert_eq!(manager.name(), "system:serviceaccount:default:controller-manager");
    /// # Ok(())
    /// # }
    /// ```
    pub async fn service_account(&self, namespace: &str, name: &str) -> Result<User, Error> {
        let accounts = Api::<ServiceAccount>::namespaced(self.client(), namespace);
        if accounts.get_opt(name).await?.is_none() {
            let account = ServiceAccount {
                metadata: ObjectMeta {
                    name: Some(name.to_owned()),
                    ..ObjectMeta::default()
                },
                ..ServiceAccount::default()
            };
            accounts.create(&PostParams::default(), &account).await?;
        }
        let request = TokenRequest {
            spec: Some(TokenRequestSpec::default()),
            ..TokenRequest::default()
        };
        let answer = accounts
            .create_token_request(name, &PostParams::default(), &request)
            .await?;
        let token = answer.status.and_then(|status| status.token).unwrap_or_default();
        let user = format!("system:serviceaccount:{namespace}:{name}");
        match &self.backend {
            Backend::Own(control_plane) => control_plane.user_by_token(&user, &token),
            Backend::Existing(existing) => existing.user_by_token(&user, &token),
        }
    }

    /// Grants a user permissions in every namespace, through a new role, and waits until they take effect.
    ///
    /// # Errors
    ///
    /// If the API server rejects the role, or its permissions do not take effect.
    ///
    /// ```no_run
    /// # async fn example(environment: kubewright_envtest::Environment) -> Result<(), kubewright_envtest::Error> {
    /// use k8s_openapi::api::rbac::v1::PolicyRule;
    ///
    /// let alice = environment.user("alice", [""; 0])?;
    /// let rule = PolicyRule {
    ///     api_groups: Some(vec![String::from("apps")]),
    ///     resources: Some(vec![String::from("deployments")]),
    ///     verbs: vec![String::from("get"), String::from("list")],
    ///     ..PolicyRule::default()
    /// };
    /// environment.grant(&alice, [rule]).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn grant(&self, user: &User, rules: impl IntoIterator<Item = PolicyRule>) -> Result<(), Error> {
        let rules: Vec<_> = rules.into_iter().collect();
        let role = ClusterRole {
            metadata: metadata(),
            rules: Some(rules.clone()),
            ..ClusterRole::default()
        };
        let role = Api::all(self.client())
            .create(&PostParams::default(), &role)
            .await?;
        let binding = ClusterRoleBinding {
            metadata: metadata(),
            role_ref: role_ref("ClusterRole", role.metadata.name),
            subjects: Some(vec![subject(user)]),
        };
        Api::all(self.client())
            .create(&PostParams::default(), &binding)
            .await?;
        granted(user, None, &rules).await
    }

    /// Grants a user permissions in one namespace, through a new role there, and waits until they take effect.
    ///
    /// # Errors
    ///
    /// Those of [`grant`](Self::grant), or if the namespace does not exist.
    pub async fn grant_in(
        &self,
        namespace: &str,
        user: &User,
        rules: impl IntoIterator<Item = PolicyRule>,
    ) -> Result<(), Error> {
        let rules: Vec<_> = rules.into_iter().collect();
        let role = Role {
            metadata: metadata(),
            rules: Some(rules.clone()),
        };
        let role = Api::namespaced(self.client(), namespace)
            .create(&PostParams::default(), &role)
            .await?;
        let binding = RoleBinding {
            metadata: metadata(),
            role_ref: role_ref("Role", role.metadata.name),
            subjects: Some(vec![subject(user)]),
        };
        Api::namespaced(self.client(), namespace)
            .create(&PostParams::default(), &binding)
            .await?;
        granted(user, Some(namespace), &rules).await
    }
}

fn metadata() -> ObjectMeta {
    ObjectMeta {
        generate_name: Some(String::from("kubewright-envtest-")),
        ..ObjectMeta::default()
    }
}

fn role_ref(kind: &str, name: Option<String>) -> RoleRef {
    RoleRef {
        api_group: Some(RBAC.to_owned()),
        kind: kind.to_owned(),
        name: name.unwrap_or_default(),
    }
}

fn subject(user: &User) -> Subject {
    Subject {
        api_group: Some(RBAC.to_owned()),
        kind: String::from("User"),
        name: user.name().to_owned(),
        namespace: None,
    }
}

/// The authorizer learns of roles by a watch, and of all that is in one role at once.
async fn granted(user: &User, namespace: Option<&str>, rules: &[PolicyRule]) -> Result<(), Error> {
    let Some(rule) = rules.last() else {
        return Ok(());
    };
    let review = SelfSubjectAccessReview {
        spec: right(rule, namespace),
        ..SelfSubjectAccessReview::default()
    };
    let reviews = Api::<SelfSubjectAccessReview>::all(user.client());
    let deadline = Instant::now() + LIMIT;
    loop {
        let answer = reviews.create(&PostParams::default(), &review).await?;
        if answer.status.is_some_and(|status| status.allowed) {
            return Ok(());
        }
        if Instant::now() > deadline {
            return Err(Error::NotGranted {
                user: user.name().to_owned(),
                right: format!("{rule:?}"),
                seconds: LIMIT.as_secs(),
            });
        }
        tokio::time::sleep(INTERVAL).await;
    }
}

/// One of the rights that a rule gives.
fn right(rule: &PolicyRule, namespace: Option<&str>) -> SelfSubjectAccessReviewSpec {
    let first = |values: &Option<Vec<String>>| values.iter().flatten().next().cloned();
    let verb = rule.verbs.first().cloned();
    if let Some(path) = first(&rule.non_resource_urls) {
        return SelfSubjectAccessReviewSpec {
            non_resource_attributes: Some(NonResourceAttributes {
                path: Some(path),
                verb,
            }),
            ..SelfSubjectAccessReviewSpec::default()
        };
    }
    let resource = first(&rule.resources).unwrap_or_default();
    let (resource, subresource) = match resource.split_once('/') {
        Some((resource, subresource)) => (resource.to_owned(), Some(subresource.to_owned())),
        None => (resource, None),
    };
    SelfSubjectAccessReviewSpec {
        resource_attributes: Some(ResourceAttributes {
            group: first(&rule.api_groups),
            name: first(&rule.resource_names),
            namespace: namespace.map(str::to_owned),
            resource: Some(resource),
            subresource,
            verb,
            ..ResourceAttributes::default()
        }),
        ..SelfSubjectAccessReviewSpec::default()
    }
}
