//! Kinds that belong to no module.

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! kind {
    ($name:ident) => {
        #[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
        #[kube(group = "example.com", version = "v1", kind = "Made")]
        pub struct $name {
            pub size: i32,
        }
    };
}

kind!(MadeSpec);

pub fn shown() -> String {
    // #[derive(CustomResource)] of a comment.
    #[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
    #[kube(group = "example.com", version = "v1", kind = "Foo")]
    struct FooSpec {
        size: i32,
    }
    "#[derive(CustomResource)]".to_owned()
}

pub struct Server;

impl Server {
    pub fn start(&self) {
        #[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
        #[kube(group = "example.com", version = "v1", kind = "Bar")]
        struct BarSpec {
            size: i32,
        }
    }
}

#[test]
fn kinds_of_tests_are_none_of_the_project() {
    #[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
    #[kube(group = "example.com", version = "v1", kind = "Baz")]
    struct BazSpec {
        size: i32,
    }
}

#[cfg(test)]
mod tests {
    pub fn helper() {
        #[derive(CustomResource)]
        struct Qux {
            size: i32,
        }
    }
}
