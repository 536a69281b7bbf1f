#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Foo")]
pub struct FooSpec {
    pub around: self::Around,
    pub size: super::Size,
    pub nested: nested::Nested,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
struct Private {
    ready: bool,
}

fn seven() -> u8 {
    7
}

mod nested;
