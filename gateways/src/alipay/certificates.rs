//! Certificate mode: keys are named by certificates, in requests and in answers.
//!
//! Alipay names a certificate by the MD5 of its issuer (as RFC 4514 writes it, most significant part last) and its serial number in decimal. A
//! root bundle is named by its RSA certificates, joined by `_`. The names guard nothing: whoever signs must have the key. They say which key.

use super::super::error::GatewayError;
use super::super::keys::PublicKey;
use md5::{Digest, Md5};
use x509_cert::Certificate;
use x509_cert::der::Encode;
use x509_cert::der::oid::ObjectIdentifier;

/// The longest bundle that is looked at, in bytes.
pub const BUNDLE_BYTES_MAX: usize = 262_144;
/// Signatures by RSA; Alipay's bundle has certificates of other kinds, which do not count.
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1");

/// The names of the certificates by which both sides know each other's keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificates {
    /// The app's: `app_cert_sn`.
    pub app: String,
    /// The bundle of Alipay's roots: `alipay_root_cert_sn`.
    pub root: String,
    /// That of Alipay's key: `alipay_cert_sn` in its answers.
    pub alipay: String,
}

impl Certificates {
    /// Reads the three files that Alipay hands out, in PEM: the app's certificate, the bundle of roots, and the certificate of Alipay's key,
    /// which is given beside the names.
    ///
    /// # Errors
    /// [`GatewayError::KeyUnusable`] for a file that is none of these.
    pub fn read(app: &str, root: &str, alipay: &str) -> Result<(Self, PublicKey), GatewayError> {
        let unusable = |what| GatewayError::KeyUnusable { what };
        let app = chain(app).ok_or(unusable("app certificate"))?;
        let roots = chain(root).ok_or(unusable("root certificates"))?;
        let alipay = chain(alipay).ok_or(unusable("Alipay certificate"))?;
        let rsa = roots.iter().filter(|root| is_rsa(root));
        let names: Vec<String> = rsa.map(name).collect();
        if names.is_empty() {
            return Err(unusable("root certificates"));
        }
        // The file of a certificate may hold those above it as well; its own comes first.
        let key = key(&alipay[0]).ok_or(unusable("Alipay certificate"))?;
        let names = Self {
            app: name(&app[0]),
            root: names.join("_"),
            alipay: name(&alipay[0]),
        };
        Ok((names, key))
    }
}

fn chain(pem: &str) -> Option<Vec<Certificate>> {
    if pem.len() > BUNDLE_BYTES_MAX {
        return None;
    }
    let chain = Certificate::load_pem_chain(pem.as_bytes()).ok()?;
    (!chain.is_empty()).then_some(chain)
}

fn is_rsa(certificate: &Certificate) -> bool {
    certificate.signature_algorithm().oid.starts_with(RSA)
}

fn name(certificate: &Certificate) -> String {
    let certificate = certificate.tbs_certificate();
    let serial = decimal(certificate.serial_number().as_bytes());
    hex::encode(Md5::digest(format!("{}{serial}", certificate.issuer())))
}

fn key(certificate: &Certificate) -> Option<PublicKey> {
    let info = certificate.tbs_certificate().subject_public_key_info().to_der().ok()?;
    PublicKey::from_info(&info).ok()
}

/// A number of any length, from its bytes with the highest first.
fn decimal(bytes: &[u8]) -> String {
    let mut digits: Vec<u8> = vec![0];
    for byte in bytes {
        let mut carry = u16::from(*byte);
        for digit in &mut digits {
            let value = u16::from(*digit) * 256 + carry;
            *digit = u8::try_from(value % 10).unwrap_or(0);
            carry = value / 10;
        }
        while carry > 0 {
            digits.push(u8::try_from(carry % 10).unwrap_or(0));
            carry /= 10;
        }
    }
    digits.iter().rev().map(|digit| char::from(b'0' + digit)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_any_length_are_written_in_decimal() {
        let rows: [(&[u8], &str); 6] = [
            (&[], "0"),
            (&[0], "0"),
            (&[0, 9], "9"),
            (&[1, 0], "256"),
            (&[0xff, 0xff, 0xff, 0xff], "4294967295"),
            (
                &[1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
                "340282366920938463463374607431768211456",
            ),
        ];
        for (bytes, expected) in rows {
            assert_eq!(decimal(bytes), expected, "{bytes:?}");
        }
    }
}
