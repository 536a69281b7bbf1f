// Copyright 2026.
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

//! The defaulting webhook of Berth.

use kubewright_runtime::webhook::{AdmissionRequest, Defaulter, Refusal};

use harbour_types::v1::Berth;

/// Sets defaults on Berth objects.
///
/// +kubebuilder:webhook:path=/mutate-harbour-example-org-v1-berth,mutating=true,failurePolicy=fail,sideEffects=None,groups=harbour.example.org,resources=berths,verbs=create;update,versions=v1,name=mberth-v1.kb.io,admissionReviewVersions=v1
#[derive(Debug)]
pub(super) struct BerthDefaulter;

impl Defaulter for BerthDefaulter {
    type Object = Berth;

    async fn default(&self, object: &mut Berth, _: &AdmissionRequest) -> Result<(), Refusal> {
        // TODO: Set defaults on `object`.
        tracing::debug!(name = object.metadata.name, "no defaults to set");
        Ok(())
    }
}
