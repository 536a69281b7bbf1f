//! Markers in macros and constants, which no manifest is made from.

pin_project! {
    /// +kubebuilder:rbac:groups=apps,resources=deployments,verbs=get
    pub struct InMacro {}
}

macro_rules! made {
    ($name:ident) => {
        /// A marker about a schema is one of the type, which is invisible.
        ///
        /// +kubebuilder:validation:MinProperties=1
        /// +kubebuilder:rbac:groups=apps,resources=statefulsets,verbs=get
        pub struct $name;
    };
}

/// +kubebuilder:rbac:groups=apps,resources=daemonsets,verbs=get
const _: () = {
    /// +kubebuilder:rbac:groups=apps,resources=replicasets,verbs=get
    struct InConstant;
};

static COUNT: usize = {
    /// +kubebuilder:rbac:groups=batch,resources=jobs,verbs=get
    struct InStatic;
    0
};

pub struct Server;

impl Server {
    /// +kubebuilder:rbac:groups=batch,resources=cronjobs,verbs=get
    pub const READY: bool = {
        /// +kubebuilder:rbac:groups="",resources=pods,verbs=get
        struct InMember;
        true
    };

    delegate! {
        /// +kubebuilder:rbac:groups="",resources=secrets,verbs=get
        pub fn start(&self);
    }
}

const _: () = {
    #[derive(CustomResource)]
    struct Hidden {
        size: i32,
    }
};

#[cfg(test)]
const _: () = {
    /// +kubebuilder:rbac:groups="",resources=services,verbs=get
    struct OfTests;
};
