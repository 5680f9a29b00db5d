//! Vehicles, and plates that no vehicle has.
//!
//! On plates of mainland China the letters I and O are not issued, as they are too much like 1 and 0 (GA 36). So an I or an O in the place after the
//! city's letter makes a plate that cannot be anybody's.

use shishi_parking::passages::Colour;

use super::super::chance::Chance;

/// Vehicles of the city and its visitors.
pub const CARS: u32 = 48_000;
/// Of ten vehicles, so many are new-energy ones with green plates.
const GREEN_OF_TEN: u32 = 3;
/// Letters that are issued.
const LETTERS: &[u8; 24] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";
/// The cities of the province, the own one most often.
const CITIES: &[u8; 20] = b"HHHHHHHHHHHHHABCDJQR";

/// A vehicle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Car(pub u32);

impl Car {
    /// Whether it has a green plate, and can charge.
    pub const fn is_green(self) -> bool {
        self.0 % 10 < GREEN_OF_TEN
    }

    /// Whether its driver may use bays for the disabled.
    pub const fn has_permit(self) -> bool {
        self.0.is_multiple_of(83)
    }

    /// Whether its driver gave the plate to the operators of chargers.
    pub const fn gave_plate(self) -> bool {
        !(self.0 / 10).is_multiple_of(8)
    }

    /// The colour of its plate.
    pub const fn colour(self) -> Colour {
        if self.is_green() { Colour::Green } else { Colour::Blue }
    }

    /// Its plate: `鲁HO123A`-like, one more digit on a green one. No two vehicles have the same.
    pub fn plate(self) -> String {
        let never = if self.0.is_multiple_of(2) { 'I' } else { 'O' };
        let rest = self.0 / 2;
        let last = char::from(LETTERS[(rest / 1000 % 24) as usize]);
        let city = char::from(CITIES[(self.0 % 20) as usize]);
        if self.is_green() {
            format!("鲁{city}{never}{:04}{last}", rest % 1000)
        } else {
            format!("鲁{city}{never}{:03}{last}", rest % 1000)
        }
    }

    /// Its plate as a camera misreads it: one sign after the third is another, so that it still is nobody's.
    pub fn misread(self, chance: &mut Chance) -> String {
        let mut signs: Vec<char> = self.plate().chars().collect();
        let at = chance.between(3, i64::try_from(signs.len()).unwrap_or(8) - 2);
        if let Some(sign) = usize::try_from(at).ok().and_then(|at| signs.get_mut(at)) {
            let digit = sign.to_digit(10).unwrap_or(0);
            *sign = char::from_digit((digit + 5) % 10, 10).unwrap_or('0');
        }
        signs.into_iter().collect()
    }
}

/// Whether a plate cannot be anybody's.
#[cfg(test)]
pub fn is_nobodys(plate: &str) -> bool {
    matches!(plate.chars().nth(2), Some('I' | 'O'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn plates_are_nobodys_and_no_two_the_same() {
        let mut plates = BTreeSet::new();
        let mut chance = Chance::new(1, "misread");
        for car in (0..CARS).map(Car) {
            let plate = car.plate();
            assert_eq!(plate.chars().count(), if car.is_green() { 8 } else { 7 }, "{plate}");
            let misread = car.misread(&mut chance);
            assert!(
                is_nobodys(&plate) && is_nobodys(&misread) && misread != plate,
                "{plate} {misread}"
            );
            plates.insert(plate);
        }
        assert_eq!(plates.len(), CARS as usize);
    }
}
