//! Types of other crates.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition as Crd;
use kube::{CustomResource, CustomResourceExt};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "crates.example.com", version = "v1", kind = "Crates")]
pub struct CratesSpec {
    date_time: chrono::DateTime<chrono::Utc>,
    date: chrono::NaiveDate,
    naive: chrono::NaiveDateTime,
    time: chrono::NaiveTime,
    weekday: chrono::Weekday,
    timestamp: jiff::Timestamp,
    span: jiff::Span,
    signed: jiff::SignedDuration,
    zoned: jiff::Zoned,
    civil_date: jiff::civil::Date,
    civil_time: jiff::civil::Time,
    civil: jiff::civil::DateTime,
    url: url::Url,
    id: uuid::Uuid,
    version: semver::Version,
    optional_url: Option<url::Url>,
    either: either::Either<u8, Vec<String>>,
}

pub fn crds() -> Vec<Crd> {
    vec![Crates::crd()]
}
