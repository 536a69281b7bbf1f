//! The standard library's types.

use std::{
    borrow::Cow,
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6},
    num::{NonZero, Saturating, Wrapping},
    path::PathBuf,
    rc::Rc,
    sync::{Arc, Mutex, RwLock},
    time::{Duration, SystemTime},
};

use kubewright_core::ir::{Int, Type};

use super::{Described, Link, alias};

/// Types that are one node of the front end.
macro_rules! plain {
    ($($ty:ty => $node:expr),+ $(,)?) => {
        $(impl Described for $ty {
            fn link() -> Link {
                Link::new::<Self>(|| alias(stringify!($ty), $node, 0), &[])
            }
        })+
    };
}

const fn int(bits: u8, signed: bool) -> Int {
    Int {
        bits,
        signed,
        nonzero: false,
    }
}

plain! {
    bool => Type::Bool,
    char => Type::Char,
    String => Type::String,
    &'static str => Type::String,
    Box<str> => Type::String,
    Rc<str> => Type::String,
    Arc<str> => Type::String,
    Cow<'static, str> => Type::String,
    f32 => Type::Float,
    f64 => Type::Float,
    serde_json::Value => Type::Known("serde_json::Value".to_owned()),
    serde_json::Number => Type::Known("serde_json::Number".to_owned()),
    serde_json::Map<String, serde_json::Value> => Type::Map(
        Box::new(Type::String),
        Box::new(Type::Known("serde_json::Value".to_owned())),
    ),
    IpAddr => Type::Known("std::net::IpAddr".to_owned()),
    Ipv4Addr => Type::Known("std::net::Ipv4Addr".to_owned()),
    Ipv6Addr => Type::Known("std::net::Ipv6Addr".to_owned()),
    SocketAddr => Type::Known("std::net::SocketAddr".to_owned()),
    SocketAddrV4 => Type::Known("std::net::SocketAddrV4".to_owned()),
    SocketAddrV6 => Type::Known("std::net::SocketAddrV6".to_owned()),
    PathBuf => Type::Known("std::path::PathBuf".to_owned()),
    Duration => Type::Known("std::time::Duration".to_owned()),
    SystemTime => Type::Known("std::time::SystemTime".to_owned()),
}

macro_rules! integers {
    ($($ty:ident $bits:literal $signed:literal),+ $(,)?) => {
        plain! { $(
            $ty => Type::Int(int($bits, $signed)),
            NonZero<$ty> => Type::Int(Int { nonzero: true, ..int($bits, $signed) }),
        )+ }
    };
}

integers! {
    i8 8 true, i16 16 true, i32 32 true, i64 64 true, isize 64 true,
    u8 8 false, u16 16 false, u32 32 false, u64 64 false, usize 64 false,
}

fn inner() -> Box<Type> {
    Box::new(Type::Ref(0))
}

/// Types that are what their one argument makes them.
macro_rules! wrapping {
    ($($name:ident => $node:expr),+ $(,)?) => {
        $(impl<T: Described> Described for $name<T> {
            fn link() -> Link {
                Link::new::<Self>(|| alias(stringify!($name), $node, 1), &[T::link])
            }
        })+
    };
}

wrapping! {
    Option => Type::Option(inner()),
    Vec => Type::List(inner()),
    VecDeque => Type::List(inner()),
    LinkedList => Type::List(inner()),
    BinaryHeap => Type::List(inner()),
    BTreeSet => Type::Set(inner()),
    Box => Type::Ref(0),
    Rc => Type::Ref(0),
    Arc => Type::Ref(0),
    Cell => Type::Ref(0),
    RefCell => Type::Ref(0),
    Mutex => Type::Ref(0),
    RwLock => Type::Ref(0),
    Saturating => Type::Ref(0),
    Wrapping => Type::Ref(0),
}

impl<T: Described, S: 'static> Described for HashSet<T, S> {
    fn link() -> Link {
        Link::new::<Self>(|| alias("HashSet", Type::Set(inner()), 1), &[T::link])
    }
}

impl<T: Described, const N: usize> Described for [T; N] {
    fn link() -> Link {
        Link::new::<Self>(
            || alias("array", Type::Array(inner(), Some(N as u64)), 1),
            &[T::link],
        )
    }
}

fn map() -> Type {
    Type::Map(inner(), Box::new(Type::Ref(1)))
}

impl<K: Described, V: Described> Described for BTreeMap<K, V> {
    fn link() -> Link {
        Link::new::<Self>(|| alias("BTreeMap", map(), 2), &[K::link, V::link])
    }
}

impl<K: Described, V: Described, S: 'static> Described for HashMap<K, V, S> {
    fn link() -> Link {
        Link::new::<Self>(|| alias("HashMap", map(), 2), &[K::link, V::link])
    }
}
