// Copyright 2026 The Memcached Authors.
//
// Licensed under the Apache License, Version 2.0 (the "License");
// you may not use this file except in compliance with the License.
// You may obtain a copy of the License at
//
//     http://www.apache.org/licenses/LICENSE-2.0
//
// Unless required by applicable law or agreed to in writing, software
// distributed under the License is distributed on an "AS IS" BASIS,
// WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
// See the License for the specific language governing permissions and
// limitations under the License.

//! Converts Memcached between v1alpha1 and v1, the hub.

use kubewright_runtime::webhook::{BoxError, Converter, same_fields};

use super::memcached::Memcached;
use crate::api::v1::memcached::Memcached as Hub;

impl Converter for Memcached {
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
        let before = Memcached::new("sample", Default::default());
        let after = Memcached::from_hub(before.clone().into_hub()?)?;
        assert_eq!(after, before);
        Ok(())
    }
}
