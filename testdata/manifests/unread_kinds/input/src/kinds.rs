#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Included")]
pub struct IncludedSpec {
    pub size: i32,
}
