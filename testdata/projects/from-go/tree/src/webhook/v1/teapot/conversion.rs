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

//! Conversion between the versions of Teapot.

use kubewright_runtime::webhook::Conversion;

use crate::api;

/// Converts every version to and from v1, the hub.
pub(super) fn conversion() -> Conversion<api::v1::teapot::Teapot> {
    Conversion::hub::<api::v1::teapot::Teapot>()
        // Implemented in `api::v1alpha1::teapot_conversion`.
        .spoke::<api::v1alpha1::teapot::Teapot>()
    // +kubebuilder:scaffold:spokes
}
