//! Addresses of networks.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::super::{Failure, Result};

/// Reads an address, which may have no zone and may not be an IPv4 address in an IPv6 one.
pub(crate) fn parse_ip(text: &str) -> Result<IpAddr> {
    if text.contains('%') && text.contains(':') {
        return Err(format!("IP address {text:?} with zone value is not allowed").into());
    }
    let address: IpAddr = text.parse().map_err(|_| {
        Failure::from(format!(
            "IP Address {text:?} parse error during conversion from string: ParseAddr({text:?}): unable to parse IP"
        ))
    })?;
    if is_mapped(address) {
        return Err(format!("IPv4-mapped IPv6 address {text:?} is not allowed").into());
    }
    Ok(address)
}

fn is_mapped(address: IpAddr) -> bool {
    matches!(address, IpAddr::V6(address) if address.to_ipv4_mapped().is_some())
}

/// An address with the length of a prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cidr {
    pub(crate) address: IpAddr,
    pub(crate) length: u8,
}

impl Cidr {
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let wrong = || {
            Failure::from(format!(
                "network address parse error during conversion from string: netip.ParsePrefix({text:?}): invalid"
            ))
        };
        let (address, length) = text.rsplit_once('/').ok_or_else(wrong)?;
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let plain = !length.is_empty()
            && length.bytes().all(|byte| byte.is_ascii_digit())
            && (length.len() == 1 || !length.starts_with('0'));
        let most = if address.is_ipv4() { 32 } else { 128 };
        let length: u8 = length.parse().map_err(|_| wrong())?;
        if !plain || length > most {
            return Err(wrong());
        }
        if is_mapped(address) {
            return Err(format!("IPv4-mapped IPv6 address {text:?} is not allowed").into());
        }
        Ok(Self { address, length })
    }

    pub(crate) fn masked(self) -> Self {
        Self {
            address: mask(self.address, self.length),
            ..self
        }
    }

    pub(crate) fn contains(self, address: IpAddr) -> bool {
        self.address.is_ipv4() == address.is_ipv4()
            && mask(self.address, self.length) == mask(address, self.length)
    }

    pub(crate) fn contains_all(self, other: Self) -> bool {
        self.length <= other.length && self.contains(other.address)
    }
}

fn mask(address: IpAddr, length: u8) -> IpAddr {
    match address {
        IpAddr::V4(address) => {
            let bits = u32::MAX.checked_shl(32 - u32::from(length)).unwrap_or(0);
            IpAddr::V4(Ipv4Addr::from_bits(address.to_bits() & bits))
        }
        IpAddr::V6(address) => {
            let bits = u128::MAX.checked_shl(128 - u32::from(length)).unwrap_or(0);
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & bits))
        }
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.length)
    }
}
