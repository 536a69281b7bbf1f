//! A certificate with its key and the authorities to trust.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use k8s_openapi::api::core::v1::Secret;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose,
};
use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier as _;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};

use super::bundle;
use crate::serving::tls::{Certificates, TlsError};

const AUTHORITIES: &str = "ca.crt";
const CERTIFICATE: &str = "tls.crt";
const KEY: &str = "tls.key";

/// Clocks of different machines are not the same.
const SKEW: Duration = Duration::from_secs(60 * 60);

/// All as PEM.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Pair {
    /// The newest first.
    pub(super) authorities: String,
    pub(super) certificate: String,
    pub(super) key: String,
}

impl Pair {
    pub(super) fn read(secret: &Secret) -> Option<Self> {
        let data = secret.data.as_ref()?;
        let text = |key: &str| String::from_utf8(data.get(key)?.0.clone()).ok();
        Some(Self {
            authorities: text(AUTHORITIES)?,
            certificate: text(CERTIFICATE)?,
            key: text(KEY)?,
        })
    }

    pub(super) fn data(&self) -> BTreeMap<&'static str, &str> {
        BTreeMap::from([
            (AUTHORITIES, self.authorities.as_str()),
            (CERTIFICATE, &self.certificate),
            (KEY, &self.key),
        ])
    }

    /// A new authority and a certificate by it. The old authority stays trusted beside it.
    pub(super) fn make(hosts: &[String], validity: Duration, old: Option<&Self>) -> Result<Self, TlsError> {
        let failed = |error: rcgen::Error| TlsError {
            origin: format!("certificate for {}", hosts.join(", ")),
            reason: error.to_string(),
        };
        let now = SystemTime::now();
        let (from, until) = ((now - SKEW).into(), (now + validity).into());

        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        params
            .distinguished_name
            .push(DnType::CommonName, "kubewright serving authority");
        (params.not_before, params.not_after) = (from, until);
        let issuer =
            CertifiedIssuer::self_signed(params, KeyPair::generate().map_err(failed)?).map_err(failed)?;

        let mut params = CertificateParams::new(hosts).map_err(failed)?;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.distinguished_name.push(
            DnType::CommonName,
            hosts.first().map(String::as_str).unwrap_or_default(),
        );
        (params.not_before, params.not_after) = (from, until);
        let key = KeyPair::generate().map_err(failed)?;
        let certificate = params.signed_by(&key, &issuer).map_err(failed)?;

        let before = old.and_then(|old| bundle::first(&old.authorities));
        Ok(Self {
            authorities: issuer.pem() + &before.unwrap_or_default(),
            certificate: certificate.pem(),
            key: key.serialize_pem(),
        })
    }

    /// Whether clients that trust the authorities accept the certificate for all hosts, now and at that time.
    pub(super) fn good(&self, hosts: &[String], until: SystemTime) -> bool {
        self.check(hosts, &[SystemTime::now(), until])
            .inspect_err(|reason| tracing::info!(reason, "renewing the serving certificate"))
            .is_ok()
    }

    fn check(&self, hosts: &[String], times: &[SystemTime]) -> Result<(), String> {
        let text = |error: &dyn std::fmt::Display| error.to_string();
        Certificates::from_pem(&self.certificate, &self.key).map_err(|error| text(&error))?;
        let mut roots = RootCertStore::empty();
        for authority in CertificateDer::pem_slice_iter(self.authorities.as_bytes()) {
            let authority = authority.map_err(|error| text(&error))?;
            roots.add(authority).map_err(|error| text(&error))?;
        }
        let provider = Arc::new(ring::default_provider());
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider)
            .build()
            .map_err(|error| text(&error))?;
        let certificate =
            CertificateDer::from_pem_slice(self.certificate.as_bytes()).map_err(|error| text(&error))?;
        for host in hosts {
            let name = ServerName::try_from(host.as_str()).map_err(|error| text(&error))?;
            for time in times {
                let since = time
                    .duration_since(SystemTime::UNIX_EPOCH)
                    .map_err(|error| text(&error))?;
                let time = UnixTime::since_unix_epoch(since);
                verifier
                    .verify_server_cert(&certificate, &[], &name, &[], time)
                    .map_err(|error| text(&error))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Duration = Duration::from_secs(24 * 60 * 60);

    fn hosts() -> Vec<String> {
        vec![String::from("webhook.default.svc"), String::from("127.0.0.1")]
    }

    fn in_days(days: u32) -> SystemTime {
        SystemTime::now() + days * DAY
    }

    #[test]
    fn it_is_good_for_its_hosts_and_time() {
        let pair = Pair::make(&hosts(), 90 * DAY, None).unwrap();
        assert!(pair.good(&hosts(), in_days(0)));
        assert!(pair.good(&hosts(), in_days(89)));
        assert!(!pair.good(&hosts(), in_days(91)));
        assert!(!pair.good(&[String::from("other.default.svc")], in_days(0)));
    }

    #[test]
    fn the_authority_before_stays_trusted_and_the_one_before_that_not() {
        let first = Pair::make(&hosts(), DAY, None).unwrap();
        let second = Pair::make(&hosts(), DAY, Some(&first)).unwrap();
        let third = Pair::make(&hosts(), DAY, Some(&second)).unwrap();
        let trusted_by = |authorities: &Pair, pair: &Pair| {
            let authorities = authorities.authorities.clone();
            let pair = Pair {
                authorities,
                ..pair.clone()
            };
            pair.good(&hosts(), in_days(0))
        };
        assert!(trusted_by(&second, &first));
        assert!(trusted_by(&third, &second));
        assert!(!trusted_by(&third, &first));
        assert!(!trusted_by(&first, &second));
    }

    #[test]
    fn what_was_damaged_is_not_good() {
        let pair = Pair::make(&hosts(), 90 * DAY, None).unwrap();
        let other = Pair::make(&hosts(), 90 * DAY, None).unwrap();
        let damaged = [
            Pair {
                key: other.key.clone(),
                ..pair.clone()
            },
            Pair {
                authorities: other.authorities.clone(),
                ..pair.clone()
            },
            Pair {
                authorities: String::new(),
                ..pair.clone()
            },
            Pair {
                certificate: String::from("nonsense"),
                ..pair.clone()
            },
        ];
        for pair in damaged {
            assert!(!pair.good(&hosts(), in_days(0)));
        }
        let mended = Pair::make(
            &hosts(),
            90 * DAY,
            Some(&Pair {
                authorities: String::from("nonsense"),
                ..pair
            }),
        );
        assert!(mended.unwrap().good(&hosts(), in_days(0)));
    }
}
