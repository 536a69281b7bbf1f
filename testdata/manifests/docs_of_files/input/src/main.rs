#![doc = include_str!("../MARKERS.md")]
#![doc = include_str!("../MISSING.md")]
#![doc = concat!("+kubebuilder:rbac:groups=apps,resources=deployments,verbs=get")]

fn main() {}
