//! The requests behind each call.

/// A request about objects of one kind: a verb, and a subresource.
pub(crate) type Request = (Option<String>, &'static str);

/// The verbs of what a watch sends.
pub(crate) const WATCH: [&str; 2] = ["list", "watch"];

/// The verbs of `kube_leader_election::LeaseLock`.
pub(crate) const LEASE_LOCK: [&str; 3] = ["create", "get", "patch"];

/// The verbs of the runtime's elections.
pub(crate) const ELECTION: [&str; 3] = ["create", "get", "update"];

/// The verbs of recorders.
pub(crate) const EVENTS: [&str; 2] = ["create", "patch"];

fn whole(verbs: &[&'static str]) -> Vec<Request> {
    verbs.iter().map(|verb| (None, *verb)).collect()
}

fn sub(name: &str, verbs: &[&'static str]) -> Vec<Request> {
    verbs.iter().map(|verb| (Some(name.to_owned()), *verb)).collect()
}

/// What reconcilers usually send for their own objects, and `create api` grants: finalizers, labels and the status.
pub(crate) fn reconciled() -> Vec<Request> {
    let write = ["get", "update", "patch"];
    [whole(&write), sub("status", &write)].concat()
}

/// What a call of a method of kube's `Api` sends. `applies` is whether a patch is one of server-side apply, which creates the object
/// if it does not exist; `literal` is the subresource that the call names.
pub(crate) fn of_api(method: &str, applies: bool, literal: Option<&str>) -> Option<Vec<Request>> {
    Some(match method {
        "get"
        | "get_with"
        | "get_opt"
        | "get_metadata"
        | "get_metadata_with"
        | "get_metadata_opt"
        | "get_metadata_opt_with" => whole(&["get"]),
        "list" | "list_metadata" => whole(&["list"]),
        "watch" | "watch_metadata" => whole(&["watch"]),
        "create" => whole(&["create"]),
        "replace" => whole(&["update"]),
        "patch" | "patch_metadata" if applies => whole(&["create", "patch"]),
        "patch" | "patch_metadata" => whole(&["patch"]),
        "delete" => whole(&["delete"]),
        "delete_collection" => whole(&["deletecollection"]),
        "entry" => whole(&["create", "get", "update"]),
        "get_status" => sub("status", &["get"]),
        "patch_status" => sub("status", &["patch"]),
        "replace_status" => sub("status", &["update"]),
        "get_scale" => sub("scale", &["get"]),
        "patch_scale" => sub("scale", &["patch"]),
        "replace_scale" => sub("scale", &["update"]),
        "logs" | "log_stream" => sub("log", &["get"]),
        "evict" => sub("eviction", &["create"]),
        // By WebSocket, which is a GET; newer API servers also ask for `create`.
        "exec" => sub("exec", &["create", "get"]),
        "attach" => sub("attach", &["create", "get"]),
        "portforward" => sub("portforward", &["create", "get"]),
        "get_ephemeral_containers" => sub("ephemeralcontainers", &["get"]),
        "patch_ephemeral_containers" => sub("ephemeralcontainers", &["patch"]),
        "replace_ephemeral_containers" => sub("ephemeralcontainers", &["update"]),
        "get_resize" => sub("resize", &["get"]),
        "patch_resize" => sub("resize", &["patch"]),
        "replace_resize" => sub("resize", &["update"]),
        "get_approval" => sub("approval", &["get"]),
        "patch_approval" => sub("approval", &["patch"]),
        "replace_approval" => sub("approval", &["update"]),
        "cordon" | "uncordon" => whole(&["patch"]),
        "restart" => whole(&["patch"]),
        "create_token_request" => sub("token", &["create"]),
        "get_subresource" => sub(literal?, &["get"]),
        "create_subresource" => sub(literal?, &["create"]),
        "patch_subresource" => sub(literal?, &["patch"]),
        "replace_subresource" => sub(literal?, &["update"]),
        "delete_and_finalize" => whole(&["delete", "list", "watch"]),
        _ => return None,
    })
}

/// What a call of a method of the runtime's `Client` or `KindClient` sends.
pub(crate) fn of_client(method: &str, applies: bool) -> Option<Vec<Request>> {
    Some(match method {
        "get" | "list" => whole(&WATCH), // from the cache
        "get_live" => whole(&["get"]),
        "list_live" | "page" | "stream" => whole(&["list"]),
        "create" => whole(&["create"]),
        "update" => whole(&["update"]),
        "update_status" => sub("status", &["update"]),
        "change_status" => [whole(&["get"]), sub("status", &["patch"])].concat(),
        "apply" | "apply_with" => whole(&["create", "patch"]),
        "apply_status" | "apply_status_with" => sub("status", &["patch"]),
        "patch" if applies => whole(&["create", "patch"]),
        "patch" => whole(&["patch"]),
        "patch_status" => sub("status", &["patch"]),
        "delete" => whole(&["delete"]),
        "delete_all" => whole(&["deletecollection"]),
        _ => return None,
    })
}

/// What a call of kube's `Client` with a type argument sends.
pub(crate) fn of_kube_client(method: &str) -> Option<Vec<Request>> {
    Some(match method {
        "get" | "fetch" => whole(&["get"]),
        "list" => whole(&["list"]),
        _ => return None,
    })
}

/// A function of another crate: which argument has the kind, and what it sends.
pub(crate) fn of_function(path: &str) -> Option<(usize, Vec<Request>)> {
    let mut parts = path.rsplit("::");
    let (name, module) = (parts.next()?, parts.next().unwrap_or_default());
    let ours = path.starts_with("kubewright_runtime::") || module == "finalizer";
    Some(match (name, ours) {
        ("watcher" | "metadata_watcher" | "watch_object" | "await_condition", false) => (0, whole(&WATCH)),
        ("finalizer", _) => (0, whole(&["patch"])),
        ("delete_and_finalize", _) => (0, whole(&["delete", "list", "watch"])),
        ("ensure" | "remove", true) => (1, whole(&["patch"])),
        ("create_or_update", _) => (1, whole(&["create", "get", "update"])),
        ("create_or_patch", _) => (
            1,
            [whole(&["create", "get", "patch"]), sub("status", &["patch"])].concat(),
        ),
        _ => return None,
    })
}
