//! Types of other crates, each behind the feature of its name.

use kubewright_core::ir::Type;

use super::{Described, Link, alias};

/// Types that core knows by this path.
macro_rules! known {
    ($($feature:literal: $($path:path),+;)+) => {
        $($(
            #[cfg(feature = $feature)]
            impl Described for $path {
                fn link() -> Link {
                    Link::new::<Self>(|| alias(stringify!($path), Type::Known(stringify!($path).to_owned()), 0), &[])
                }
            }
        )+)+
    };
}

known! {
    "bytes": bytes::Bytes, bytes::BytesMut;
    "chrono": chrono::NaiveDate, chrono::NaiveDateTime, chrono::NaiveTime, chrono::Month, chrono::Weekday;
    "jiff": jiff::SignedDuration, jiff::Span, jiff::Timestamp, jiff::Zoned,
        jiff::civil::Date, jiff::civil::DateTime, jiff::civil::Time;
    "url": url::Url;
    "uuid": uuid::Uuid;
}

#[cfg(feature = "chrono")]
impl<Tz: chrono::TimeZone + 'static> Described for chrono::DateTime<Tz> {
    fn link() -> Link {
        Link::new::<Self>(
            || alias("DateTime", Type::Known("chrono::DateTime".to_owned()), 0),
            &[],
        )
    }
}

#[cfg(feature = "indexmap")]
impl<K: Described, V: Described, S: 'static> Described for indexmap::IndexMap<K, V, S> {
    fn link() -> Link {
        Link::new::<Self>(
            || {
                alias(
                    "IndexMap",
                    Type::Map(Box::new(Type::Ref(0)), Box::new(Type::Ref(1))),
                    2,
                )
            },
            &[K::link, V::link],
        )
    }
}

#[cfg(feature = "indexmap")]
impl<T: Described, S: 'static> Described for indexmap::IndexSet<T, S> {
    fn link() -> Link {
        Link::new::<Self>(
            || alias("IndexSet", Type::Set(Box::new(Type::Ref(0))), 1),
            &[T::link],
        )
    }
}
