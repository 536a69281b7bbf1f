//! Every type of k8s-openapi: core has their schemas by path.

use kubewright_core::ir::Type;

use super::{Described, Link, alias};

macro_rules! kubernetes_types {
    ($($($module:ident)::+: $($name:ident),+;)+) => {
        $(kubernetes_types!(@module [$($module)::+] $($name)+);)+
    };
    (@module $module:tt $($name:ident)+) => {
        $(kubernetes_types!(@one $module $name);)+
    };
    (@one [$($module:ident)::+] $name:ident) => {
        impl Described for k8s_openapi::$($module)::+::$name {
            fn link() -> Link {
                Link::new::<Self>(|| known(stringify!($name), concat!("k8s_openapi", $("::", stringify!($module),)+ "::", stringify!($name))), &[])
            }
        }
    };
}

include!("kubernetes_types.rs");

impl Described for k8s_openapi::ByteString {
    fn link() -> Link {
        Link::new::<Self>(|| known("ByteString", "k8s_openapi::ByteString"), &[])
    }
}

fn known(name: &str, path: &str) -> kubewright_core::ir::Decl {
    alias(name, Type::Known(path.to_owned()), 0)
}
