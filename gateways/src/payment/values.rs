//! The values that commands are made of. Each is checked once, where it is made, against the narrower of both providers' limits.

use crate::GatewayError;
use jiff::Timestamp;
use shishi_kernel::Fen;
use std::fmt;

/// The longest order or refund number, in characters.
pub const ORDER_NO_MAX: usize = 32;
/// The longest number of a stay, in characters.
pub const STAY_NO_MAX: usize = 64;
/// The longest number by which a provider knows something, in characters.
pub const PROVIDER_NO_MAX: usize = 128;
/// The longest plate, in characters.
pub const PLATE_MAX: usize = 12;
/// The longest subject, reason or name of a lot, in characters.
pub const TEXT_MAX: usize = 64;
/// The largest amount of one order: a hundred thousand yuan.
pub const AMOUNT_MAX: Fen = Fen(10_000_000);

/// Who carries the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wallet {
    /// WeChat Pay.
    WeChat,
    /// Alipay.
    Alipay,
}

/// Declares a number that is a short text of certain characters.
macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident, $max:expr, $what:literal, $extra:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// Checks the characters and the length.
            ///
            /// # Errors
            /// [`GatewayError::CommandBad`] when it is empty, too long, or has other characters.
            pub fn new(text: impl Into<String>) -> Result<Self, GatewayError> {
                let text = text.into();
                let fits = |c: char| c.is_ascii_alphanumeric() || $extra.contains(c);
                if text.is_empty() || text.len() > $max || !text.chars().all(fits) {
                    return Err(GatewayError::CommandBad { what: $what });
                }
                Ok(Self(text))
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

numbers! {
    /// Our number of an order or a refund: letters, digits and `_`, at most [`ORDER_NO_MAX`].
    OrderNo, ORDER_NO_MAX, "order number", "_";
    /// Our number of a stay: letters, digits, `_` and `-`, at most [`STAY_NO_MAX`]. One stay has one, or the provider counts two stays.
    StayNo, STAY_NO_MAX, "stay number", "_-";
    /// A number that a provider gave a stay, a lot or a user, at most [`PROVIDER_NO_MAX`].
    ProviderNo, PROVIDER_NO_MAX, "number of the provider", "_-.:=+/";
}

/// A text of ours that a payer sees: one to [`TEXT_MAX`] characters, none of them a control character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text(String);

impl Text {
    /// Checks length and characters.
    ///
    /// # Errors
    /// [`GatewayError::CommandBad`] when it does not fit.
    pub fn new(text: impl Into<String>) -> Result<Self, GatewayError> {
        let text = text.into();
        if text.is_empty() || text.chars().count() > TEXT_MAX || text.chars().any(char::is_control) {
            return Err(GatewayError::CommandBad { what: "text" });
        }
        Ok(Self(text))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An amount that can be asked for: more than nothing, at most [`AMOUNT_MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amount(Fen);

impl Amount {
    /// Checks the bounds.
    ///
    /// # Errors
    /// [`GatewayError::CommandBad`] when it lies outside.
    pub fn new(fen: Fen) -> Result<Self, GatewayError> {
        if fen < Fen(1) || fen > AMOUNT_MAX {
            return Err(GatewayError::CommandBad { what: "amount" });
        }
        Ok(Self(fen))
    }

    /// In fen.
    #[must_use]
    pub fn fen(self) -> Fen {
        self.0
    }
}

/// The colour of a plate, as both providers name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names say it")]
pub enum PlateColour {
    Blue,
    Green,
    Yellow,
    Black,
    White,
    YellowGreen,
}

impl PlateColour {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Blue,
        Self::Green,
        Self::Yellow,
        Self::Black,
        Self::White,
        Self::YellowGreen,
    ];

    /// As it stands on the wire at either provider.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Blue => "BLUE",
            Self::Green => "GREEN",
            Self::Yellow => "YELLOW",
            Self::Black => "BLACK",
            Self::White => "WHITE",
            Self::YellowGreen => "LIMEGREEN",
        }
    }

    /// From what stands on the wire.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|colour| colour.code() == code)
    }
}

/// A plate as the providers must have it. It is unsealed for the call and shows in no log.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Plate {
    number: String,
    colour: PlateColour,
}

impl Plate {
    /// Checks the number: province and the rest without any sign between, at most [`PLATE_MAX`] characters.
    ///
    /// # Errors
    /// [`GatewayError::CommandBad`] when it cannot be a plate.
    pub fn new(number: impl Into<String>, colour: PlateColour) -> Result<Self, GatewayError> {
        let number = number.into();
        let length = number.chars().count();
        if !(5..=PLATE_MAX).contains(&length) || !number.chars().all(char::is_alphanumeric) {
            return Err(GatewayError::CommandBad { what: "plate" });
        }
        Ok(Self { number, colour })
    }

    /// The number.
    #[must_use]
    pub fn number(&self) -> &str {
        &self.number
    }

    /// The colour.
    #[must_use]
    pub fn colour(&self) -> PlateColour {
        self.colour
    }
}

impl fmt::Debug for Plate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Plate({:?}, hidden)", self.colour)
    }
}

/// A lot as the providers know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lot {
    /// What the payer reads.
    pub name: Text,
    /// The number that Alipay gave the lot; WeChat knows lots by their names only.
    pub number: ProviderNo,
}

/// Characters that were never used before, so that no request can be sent twice by somebody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nonce(String);

impl Nonce {
    /// From 16 bytes of chance, as 32 hexadecimal digits.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(format!("{:032X}", u128::from_be_bytes(bytes)))
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// When a request is made, and its nonce.
#[derive(Clone, Debug)]
pub struct Moment {
    /// The time.
    pub now: Timestamp,
    /// Used for this request only.
    pub nonce: Nonce,
}
