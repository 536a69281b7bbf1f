//! Types of other crates and of the standard library that serde writes as text or numbers.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use indexmap::{IndexMap, IndexSet};
use jiff::{SignedDuration, Span, Timestamp, Zoned, civil};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};
use url::Url;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Spec {
    pub bytes: Bytes,
    pub chrono_time: DateTime<Utc>,
    pub chrono_offset: DateTime<chrono::FixedOffset>,
    pub chrono_date: NaiveDate,
    pub chrono_naive: NaiveDateTime,
    pub chrono_clock: NaiveTime,
    pub month: chrono::Month,
    pub weekday: chrono::Weekday,
    pub map: IndexMap<String, Vec<i32>>,
    pub set: IndexSet<String>,
    pub timestamp: Timestamp,
    pub signed: SignedDuration,
    pub span: String,
    pub zoned: Zoned,
    pub date: civil::Date,
    pub date_time: civil::DateTime,
    pub time: jiff::civil::Time,
    pub url: Url,
    pub uuid: Uuid,
    pub ip: Vec<IpAddr>,
    pub ip4: Ipv4Addr,
    pub ip6: Ipv6Addr,
    pub socket: SocketAddr,
    pub socket4: SocketAddrV4,
    pub socket6: SocketAddrV6,
    pub path: PathBuf,
    pub duration: Duration,
    pub system_time: SystemTime,
    pub value: serde_json::Value,
    pub values: Vec<serde_json::Value>,
    pub object: serde_json::Map<String, serde_json::Value>,
    pub number: serde_json::Number,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maybe: Option<serde_json::Value>,
}

/// `Span` has no equality.
#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct Status {
    pub span: Span,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "foreign.example.com", version = "v1")]
pub struct Foreign {
    pub metadata: ObjectMeta,
    pub spec: Spec,
    pub status: Option<Status>,
}

fn spec() -> Spec {
    let day = NaiveDate::from_ymd_opt(2024, 2, 29).expect("a day");
    let clock = NaiveTime::from_hms_milli_opt(23, 59, 58, 5).expect("a time");
    let naive = day.and_time(clock);
    Spec {
        bytes: Bytes::from_static(&[0, 127, 255]),
        chrono_time: naive.and_utc(),
        chrono_offset: naive.and_utc().fixed_offset(),
        chrono_date: day,
        chrono_naive: naive,
        chrono_clock: clock,
        month: chrono::Month::May,
        weekday: chrono::Weekday::Sun,
        map: [("z".to_owned(), vec![1]), ("a".to_owned(), vec![])].into(),
        set: ["z".to_owned(), "a".to_owned()].into(),
        timestamp: Timestamp::new(1, 5).expect("a time"),
        signed: SignedDuration::new(-5, -6),
        span: "PT5S".to_owned(),
        zoned: Timestamp::UNIX_EPOCH.to_zoned(jiff::tz::TimeZone::UTC),
        date: civil::date(2024, 2, 29),
        date_time: civil::date(2024, 2, 29).at(1, 2, 3, 4),
        time: civil::time(1, 2, 3, 0),
        url: Url::parse("https://example.com/a?b#c").expect("a URL"),
        uuid: Uuid::from_u128(5),
        ip: vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()],
        ip4: Ipv4Addr::LOCALHOST,
        ip6: Ipv6Addr::LOCALHOST,
        socket: (Ipv4Addr::LOCALHOST, 80).into(),
        socket4: SocketAddrV4::new(Ipv4Addr::LOCALHOST, 80),
        socket6: SocketAddrV6::new(Ipv6Addr::LOCALHOST, 80, 0, 0),
        path: "/etc/passwd".into(),
        duration: Duration::new(5, 6),
        system_time: SystemTime::UNIX_EPOCH + Duration::new(5, 6),
        value: serde_json::json!({ "a": [1, "x", { "b": true }] }),
        values: vec![1.into(), "x".into(), serde_json::json!({ "a": 1 }), true.into()],
        object: [("a".to_owned(), serde_json::json!([1]))].into_iter().collect(),
        number: 5.into(),
        maybe: None,
    }
}

pub fn samples() -> Vec<Foreign> {
    let mut with_status = Foreign::new("status", spec());
    with_status.status = Some(Status { span: Span::new().hours(5).minutes(3) });
    let text = Spec { value: "text".into(), maybe: Some(1.into()), ..spec() };
    let fraction = Spec { number: serde_json::Number::from_f64(1.5).expect("a number"), ..spec() };
    vec![with_status, Foreign::new("text", text), Foreign::new("fraction", fraction)]
}

pub fn refused() -> Vec<(serde_json::Value, &'static str)> {
    let with = |name: &str, value: serde_json::Value| {
        let mut spec = serde_json::json!(spec());
        spec[name] = value;
        spec
    };
    vec![
        (with("bytes", vec![256].into()), "spec.bytes"),
        (with("chronoTime", "yesterday".into()), "spec.chronoTime"),
        (with("chronoDate", "yesterday".into()), "spec.chronoDate"),
        (with("timestamp", "yesterday".into()), "spec.timestamp"),
        (with("date", "yesterday".into()), "spec.date"),
        (with("url", "not one".into()), "spec.url"),
        (with("uuid", "not one".into()), "spec.uuid"),
        (with("ip", vec!["300.1.1.1"].into()), "spec.ip"),
        (with("ip4", "::1".into()), "spec.ip4"),
        (with("ip6", "127.0.0.1".into()), "spec.ip6"),
        (with("set", vec!["a", "a"].into()), "spec.set"),
        (with("duration", serde_json::json!({ "secs": -1, "nanos": 0 })), "spec.duration"),
        (with("object", "text".into()), "spec.object"),
        (with("number", "text".into()), "spec.number"),
    ]
}
