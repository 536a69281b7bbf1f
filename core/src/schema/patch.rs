//! Sets and removes keywords of a schema, wherever they came from.

use serde_json::{Map, Value};

use super::{Additional, Schema};
use crate::diagnostic::Message;

impl Schema {
    /// Sets these keywords as they are; `null` removes one. An object under `items`, `additionalProperties` or
    /// `properties` changes the schema there in the same way.
    ///
    /// ```
    /// use kubewright_core::schema::Schema;
    ///
    /// let mut schema = Schema::formatted("integer", "int32");
    /// let patch = serde_json::json!({"format": null, "not": {"enum": [0]}});
    /// schema.patch(patch.as_object().unwrap()).unwrap();
    /// let expected = serde_json::json!({"type": "integer", "not": {"enum": [0]}});
    /// assert_eq!(serde_json::to_value(&schema).unwrap(), expected);
    /// ```
    ///
    /// # Errors
    ///
    /// If a keyword is unknown or its value has the wrong form.
    pub fn patch(&mut self, patch: &Map<String, Value>) -> Result<(), Message> {
        let mut own = Map::new();
        let opaque = self.opaque;
        let unseen = || Self {
            opaque,
            ..Self::default()
        };
        for (key, value) in patch {
            match (key.as_str(), value) {
                ("items", Value::Object(inner)) => {
                    let items = self.items.get_or_insert_with(|| Box::new(unseen()));
                    items.patch(inner)?;
                }
                ("additionalProperties", Value::Object(inner)) => {
                    if self.values().is_none() {
                        self.additional_properties = Some(Box::new(unseen().into()));
                    }
                    if let Some(Additional::Schema(values)) = self.additional_properties.as_deref_mut() {
                        values.patch(inner)?;
                    }
                }
                ("properties", Value::Object(all)) => {
                    for (name, inner) in all {
                        self.patch_property(name, inner, unseen())?;
                    }
                }
                _ => {
                    own.insert(key.clone(), value.clone());
                }
            }
        }
        self.set(own)
    }

    fn patch_property(&mut self, name: &str, patch: &Value, absent: Self) -> Result<(), Message> {
        match patch {
            Value::Null => {
                self.properties.remove(name);
            }
            Value::Object(patch) => {
                let mut property = self.properties.remove(name).unwrap_or(absent);
                property.patch(patch)?;
                self.properties.insert(name.to_owned(), property);
            }
            _ => {
                return Err(Message::new(format!(
                    "`{name}` needs an object of keywords, or `null`"
                )));
            }
        }
        Ok(())
    }

    /// Sets keywords of this schema alone. Everything else keeps the places that set it.
    fn set(&mut self, keywords: Map<String, Value>) -> Result<(), Message> {
        if keywords.is_empty() {
            return Ok(());
        }
        let stays = |key: &str| !keywords.contains_key(key);
        let properties = stays("properties").then(|| std::mem::take(&mut self.properties));
        let items = stays("items").then(|| self.items.take());
        let additional = stays("additionalProperties").then(|| self.additional_properties.take());
        let rules = stays("x-kubernetes-validations").then(|| std::mem::take(&mut self.validations));
        let unreadable = |error: serde_json::Error| {
            let text = error.to_string();
            let reason = text.split(", expected one of").next().unwrap_or(&text);
            let reason = reason.replace("unknown field", "the API server knows no keyword");
            Message::new(reason)
        };
        let mut value = serde_json::to_value(&*self).map_err(unreadable)?;
        if let Some(all) = value.as_object_mut() {
            for (key, value) in keywords {
                match value {
                    Value::Null => all.remove(&key),
                    value => all.insert(key, value),
                };
            }
        }
        let new: Self = serde_json::from_value(value).map_err(unreadable)?;
        let old = std::mem::replace(self, new);
        self.origins = old.origins;
        self.opaque = old.opaque;
        self.properties = properties.unwrap_or_else(|| std::mem::take(&mut self.properties));
        self.items = items.unwrap_or_else(|| self.items.take());
        self.additional_properties = additional.unwrap_or_else(|| self.additional_properties.take());
        self.validations = rules.unwrap_or_else(|| std::mem::take(&mut self.validations));
        Ok(())
    }
}
