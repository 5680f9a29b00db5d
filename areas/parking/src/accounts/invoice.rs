//! Invoices as data: who gets one over how much, and where it stands. Who issues it in law is another system.

use super::At;
use super::refusal::AccountsRefusal;
use shishi_kernel::Fen;

/// The longest title or item, in characters.
pub const TEXT_MAX: usize = 100;
/// The highest tax rate, in thousandths.
pub const RATE_MAX: u16 = 130;

/// The characters of a unified social credit identifier, each worth its place (GB 32100-2015).
const SIGNS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// A unified social credit identifier, which is the tax number of a body.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaxNo(String);

impl TaxNo {
    /// Checks form and check character. White space around it and small letters are put right.
    ///
    /// # Errors
    /// [`AccountsRefusal::TaxNoForm`], [`AccountsRefusal::TaxNoCheck`].
    pub fn new(text: &str) -> Result<Self, AccountsRefusal> {
        let text = text.trim().to_ascii_uppercase();
        let worth = |sign: u8| SIGNS.iter().position(|known| *known == sign);
        let worths: Option<Vec<usize>> = text.bytes().map(worth).collect();
        let Some(worths) = worths.filter(|worths| worths.len() == 18) else {
            return Err(AccountsRefusal::TaxNoForm {});
        };
        // The weights are the powers of 3 modulo 31, and the whole sums to a multiple of 31.
        let (sum, _) = worths[..17]
            .iter()
            .fold((0, 1), |(sum, weight), worth| (sum + worth * weight, weight * 3 % 31));
        if (sum + worths[17]) % 31 != 0 {
            return Err(AccountsRefusal::TaxNoCheck {});
        }
        Ok(Self(text))
    }

    /// The 18 characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Who gets the invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Buyer {
    /// A person; the title as they wrote it.
    Person {
        /// The title.
        title: String,
    },
    /// A body.
    Body {
        /// Its name.
        title: String,
        /// Its tax number.
        tax_no: TaxNo,
    },
}

impl Buyer {
    /// The title.
    #[must_use]
    pub fn title(&self) -> &str {
        match self {
            Self::Person { title } | Self::Body { title, .. } => title,
        }
    }
}

/// Why an invoice was voided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Void {
    /// The buyer was wrong.
    BuyerWrong,
    /// The money was given back.
    Refunded,
    /// The price was corrected.
    Corrected,
}

/// Where an invoice stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InvoiceState {
    /// Asked for.
    Asked,
    /// Issued.
    Issued {
        /// Its number in law.
        number: String,
        /// When.
        at: At,
    },
    /// Voided; what was issued stays known.
    Voided {
        /// Its number in law, if it had one.
        number: Option<String>,
        /// When.
        at: At,
        /// Why.
        why: Void,
    },
}

/// An invoice over payments of a driver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invoice {
    /// Who gets it.
    pub buyer: Buyer,
    /// What for, as it stands on it.
    pub item: String,
    /// The amount with its tax.
    pub amount: Fen,
    /// The tax rate in thousandths.
    pub rate: u16,
    /// When it was asked for.
    pub asked_at: At,
    /// Where it stands.
    pub state: InvoiceState,
}

impl Invoice {
    /// Asks for an invoice. `left` is what was paid, less what was given back and what stands on other invoices.
    ///
    /// # Errors
    /// [`AccountsRefusal::TextBad`], [`AccountsRefusal::InvoiceAbove`], [`AccountsRefusal::RateBad`].
    pub fn ask(buyer: Buyer, item: &str, amount: Fen, rate: u16, left: Fen, at: At) -> Result<Self, AccountsRefusal> {
        let readable = |text: &str| {
            let length = text.trim().chars().count();
            (1..=TEXT_MAX).contains(&length) && !text.chars().any(char::is_control)
        };
        if !readable(buyer.title()) || !readable(item) {
            return Err(AccountsRefusal::TextBad { max: TEXT_MAX });
        }
        if amount < Fen(1) || amount > left {
            return Err(AccountsRefusal::InvoiceAbove { left: left.0.max(0) });
        }
        if rate > RATE_MAX {
            return Err(AccountsRefusal::RateBad { max: RATE_MAX });
        }
        Ok(Self {
            buyer,
            item: item.trim().to_owned(),
            amount,
            rate,
            asked_at: at,
            state: InvoiceState::Asked,
        })
    }

    /// The tax that the amount holds, rounded half up to a fen.
    #[must_use]
    pub fn tax(&self) -> Fen {
        Fen(self.amount.0 - self.net().0)
    }

    /// The amount without its tax.
    #[must_use]
    pub fn net(&self) -> Fen {
        let whole = 1_000 + i128::from(self.rate);
        let net = (i128::from(self.amount.0) * 2_000 + whole) / (2 * whole);
        Fen(i64::try_from(net).unwrap_or(self.amount.0))
    }

    /// It was issued under a number. Saying so again is known.
    ///
    /// # Errors
    /// [`AccountsRefusal::NumberBad`], [`AccountsRefusal::StateWrong`].
    pub fn issue(&self, number: &str, at: At) -> Result<Self, AccountsRefusal> {
        if !(8..=20).contains(&number.len()) || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(AccountsRefusal::NumberBad {});
        }
        match &self.state {
            InvoiceState::Asked => Ok(self.now(InvoiceState::Issued {
                number: number.to_owned(),
                at,
            })),
            InvoiceState::Issued { number: known, .. } if known == number => Ok(self.clone()),
            _ => Err(AccountsRefusal::StateWrong {}),
        }
    }

    /// It does not hold any more; what stood on it can be invoiced again.
    ///
    /// # Errors
    /// [`AccountsRefusal::StateWrong`] where it was voided already.
    pub fn void(&self, why: Void, at: At) -> Result<Self, AccountsRefusal> {
        let number = match &self.state {
            InvoiceState::Asked => None,
            InvoiceState::Issued { number, .. } => Some(number.clone()),
            InvoiceState::Voided { .. } => return Err(AccountsRefusal::StateWrong {}),
        };
        Ok(self.now(InvoiceState::Voided { number, at, why }))
    }

    fn now(&self, state: InvoiceState) -> Self {
        Self { state, ..self.clone() }
    }
}
