//! Converts Frigate between v1alpha1 and v1, the hub.

use kubewright_runtime::webhook::{BoxError, Converter, same_fields};

use super::frigate::Frigate;
use crate::ship::v1::frigate::Frigate as Hub;

impl Converter for Frigate {
    type Hub = Hub;

    fn into_hub(self) -> Result<Hub, BoxError> {
        // TODO: Convert the fields that have another name, type or meaning in the hub. Use an annotation to keep the fields
        // that the hub does not have.
        Ok(Hub {
            metadata: self.metadata,
            spec: same_fields(self.spec)?,
            status: same_fields(self.status)?,
        })
    }

    fn from_hub(hub: Hub) -> Result<Self, BoxError> {
        // TODO: Convert the same fields back.
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
    fn a_round_trip_through_the_hub_loses_nothing() -> Result<(), BoxError> {
        // TODO: Set every field of the spec.
        let before = Frigate::new("sample", Default::default());
        let after = Frigate::from_hub(before.clone().into_hub()?)?;
        assert_eq!(after, before);
        Ok(())
    }
}
