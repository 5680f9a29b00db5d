//! Password hashing: argon2id with two passes, and the rules for a new password.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use parking_lot::Mutex;

use crate::ServiceError;

/// Hashes and checks passwords, one at a time: the memory of a hash is the largest thing the server
/// allocates, and a flood of sign-ins must not multiply it.
pub(crate) struct PasswordHashing {
    argon2: Mutex<Argon2<'static>>,
    /// Checked against when the login is unknown, so that the answer takes as long.
    decoy: String,
}

impl PasswordHashing {
    /// `memory_kib` is the memory of one hash in KiB, at least 8.
    pub(crate) fn new(memory_kib: u32) -> Self {
        let params = Params::new(memory_kib.max(8), 2, 1, None).expect("two passes and one lane are valid");
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let decoy = argon2
            .hash_password_with_salt(b"nobody has this password", b"a salt for nobody")
            .map(|hash| hash.to_string())
            .unwrap_or_default();
        Self {
            argon2: Mutex::new(argon2),
            decoy,
        }
    }

    pub(crate) fn hash(&self, password: &str, salt: &[u8; 16]) -> Result<String, ServiceError> {
        self.argon2
            .lock()
            .hash_password_with_salt(password.as_bytes(), salt)
            .map(|hash| hash.to_string())
            .map_err(ServiceError::internal)
    }

    /// Whether the password is that of the hash; `None` (an unknown login) costs the same and is false.
    pub(crate) fn matches(&self, password: &str, hash: Option<&str>) -> bool {
        let known = hash.is_some();
        let Ok(parsed) = PasswordHash::new(hash.unwrap_or(&self.decoy)) else {
            return false;
        };
        self.argon2.lock().verify_password(password.as_bytes(), &parsed).is_ok() && known
    }
}

/// Passwords that are tried first by everybody; a short list, since length is what counts.
const COMMON: &[&str] = &[
    "1234567890",
    "12345678910",
    "123456789012",
    "qwertyuiop",
    "password123",
    "password1234",
    "passw0rd123",
    "1q2w3e4r5t",
    "1qaz2wsx3edc",
    "qwerty123456",
    "abcd123456",
    "abc123456789",
    "a123456789",
    "woaini1314520",
    "5201314520",
    "0123456789",
    "1111111111",
    "0000000000",
    "8888888888",
    "6666666666",
    "admin123456",
    "administrator",
    "shishi2026",
    "iloveyou123",
    "letmein12345",
];

/// Checks a new password: 10 to 128 characters, not the login, not among the first that are tried.
/// No rule on kinds of characters (OWASP ASVS 5.0, V6.2.5).
pub(crate) fn check_new(password: &str, login: &str) -> Result<(), ServiceError> {
    let length = password.chars().count();
    let code = if length < 10 {
        "form.password_short"
    } else if length > 128 {
        "form.password_long"
    } else if password.eq_ignore_ascii_case(login) {
        "form.password_is_login"
    } else if COMMON.iter().any(|common| password.eq_ignore_ascii_case(common)) {
        "form.password_common"
    } else {
        return Ok(());
    };
    Err(ServiceError::Invalid {
        field: "password",
        code,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_password_of_a_known_login_matches() {
        let hashing = PasswordHashing::new(8);
        let hash = hashing.hash("correct horse battery", &[7; 16]).unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=8,t=2,p=1$"), "{hash}");
        for (password, hash, expected) in [
            ("correct horse battery", Some(hash.as_str()), true),
            ("correct horse batterY", Some(hash.as_str()), false),
            ("", Some(hash.as_str()), false),
            ("nobody has this password", None, false),
            ("correct horse battery", Some("not a hash"), false),
        ] {
            assert_eq!(hashing.matches(password, hash), expected, "{password:?}");
        }
    }

    #[test]
    fn new_passwords_are_long_and_not_the_first_that_are_tried() {
        let long = "x".repeat(129);
        for (password, code) in [
            ("short", Some("form.password_short")),
            ("九个字的口令不够长", Some("form.password_short")),
            (long.as_str(), Some("form.password_long")),
            ("wang.xiaoming", Some("form.password_is_login")),
            ("1Q2w3e4r5t", Some("form.password_common")),
            ("十个字的口令就已经够长了", None),
            ("several plain words", None),
        ] {
            let found = check_new(password, "Wang.Xiaoming").err().map(|e| e.code().to_owned());
            assert_eq!(found.as_deref(), code, "{password}");
        }
    }
}
