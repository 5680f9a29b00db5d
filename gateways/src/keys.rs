//! Keys that cannot be printed: RSA to sign and to verify, AES-256-GCM to open what a callback holds.

use crate::error::{Forgery, GatewayError};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
// The one randomness in this crate. It blinds the key while it signs, and no result depends on it.
use ring::rand as blinding;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{PrivateKeyDer, PrivatePkcs1KeyDer, PrivatePkcs8KeyDer, SubjectPublicKeyInfoDer};
use std::fmt;
use std::sync::Arc;

/// The longest key text that is looked at, in bytes.
pub const KEY_TEXT_MAX: usize = 16_384;

/// `rsaEncryption` with its empty parameters, as every RSA key in SPKI form names its algorithm.
const RSA_ALGORITHM: [u8; 15] = [
    0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
];

/// An RSA key that signs, of 2048 bits or more.
#[derive(Clone)]
pub struct PrivateKey(Arc<RsaKeyPair>);

impl PrivateKey {
    /// Reads PEM (PKCS #8 or PKCS #1), or the bare base64 of either, which is what Alipay's tool writes.
    ///
    /// # Errors
    /// [`GatewayError::KeyUnusable`] when it is none of these, or too short.
    pub fn read(text: &str) -> Result<Self, GatewayError> {
        let unusable = GatewayError::KeyUnusable { what: "private key" };
        let pair = match parse_private(text).ok_or(unusable.clone())? {
            PrivateKeyDer::Pkcs8(key) => RsaKeyPair::from_pkcs8(key.secret_pkcs8_der()),
            PrivateKeyDer::Pkcs1(key) => RsaKeyPair::from_der(key.secret_pkcs1_der()),
            _ => return Err(unusable),
        };
        pair.map(|pair| Self(Arc::new(pair))).map_err(|_| unusable)
    }

    /// The signature of a text by RSASSA-PKCS1-v1_5 with SHA-256, in base64. The same text has the same signature: the randomness
    /// inside only hides the key from who measures the time.
    ///
    /// # Errors
    /// [`GatewayError::KeyUnusable`] when the system has no randomness to hide with.
    pub fn sign(&self, text: &[u8]) -> Result<String, GatewayError> {
        let mut signature = vec![0; self.0.public().modulus_len()];
        self.0
            .sign(&RSA_PKCS1_SHA256, &blinding::SystemRandom::new(), text, &mut signature)
            .map_err(|_| GatewayError::KeyUnusable { what: "private key" })?;
        Ok(STANDARD.encode(signature))
    }
}

fn parse_private(text: &str) -> Option<PrivateKeyDer<'static>> {
    if text.len() > KEY_TEXT_MAX {
        return None;
    }
    if text.contains("-----BEGIN") {
        return PrivateKeyDer::from_pem_slice(text.as_bytes()).ok();
    }
    let bytes = bare(text)?;
    if RsaKeyPair::from_pkcs8(&bytes).is_ok() {
        return Some(PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(bytes)));
    }
    Some(PrivateKeyDer::Pkcs1(PrivatePkcs1KeyDer::from(bytes)))
}

fn bare(text: &str) -> Option<Vec<u8>> {
    let packed: String = text.split_whitespace().collect();
    STANDARD.decode(packed).ok()
}

/// An RSA key that verifies.
#[derive(Clone)]
pub struct PublicKey(Arc<[u8]>);

impl PublicKey {
    /// Reads PEM (`BEGIN PUBLIC KEY`), or its bare base64. Of a certificate, `openssl x509 -pubkey` gives it.
    ///
    /// # Errors
    /// [`GatewayError::KeyUnusable`] when it is no RSA key in that form.
    pub fn read(text: &str) -> Result<Self, GatewayError> {
        let unusable = GatewayError::KeyUnusable { what: "public key" };
        if text.len() > KEY_TEXT_MAX {
            return Err(unusable);
        }
        let info = if text.contains("-----BEGIN") {
            let parsed = SubjectPublicKeyInfoDer::from_pem_slice(text.as_bytes());
            parsed.map(|info| info.as_ref().to_vec()).ok()
        } else {
            bare(text)
        };
        Self::from_info(&info.ok_or(unusable)?)
    }

    /// Takes the key out of `SubjectPublicKeyInfo` in DER, as a certificate holds it.
    ///
    /// # Errors
    /// [`GatewayError::KeyUnusable`] when it is no RSA key in that form.
    pub fn from_info(info: &[u8]) -> Result<Self, GatewayError> {
        let key = unwrap_rsa(info).ok_or(GatewayError::KeyUnusable { what: "public key" })?;
        Ok(Self(Arc::from(key)))
    }

    /// Whether a signature in base64 is this key's over the text.
    ///
    /// # Errors
    /// [`Forgery::SignatureWrong`] when it is not.
    pub fn verify(&self, text: &[u8], signature: &str) -> Result<(), GatewayError> {
        let wrong = GatewayError::Forged(Forgery::SignatureWrong);
        let signature = STANDARD.decode(signature).map_err(|_| wrong.clone())?;
        UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &self.0)
            .verify(text, &signature)
            .map_err(|_| wrong)
    }
}

/// The key itself out of `SubjectPublicKeyInfo`: a sequence of the algorithm and a bit string that holds it.
fn unwrap_rsa(info: &[u8]) -> Option<&[u8]> {
    let inside = element(info, 0x30)?.strip_prefix(&RSA_ALGORITHM)?;
    element(inside, 0x03)?.strip_prefix(&[0])
}

/// What is in a DER element with this tag that fills the bytes to their end.
fn element(bytes: &[u8], tag: u8) -> Option<&[u8]> {
    let (&first, rest) = bytes.strip_prefix(&[tag])?.split_first()?;
    let (length, inside) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81 => (usize::from(*rest.first()?), rest.get(1..)?),
        0x82 => {
            let (high, low) = (*rest.first()?, *rest.get(1)?);
            (usize::from(u16::from_be_bytes([high, low])), rest.get(2..)?)
        }
        _ => return None,
    };
    (inside.len() == length).then_some(inside)
}

/// A key of 32 bytes that seals and opens what callbacks hold.
#[derive(Clone)]
pub struct SealKey(Arc<LessSafeKey>);

impl SealKey {
    /// Takes the 32 characters that WeChat calls the APIv3 key.
    ///
    /// # Errors
    /// [`GatewayError::KeyUnusable`] when they are not 32 bytes.
    pub fn read(text: &str) -> Result<Self, GatewayError> {
        let key = UnboundKey::new(&AES_256_GCM, text.as_bytes())
            .map_err(|_| GatewayError::KeyUnusable { what: "APIv3 key" })?;
        Ok(Self(Arc::new(LessSafeKey::new(key))))
    }

    /// Opens what is in base64 with its tag at the end; `with` is what was sealed along with it and stands beside it.
    ///
    /// # Errors
    /// [`Forgery::SealWrong`] when anything of it was altered, or it was sealed with another key.
    pub fn open(&self, nonce: &str, with: &str, sealed: &str) -> Result<Vec<u8>, GatewayError> {
        let wrong = GatewayError::Forged(Forgery::SealWrong);
        let mut bytes = STANDARD.decode(sealed).map_err(|_| wrong.clone())?;
        let nonce = Nonce::try_assume_unique_for_key(nonce.as_bytes()).map_err(|_| wrong.clone())?;
        let open = self.0.open_in_place(nonce, Aad::from(with.as_bytes()), &mut bytes);
        let length = open.map_err(|_| wrong)?.len();
        bytes.truncate(length);
        Ok(bytes)
    }

    /// Seals bytes under a nonce of 12 bytes that is used once.
    ///
    /// # Errors
    /// [`GatewayError::CommandBad`] when the nonce has another length.
    pub fn seal(&self, nonce: &str, with: &str, plain: &[u8]) -> Result<String, GatewayError> {
        let bad = GatewayError::CommandBad { what: "nonce" };
        let mut bytes = plain.to_vec();
        let nonce = Nonce::try_assume_unique_for_key(nonce.as_bytes()).map_err(|_| bad.clone())?;
        self.0
            .seal_in_place_append_tag(nonce, Aad::from(with.as_bytes()), &mut bytes)
            .map_err(|_| bad)?;
        Ok(STANDARD.encode(bytes))
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateKey(secret)")
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({} bytes)", self.0.len())
    }
}

impl fmt::Debug for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealKey(secret)")
    }
}
