//! Vault of v1 as v2, the hub, has it, and back.

use kubewright_runtime::webhook::{BoxError, Converter, same_fields};

use super::vault::Vault;
use crate::api::v2::vault::Vault as Hub;

impl Converter for Vault {
    type Hub = Hub;

    fn into_hub(self) -> Result<Hub, BoxError> {
        // TODO: Convert what has another name, form or meaning in the hub. What the hub cannot say is lost, unless you keep
        // it in an annotation.
        Ok(Hub {
            metadata: self.metadata,
            spec: same_fields(self.spec)?,
            status: same_fields(self.status)?,
        })
    }

    fn from_hub(hub: Hub) -> Result<Self, BoxError> {
        // TODO: Convert the same back.
        Ok(Self {
            metadata: hub.metadata,
            spec: same_fields(hub.spec)?,
            status: same_fields(hub.status)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost_by_way_of_the_hub() -> Result<(), BoxError> {
        // TODO: Set every field of the spec.
        let before = Vault::new("sample", Default::default());
        let after = Vault::from_hub(before.clone().into_hub()?)?;
        assert_eq!(after, before);
        Ok(())
    }
}
