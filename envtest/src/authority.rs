//! Keys and certificates of one environment.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, PublicKeyData as _, SigningKey as _,
};
use yasna::models::ObjectIdentifier;
use yasna::{DERWriter, Tag, construct_der};

use crate::error::Error;

const NAME: &str = "kubewright-envtest";

/// The certificate authority of one environment, which signs its server and its users.
pub(crate) struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
}

/// A key and its certificate, as PEM.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    pub(crate) certificate: String,
    pub(crate) key: String,
}

impl Authority {
    pub(crate) fn new() -> Result<Self, Error> {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyCertSign];
        params.distinguished_name.push(DnType::CommonName, NAME);
        Ok(Self {
            issuer: CertifiedIssuer::self_signed(params, KeyPair::generate()?)?,
        })
    }

    pub(crate) fn certificate(&self) -> String {
        self.issuer.pem()
    }

    pub(crate) fn certificate_der(&self) -> Vec<u8> {
        self.issuer.der().to_vec()
    }

    pub(crate) fn key(&self) -> String {
        self.issuer.key().serialize_pem()
    }

    /// A serving certificate for these host names and addresses.
    pub(crate) fn server(&self, hosts: &[&str]) -> Result<Identity, Error> {
        let hosts: Vec<String> = hosts.iter().map(|&host| host.to_owned()).collect();
        let mut params = CertificateParams::new(hosts)?;
        params
            .distinguished_name
            .push(DnType::CommonName, "kube-apiserver");
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let key = KeyPair::generate()?;
        let certificate = params.signed_by(&key, &self.issuer)?;
        Ok(Identity {
            certificate: certificate.pem(),
            key: key.serialize_pem(),
        })
    }

    /// A client certificate: the API server takes the common name for the user and each organization for a group.
    pub(crate) fn client(&self, name: &str, groups: &[String]) -> Result<Identity, Error> {
        let key = KeyPair::generate()?;
        let body = construct_der(|writer| write_body(writer, name, groups, &key));
        let signature = self.issuer.key().sign(&body)?;
        let certificate = construct_der(|writer| {
            writer.write_sequence(|writer| {
                writer.next().write_der(&body);
                write_algorithm(writer.next());
                writer.next().write_bitvec_bytes(&signature, signature.len() * 8);
            });
        });
        Ok(Identity {
            certificate: pem("CERTIFICATE", &certificate),
            key: key.serialize_pem(),
        })
    }
}

/// By hand, because rcgen's names hold one value per attribute and a user may have several groups.
fn write_body(writer: DERWriter<'_>, name: &str, groups: &[String], key: &KeyPair) {
    const UTC_TIME: u64 = 23;
    let time = |writer: DERWriter<'_>, text: &str| {
        writer.write_tagged_implicit(
            Tag {
                tag_class: yasna::TagClass::Universal,
                tag_number: UTC_TIME,
            },
            |writer| {
                writer.write_bytes(text.as_bytes());
            },
        );
    };
    writer.write_sequence(|writer| {
        writer
            .next()
            .write_tagged(Tag::context(0), |writer| writer.write_u8(2)); // version 3
        writer.next().write_u8(1); // serial number; nothing here tells certificates apart by it
        write_algorithm(writer.next());
        write_name(writer.next(), NAME, &[]);
        writer.next().write_sequence(|writer| {
            time(writer.next(), "750101000000Z");
            time(writer.next(), "491231235959Z");
        });
        write_name(writer.next(), name, groups);
        writer.next().write_der(&key.subject_public_key_info());
        writer.next().write_tagged(Tag::context(3), |writer| {
            writer.write_sequence(|writer| {
                writer.next().write_sequence(|writer| {
                    write_object_id(writer.next(), &[2, 5, 29, 37]); // extended key usage
                    let usage = construct_der(|writer| {
                        writer.write_sequence(|writer| {
                            write_object_id(writer.next(), &[1, 3, 6, 1, 5, 5, 7, 3, 2]); // client authentication
                        });
                    });
                    writer.next().write_bytes(&usage);
                });
            });
        });
    });
}

fn write_name(writer: DERWriter<'_>, common_name: &str, organizations: &[String]) {
    let organizations = organizations.iter().map(|name| ([2, 5, 4, 10], name.as_str()));
    writer.write_sequence(|writer| {
        for (attribute, value) in organizations.chain([([2, 5, 4, 3], common_name)]) {
            writer.next().write_set(|writer| {
                writer.next().write_sequence(|writer| {
                    write_object_id(writer.next(), &attribute);
                    writer.next().write_utf8_string(value);
                });
            });
        }
    });
}

/// ECDSA with SHA-256, which is what rcgen's default key signs with.
fn write_algorithm(writer: DERWriter<'_>) {
    writer.write_sequence(|writer| write_object_id(writer.next(), &[1, 2, 840, 10045, 4, 3, 2]));
}

fn write_object_id(writer: DERWriter<'_>, components: &[u64]) {
    writer.write_oid(&ObjectIdentifier::from_slice(components));
}

fn pem(label: &str, der: &[u8]) -> String {
    let text = BASE64_STANDARD.encode(der);
    let mut pem = format!("-----BEGIN {label}-----\n");
    for line in text.as_bytes().chunks(64) {
        pem.push_str(&String::from_utf8_lossy(line));
        pem.push('\n');
    }
    pem.push_str(&format!("-----END {label}-----\n"));
    pem
}
