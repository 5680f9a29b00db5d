//! The three keys that two operators share, and what is done with them.

use std::fmt;

use aes::Aes128;
use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockDecryptMut as _, BlockEncryptMut as _, KeyIvInit as _};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use md5::Md5;

use crate::error::{Forgery, GatewayError};

/// Fewest and most characters of the secret that signs.
const SIGN_CHARS: std::ops::RangeInclusive<usize> = 16..=64;

/// What two operators agreed on: who the other is, the secret that its token is asked with, and the keys that sign and encrypt.
#[derive(Clone)]
pub struct Keys {
    /// `OperatorID` of who signs with these keys: nine letters or digits.
    pub operator: String,
    /// `OperatorSecret`, which is exchanged for a token.
    pub secret: String,
    sign: Vec<u8>,
    data: [u8; 16],
    initial: [u8; 16],
}

impl Keys {
    /// Takes them as the operators hand them to each other: `SigSecret`, and `DataSecret` and `DataSecretIV` of 16 characters each.
    ///
    /// # Errors
    /// [`GatewayError::KeyUnusable`] when one has another form.
    pub fn new(operator: &str, secret: &str, sign: &str, data: &str, initial: &str) -> Result<Self, GatewayError> {
        let unusable = |what| GatewayError::KeyUnusable { what };
        if operator.len() != 9 || !operator.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(unusable("OperatorID"));
        }
        if !SIGN_CHARS.contains(&secret.len()) {
            return Err(unusable("OperatorSecret"));
        }
        if !SIGN_CHARS.contains(&sign.len()) {
            return Err(unusable("SigSecret"));
        }
        Ok(Self {
            operator: operator.to_owned(),
            secret: secret.to_owned(),
            sign: sign.as_bytes().to_vec(),
            data: data.as_bytes().try_into().map_err(|_| unusable("DataSecret"))?,
            initial: initial.as_bytes().try_into().map_err(|_| unusable("DataSecretIV"))?,
        })
    }

    fn mac(&self, parts: &[&str]) -> Option<Hmac<Md5>> {
        let mut mac = Hmac::<Md5>::new_from_slice(&self.sign).ok()?;
        for part in parts {
            mac.update(part.as_bytes());
        }
        Some(mac)
    }

    /// The signature of these parts, one after the other: HMAC-MD5 in capital hexadecimal digits.
    #[must_use]
    pub fn sign(&self, parts: &[&str]) -> String {
        let mac = self.mac(parts).map(|mac| mac.finalize().into_bytes());
        mac.map(hex::encode_upper).unwrap_or_default()
    }

    /// Whether a signature is ours over these parts, in a time that tells nothing of it.
    ///
    /// # Errors
    /// [`Forgery::Unsigned`] or [`Forgery::SignatureWrong`].
    pub fn verify(&self, parts: &[&str], signature: &str) -> Result<(), GatewayError> {
        if signature.is_empty() {
            return Err(GatewayError::Forged(Forgery::Unsigned));
        }
        let wrong = GatewayError::Forged(Forgery::SignatureWrong);
        let said = hex::decode(signature).map_err(|_| wrong.clone())?;
        let mac = self.mac(parts).ok_or(wrong.clone())?;
        mac.verify_slice(&said).map_err(|_| wrong)
    }

    /// Encrypts a text: AES-128-CBC, PKCS #7, base64.
    #[must_use]
    pub fn seal(&self, plain: &[u8]) -> String {
        let cipher = cbc::Encryptor::<Aes128>::new(&self.data.into(), &self.initial.into());
        STANDARD.encode(cipher.encrypt_padded_vec_mut::<Pkcs7>(plain))
    }

    /// Decrypts it. Only what is signed may come here: a wrong padding is told apart from a right one.
    ///
    /// # Errors
    /// [`Forgery::SealWrong`].
    pub fn open(&self, sealed: &str) -> Result<Vec<u8>, GatewayError> {
        let wrong = GatewayError::Forged(Forgery::SealWrong);
        let bytes = STANDARD.decode(sealed).map_err(|_| wrong.clone())?;
        let cipher = cbc::Decryptor::<Aes128>::new(&self.data.into(), &self.initial.into());
        cipher.decrypt_padded_vec_mut::<Pkcs7>(&bytes).map_err(|_| wrong)
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keys({}, secret)", self.operator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked example of the annexes B and C of T/CEC 102.4.
    const SEALED: &str = "il7B0BSEjFdzpyKzfOFpvg/Se1CP802RItKYFPfSLRxJ3jf0bVl9hvYOEktPAYW2nd7S8MBcyHYyacHKbISq5iTmDzG+ivnR+SZJv3USNTYVMz9rCQVSxd0c\
LlqsJauko79NnwQJbzDTyLooYoIwz75qBOH2/xOMirpeEqRJrF/EQjWekJmGk9RtboXePu2rka+Xm51syBPhiXJAq0GfbfaFu9tNqs/e2Vjja/ltE1M0lqvxfXQ6da6HrThsm5id4ClZFIi0acRf\
rsPLRixS/IQYtksxghvJwbqOsbIsITail9Ayy4tKcogeEZiOO+4Ed264NSKmk7l3wKwJLAFjCFogBx8GE3OBz4pqcAn/ydA=";

    fn keys() -> Keys {
        let key = "1234567890abcdef";
        Keys::new("123456789", key, key, key, key).unwrap()
    }

    #[test]
    fn the_example_of_the_standard() {
        let parts = ["123456789", SEALED, "20160729142400", "0001"];
        assert_eq!(keys().sign(&parts), "745166E8C43C84D37FFEC0F529C4136F");
        keys().verify(&parts, "745166E8C43C84D37FFEC0F529C4136F").unwrap();
        let plain = keys().open(SEALED).unwrap();
        let text = std::str::from_utf8(&plain).unwrap();
        assert!(
            text.starts_with("{\"total\":1,\"stationStatusInfo\":{\"operationID\":\"123456789\""),
            "{text}"
        );
        assert_eq!(keys().seal(&plain), SEALED);
    }

    #[test]
    fn what_is_not_ours_does_not_open() {
        let parts = ["123456789", SEALED, "20160729142400", "0001"];
        let forged = |forgery| Err(GatewayError::Forged(forgery));
        for (signature, expected) in [
            ("", Forgery::Unsigned),
            ("745166E8C43C84D37FFEC0F529C4136E", Forgery::SignatureWrong),
            ("745166E8C43C84D37FFEC0F529C4136", Forgery::SignatureWrong),
            ("745166", Forgery::SignatureWrong),
            ("not hex", Forgery::SignatureWrong),
        ] {
            assert_eq!(keys().verify(&parts, signature), forged(expected), "{signature}");
        }
        for sealed in ["", "AAAA", "no base64!", &SEALED[4..], &STANDARD.encode([7; 32])] {
            assert_eq!(keys().open(sealed).map(drop), forged(Forgery::SealWrong), "{sealed}");
        }
        let key = "1234567890abcdef";
        for bad in [
            Keys::new("12345678", key, key, key, key),
            Keys::new("12345678九", key, key, key, key),
            Keys::new("123456789", "short", key, key, key),
            Keys::new("123456789", key, "", key, key),
            Keys::new("123456789", key, key, "1234567890abcde", key),
            Keys::new("123456789", key, key, key, "1234567890abcdef0"),
        ] {
            assert!(matches!(bad, Err(GatewayError::KeyUnusable { .. })));
        }
        assert_eq!(format!("{:?}", keys()), "Keys(123456789, secret)");
    }
}
