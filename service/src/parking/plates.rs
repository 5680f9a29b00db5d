//! Plates at rest: a keyed digest to find a vehicle by, and a sealed text to show it by. The keys lie in the data folder's `keys/`,
//! apart from the rows, so that a copy of the database tells nobody who parked where.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use hmac::{Hmac, Mac};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use sha2::Sha256;
use shishi_kernel::{Date, JurisdictionId};
use shishi_parking::plate::Plate;
use shishi_store::Writer;
use shishi_store::parking::vehicles::{self, KeptPlate};

use crate::config::Entropy;
use crate::{ServiceError, journal};

/// Bytes of the number used once that lie before a sealed text.
const NONCE_BYTES: usize = 12;

/// The two keys of plates.
pub(crate) struct PlateKeys {
    /// Holds the key already.
    find_mac: Hmac<Sha256>,
    seal: LessSafeKey,
    entropy: Entropy,
}

impl PlateKeys {
    /// Reads the keys, or makes them on the first start.
    pub(crate) fn open(folder: &Path, entropy: &Entropy) -> Result<Self, ServiceError> {
        let path = folder.join("plates.key");
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                std::fs::create_dir_all(folder).map_err(ServiceError::internal)?;
                let mut bytes = [0_u8; 64];
                entropy(&mut bytes);
                let text = hex::encode(bytes);
                journal::write_secret(&path, &text).map_err(ServiceError::internal)?;
                text
            }
            Err(error) => return Err(ServiceError::internal(error)),
        };
        let bytes: [u8; 64] = hex::decode(text.trim())
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or_else(|| {
                ServiceError::Internal(format!("{} is damaged; restore it from a backup", path.display()))
            })?;
        let (find, seal) = bytes.split_at(32);
        Ok(Self {
            find_mac: <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(find).map_err(ServiceError::internal)?,
            seal: LessSafeKey::new(UnboundKey::new(&AES_256_GCM, seal).map_err(ServiceError::internal)?),
            entropy: entropy.clone(),
        })
    }

    /// What a vehicle is found again by.
    pub(crate) fn key(&self, plate: &Plate) -> [u8; 32] {
        let mut mac = self.find_mac.clone();
        mac.update(plate.number().as_bytes());
        mac.finalize().into_bytes().into()
    }

    /// A digest of something else, for a purpose of its own.
    pub(crate) fn digest(&self, purpose: &str, text: &str) -> [u8; 32] {
        let mut mac = self.find_mac.clone();
        mac.update(purpose.as_bytes());
        mac.update(text.as_bytes());
        mac.finalize().into_bytes().into()
    }

    /// The plate for the database: a number used once and the sealed text, bound to the key it lies beside. Twelve bytes by chance do
    /// for more plates than there are.
    pub(crate) fn seal(&self, plate: &Plate) -> Result<Vec<u8>, ServiceError> {
        let mut nonce = [0_u8; NONCE_BYTES];
        (self.entropy)(&mut nonce);
        let mut sealed = plate.number().as_bytes().to_vec();
        let aad = Aad::from(self.key(plate));
        self.seal
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut sealed)
            .map_err(ServiceError::internal)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// A secret of another kind for the database, bound to what it is for.
    pub(crate) fn seal_secret(&self, purpose: &str, plain: &[u8]) -> Result<Vec<u8>, ServiceError> {
        let mut nonce = [0_u8; NONCE_BYTES];
        (self.entropy)(&mut nonce);
        let mut sealed = plain.to_vec();
        self.seal
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(self.digest("secret", purpose)),
                &mut sealed,
            )
            .map_err(ServiceError::internal)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// The secret again; none where it was sealed for something else.
    pub(crate) fn open_secret(&self, purpose: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, text) = sealed.split_first_chunk::<NONCE_BYTES>()?;
        let (nonce, mut text) = (Nonce::assume_unique_for_key(*nonce), text.to_vec());
        let aad = Aad::from(self.digest("secret", purpose));
        let plain = self.seal.open_in_place(nonce, aad, &mut text).ok()?;
        Some(plain.to_vec())
    }

    /// The numbers of the vehicles with these plates, by plate, and which of them are new; a new one is kept, and each was seen today.
    pub(crate) fn numbers<'a>(
        &self,
        w: &mut Writer<'_>,
        j: JurisdictionId,
        today: Date,
        plates: impl Iterator<Item = &'a Plate>,
    ) -> Result<(HashMap<String, i64>, HashSet<i64>), ServiceError> {
        // In the order of their keys, so that two who see the same vehicles do not wait for each other crosswise.
        let plates: BTreeMap<[u8; 32], &Plate> = plates.map(|plate| (self.key(plate), plate)).collect();
        let keys: Vec<[u8; 32]> = plates.keys().copied().collect();
        let mut known = vehicles::known(w, j, &keys)?;
        known.retain(|_, (_, seen)| *seen >= today);
        let mut new = Vec::new();
        for (key, plate) in plates.iter().filter(|(key, _)| !known.contains_key(*key)) {
            let sealed = self.seal(plate)?;
            new.push(KeptPlate { key: *key, sealed });
        }
        let seen = vehicles::see(w, j, &new, today)?;
        let number = |key: &[u8; 32]| {
            known
                .get(key)
                .map(|(number, _)| *number)
                .or_else(|| seen.get(key).map(|seen| seen.number))
        };
        let numbered = plates
            .iter()
            .filter_map(|(key, plate)| Some((plate.number().to_owned(), number(key)?)));
        let new = seen.values().filter(|seen| seen.is_new).map(|seen| seen.number);
        Ok((numbered.collect(), new.collect()))
    }

    /// The plate again; none where it does not belong to the key that it lies beside.
    pub(crate) fn open_sealed(&self, sealed: &[u8], key: &[u8; 32]) -> Option<Plate> {
        let (nonce, text) = sealed.split_first_chunk::<NONCE_BYTES>()?;
        let (nonce, mut text) = (Nonce::assume_unique_for_key(*nonce), text.to_vec());
        let plain = self.seal.open_in_place(nonce, Aad::from(*key), &mut text).ok()?;
        Plate::read(std::str::from_utf8(plain).ok()?).ok()
    }
}
