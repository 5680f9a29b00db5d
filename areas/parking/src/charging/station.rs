//! What stands in a charging area, and what its connectors can say of themselves.

use std::collections::BTreeSet;

use super::{CODE_CHARS_MAX, CONNECTORS_MAX, ChargingRefusal, NAME_CHARS_MAX, PILES_MAX, States, WATTS_MAX};
use crate::booking::BayId;
use crate::passages::Second;

/// The code that an operator gives a station, a pile, a connector or an order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(String);

impl Code {
    /// A code of up to [`CODE_CHARS_MAX`] letters, digits and `-_.`.
    ///
    /// # Errors
    /// When it is none.
    pub fn new(text: &str) -> Result<Self, ChargingRefusal> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        if text.is_empty() || text.len() > CODE_CHARS_MAX || !text.bytes().all(fits) {
            return Err(ChargingRefusal::CodeBad {
                code: text.chars().take(CODE_CHARS_MAX).collect(),
                max: CODE_CHARS_MAX,
            });
        }
        Ok(Self(text.to_owned()))
    }

    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A charging station: the piles of one operator in one lot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Station {
    /// The operator's code for it.
    pub code: Code,
    /// Its name for people.
    pub name: String,
    /// Its piles; at least one.
    pub piles: Vec<Pile>,
}

/// A charging pile (the equipment of T/CEC 102).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pile {
    /// The operator's code for it.
    pub code: Code,
    /// Its connectors; at least one.
    pub connectors: Vec<Connector>,
}

/// What a vehicle is plugged into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connector {
    /// The operator's code for it.
    pub code: Code,
    /// Its form.
    pub plug: Plug,
    /// What it gives at most.
    pub watts: u32,
    /// The bay of the lot that it serves, where that is known.
    pub bay: Option<BayId>,
}

/// The form of a connector.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Plug {
    /// A household socket.
    Household,
    /// A socket for alternating current (GB/T 20234.2).
    AlternatingSocket,
    /// A cable for alternating current (GB/T 20234.2).
    AlternatingCable,
    /// A cable for direct current (GB/T 20234.3).
    Direct,
    /// Without a cable.
    Wireless,
}

/// What a connector does.
///
/// The order is that of how little a driver can hope for: where one connector says two things of one second, the later one here counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Nothing is plugged in.
    Idle,
    /// Kept for somebody, locked.
    Reserved,
    /// Plugged in, not charging.
    Occupied,
    /// Charging.
    Charging,
    /// It does not answer.
    Offline,
    /// It is broken.
    Fault,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 6] = [
        Self::Idle,
        Self::Reserved,
        Self::Occupied,
        Self::Charging,
        Self::Offline,
        Self::Fault,
    ];

    /// The code of T/CEC 102.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Offline => 0,
            Self::Idle => 1,
            Self::Occupied => 2,
            Self::Charging => 3,
            Self::Reserved => 4,
            Self::Fault => 255,
        }
    }

    /// The state of a code of T/CEC 102.
    ///
    /// # Errors
    /// When there is no such code.
    pub fn from_code(code: u8) -> Result<Self, ChargingRefusal> {
        let found = Self::ALL.into_iter().find(|state| state.code() == code);
        found.ok_or_else(|| ChargingRefusal::StateUnknown { code: code.to_string() })
    }

    /// Whether a vehicle hangs on the connector.
    #[must_use]
    pub const fn plugged(self) -> bool {
        matches!(self, Self::Occupied | Self::Charging)
    }
}

/// What is known of a connector now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Current {
    /// What it does.
    pub state: State,
    /// Since when, by the reports that are remembered.
    pub since: Second,
    /// When it last said so.
    pub heard: Second,
}

/// How many connectors of a station do what; they sum to all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All of them.
    pub connectors: u32,
    /// Nothing plugged in.
    pub idle: u32,
    /// Kept for somebody.
    pub reserved: u32,
    /// Plugged in, not charging.
    pub occupied: u32,
    /// Charging.
    pub charging: u32,
    /// Broken, or said to be offline.
    pub out: u32,
    /// Not heard of for [`STALE_MINUTES`](super::STALE_MINUTES).
    pub unknown: u32,
}

impl Station {
    /// Whether it can be a station.
    ///
    /// # Errors
    /// A refusal that names the part.
    pub fn check(&self) -> Result<(), ChargingRefusal> {
        if self.name.is_empty() || self.name.chars().count() > NAME_CHARS_MAX {
            return Err(ChargingRefusal::NameBad { max: NAME_CHARS_MAX });
        }
        let sized = |code: &Code, count: usize, max: usize| match (1..=max).contains(&count) {
            true => Ok(()),
            false => Err(ChargingRefusal::SizeBad {
                code: code.to_string(),
                max,
            }),
        };
        sized(&self.code, self.piles.len(), PILES_MAX)?;
        let mut piles = BTreeSet::new();
        let mut connectors = BTreeSet::new();
        for pile in &self.piles {
            sized(&pile.code, pile.connectors.len(), CONNECTORS_MAX)?;
            let mut new = piles.insert(&pile.code);
            let mut code = &pile.code;
            for connector in &pile.connectors {
                if connector.watts == 0 || connector.watts > WATTS_MAX {
                    return Err(ChargingRefusal::PowerBad {
                        connector: connector.code.to_string(),
                        max: WATTS_MAX,
                    });
                }
                if new {
                    code = &connector.code;
                    new = connectors.insert(code);
                }
            }
            if !new {
                return Err(ChargingRefusal::CodeTwice { code: code.to_string() });
            }
        }
        Ok(())
    }

    /// Its connectors.
    pub fn connectors(&self) -> impl Iterator<Item = &Connector> {
        self.piles.iter().flat_map(|pile| &pile.connectors)
    }

    /// A connector by its code.
    ///
    /// # Errors
    /// When there is none.
    pub fn connector(&self, code: &Code) -> Result<&Connector, ChargingRefusal> {
        let found = self.connectors().find(|connector| connector.code == *code);
        found.ok_or_else(|| ChargingRefusal::ConnectorUnknown {
            connector: code.to_string(),
        })
    }

    /// How many connectors do what at a moment.
    #[must_use]
    pub fn counts(&self, states: &States, now: Second) -> Counts {
        let mut counts = Counts::default();
        for connector in self.connectors() {
            counts.connectors += 1;
            let counter = match states.current(&connector.code, now).map(|current| current.state) {
                Some(State::Idle) => &mut counts.idle,
                Some(State::Reserved) => &mut counts.reserved,
                Some(State::Occupied) => &mut counts.occupied,
                Some(State::Charging) => &mut counts.charging,
                Some(State::Offline | State::Fault) => &mut counts.out,
                None => &mut counts.unknown,
            };
            *counter += 1;
        }
        counts
    }
}
