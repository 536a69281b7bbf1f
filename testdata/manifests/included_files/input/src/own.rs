/// A kind of an included file.
#[derive(CustomResource, Deserialize, Serialize)]
#[resource(group = "example.com", version = "v1")]
pub struct Own {
    pub metadata: ObjectMeta,
    pub spec: self::Shared,
}

#[derive(Deserialize, Schema, Serialize)]
struct Included {
    size: u8,
}
