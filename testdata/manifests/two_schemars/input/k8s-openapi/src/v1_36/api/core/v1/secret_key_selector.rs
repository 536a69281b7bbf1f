/// Selects a key of a Secret.
pub struct SecretKeySelector {
    pub key: std::string::String,
}

#[cfg(feature = "schemars")]
impl crate::schemars::JsonSchema for SecretKeySelector {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "io.k8s.api.core.v1.SecretKeySelector".into()
    }

    fn json_schema(__gen: &mut crate::schemars::SchemaGenerator) -> crate::schemars::Schema {
        crate::schemars::json_schema!({
            "type": "object",
            "properties": {
                "key": {
                    "type": "string",
                },
            },
            "required": [
                "key",
            ],
        })
    }
}

#[cfg(feature = "schemars08")]
impl crate::schemars08::JsonSchema for SecretKeySelector {
    fn schema_name() -> std::string::String {
        "io.k8s.api.core.v1.SecretKeySelector".into()
    }

    fn json_schema(__gen: &mut crate::schemars08::gen::SchemaGenerator) -> crate::schemars08::schema::Schema {
        crate::schemars08::schema::Schema::Object(crate::schemars08::schema::SchemaObject::default())
    }
}
