//! The draw (双随机): which objects are visited and by whom, so that nobody can choose and everybody can recompute.
//!
//! 1. [`freeze`]: objects with risk weights, inspectors, counts, exclusions, bodies and what happens when a body does not
//!    open its secret. The digest of the list goes into the journal; from then on no row of it may change.
//! 2. Each of at least three bodies commits to a secret: `SHA-256(salt || secret)`, 32 bytes each.
//! 3. When all have, the root of the journal that holds the commitments is sealed, and the bodies open their secrets. A
//!    body that does not by the last day is named, and the event that was named at the freeze takes its place.
//! 4. `seed = SHA-256("draw/v1" || root || secrets in the frozen order || values of the named events)`, each after its
//!    length; a secret that was not opened is empty.
//! 5. The [`Proof`] holds all of it.
//!
//! Who opens last could work the result out before deciding whether to open. An event named at the freeze that happens
//! after the last day for opening takes that away, since its value always counts; without one, a body that stays
//! silent gets another result at the price of being named.

mod ceremony;
mod pick;
mod proof;
mod stream;

pub use ceremony::{BodyState, Ceremony, Outcome, Reveal, commitment};
pub use pick::{Pick, pick};
pub use proof::{PROOF_SCHEMA, Proof, Step, verify};
pub use stream::Stream;

use serde::{Deserialize, Serialize};
use shishi_kernel::UnitId;

use crate::hash::{Digest, Fields};
use crate::refusal::DrawRefusal;

/// The version of the rules; it is hashed into list and seed.
pub const SCHEME: &str = "draw/v1";
/// Fewest bodies that bring a secret.
pub const BODIES_MIN: usize = 3;
/// Most bodies.
pub const BODIES_MAX: usize = 20;
/// Fewest inspectors at an object.
pub const PER_OBJECT_MIN: u32 = 2;
/// Most inspectors at an object.
pub const PER_OBJECT_MAX: u32 = 10;
/// Most objects on a list.
pub const OBJECTS_MAX: usize = 5_000;
/// Most objects that one draw takes.
pub const DRAWN_MAX: u32 = 500;
/// Most inspectors on a list.
pub const INSPECTORS_MAX: usize = 500;
/// Most exclusions on a list.
pub const EXCLUSIONS_MAX: usize = 5_000;
/// Most events whose values count.
pub const EXTERNALS_MAX: usize = 5;
/// The largest weight.
pub const WEIGHT_MAX: u32 = 1_000;
/// Characters of the name of an object, a body or an event.
pub const NAME_CHARS_MAX: usize = 200;

/// An object that can be drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Candidate {
    /// Its number in the register.
    pub number: u32,
    /// Its name.
    pub name: String,
    /// Its risk weight, from 1: twice the weight is drawn first twice as often.
    pub weight: u32,
    /// Units with an interest in it: their inspectors are not sent there.
    pub units: Vec<UnitId>,
}

/// Somebody who can be sent: a number, since a list is published and a name is not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inspector {
    /// The number in the register of inspectors.
    pub number: u32,
    /// The unit worked for, if any.
    pub unit: Option<UnitId>,
}

/// An inspector who must not go to an object (回避).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exclusion {
    /// The inspector's number.
    pub inspector: u32,
    /// The object's number.
    pub object: u32,
}

/// What is frozen before anybody brings a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// The version of the rules, [`SCHEME`].
    pub scheme: String,
    /// Objects by number.
    pub objects: Vec<Candidate>,
    /// Inspectors by number.
    pub inspectors: Vec<Inspector>,
    /// Exclusions, in order.
    pub exclusions: Vec<Exclusion>,
    /// How many objects are drawn.
    pub draw: u32,
    /// How many inspectors go to each.
    pub per_object: u32,
    /// The bodies that bring a secret, in the order in which the secrets are hashed.
    pub bodies: Vec<String>,
    /// Later events whose values count always; may be empty.
    pub externals: Vec<String>,
    /// The later event whose value counts as well when a body does not open its secret.
    pub fallback: String,
}

/// Puts a list into its one order and looks whether a draw from it cannot fail.
///
/// # Errors
/// A `draw.*` refusal naming what is wrong; [`DrawRefusal::InspectorsShort`] when some object could not be given
/// enough inspectors without a conflict. That is asked here and for every object, since nothing may depend on the
/// result of a draw.
pub fn freeze(mut list: List) -> Result<List, DrawRefusal> {
    SCHEME.clone_into(&mut list.scheme);
    list.objects.sort_by_key(|object| object.number);
    list.inspectors.sort_by_key(|inspector| inspector.number);
    list.exclusions.sort_unstable();
    list.exclusions.dedup();
    for object in &mut list.objects {
        object.units.sort_unstable();
        object.units.dedup();
    }
    check_sizes(&list)?;
    check_names(&list)?;
    check_numbers(&list)?;
    for object in &list.objects {
        let eligible = list.inspectors.iter().filter(|one| list.may_go(one, object)).count();
        if eligible < list.per_object as usize {
            return Err(DrawRefusal::InspectorsShort {
                object: object.name.clone(),
                eligible,
                needed: list.per_object,
            });
        }
    }
    Ok(list)
}

fn check_sizes(list: &List) -> Result<(), DrawRefusal> {
    if list.bodies.len() < BODIES_MIN {
        return Err(DrawRefusal::BodiesFew { min: BODIES_MIN });
    }
    for (what, count, max) in [
        ("bodies", list.bodies.len(), BODIES_MAX),
        ("objects", list.objects.len(), OBJECTS_MAX),
        ("drawn", list.draw as usize, DRAWN_MAX as usize),
        ("inspectors", list.inspectors.len(), INSPECTORS_MAX),
        ("exclusions", list.exclusions.len(), EXCLUSIONS_MAX),
        ("externals", list.externals.len(), EXTERNALS_MAX),
    ] {
        if count > max {
            return Err(DrawRefusal::TooMany { what, max });
        }
    }
    if !(PER_OBJECT_MIN..=PER_OBJECT_MAX).contains(&list.per_object) {
        return Err(DrawRefusal::PerObjectUnfit {
            min: PER_OBJECT_MIN,
            max: PER_OBJECT_MAX,
        });
    }
    if list.draw == 0 || list.draw as usize > list.objects.len() {
        return Err(DrawRefusal::ObjectsFew {
            objects: list.objects.len(),
            wanted: list.draw,
        });
    }
    Ok(())
}

fn check_names(list: &List) -> Result<(), DrawRefusal> {
    let objects = list.objects.iter().map(|object| ("object", &object.name));
    let bodies = list.bodies.iter().map(|body| ("body", body));
    let events = list.externals.iter().map(|event| ("event", event));
    let names = objects
        .chain(bodies)
        .chain(events)
        .chain([("fallback", &list.fallback)]);
    for (what, name) in names {
        if name.trim() != name || name.is_empty() || name.chars().count() > NAME_CHARS_MAX {
            return Err(DrawRefusal::NameUnfit {
                what,
                max: NAME_CHARS_MAX,
            });
        }
    }
    for (at, body) in list.bodies.iter().enumerate() {
        if list.bodies[..at].contains(body) {
            return Err(DrawRefusal::BodyTwice { body: body.clone() });
        }
    }
    Ok(())
}

fn check_numbers(list: &List) -> Result<(), DrawRefusal> {
    let twice = |numbers: Vec<u32>| numbers.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0]);
    let objects: Vec<u32> = list.objects.iter().map(|object| object.number).collect();
    let inspectors: Vec<u32> = list.inspectors.iter().map(|inspector| inspector.number).collect();
    for exclusion in &list.exclusions {
        let known =
            objects.binary_search(&exclusion.object).is_ok() && inspectors.binary_search(&exclusion.inspector).is_ok();
        if !known {
            return Err(DrawRefusal::ExclusionUnknown {
                inspector: exclusion.inspector,
                object: exclusion.object,
            });
        }
    }
    for (what, numbers) in [("object", objects), ("inspector", inspectors)] {
        if let Some(number) = twice(numbers) {
            return Err(DrawRefusal::NumberTwice { what, number });
        }
    }
    match list
        .objects
        .iter()
        .find(|object| !(1..=WEIGHT_MAX).contains(&object.weight))
    {
        Some(object) => Err(DrawRefusal::WeightUnfit {
            object: object.name.clone(),
            max: WEIGHT_MAX,
        }),
        None => Ok(()),
    }
}

impl List {
    /// Whether an inspector has no interest in an object.
    #[must_use]
    pub fn may_go(&self, inspector: &Inspector, object: &Candidate) -> bool {
        let exclusion = Exclusion {
            inspector: inspector.number,
            object: object.number,
        };
        let own = inspector.unit.is_some_and(|unit| object.units.contains(&unit));
        !own && self.exclusions.binary_search(&exclusion).is_err()
    }

    /// The digest that goes into the journal at the freeze.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Fields::new("draw-list/v1")
            .text(&self.scheme)
            .list(&self.objects, |fields, object| {
                fields
                    .number(object.number.into())
                    .text(&object.name)
                    .number(object.weight.into())
                    .list(&object.units, |fields, unit| fields.number(unit.0.cast_unsigned()))
            })
            .list(&self.inspectors, |fields, inspector| {
                let unit = inspector.unit.map_or(0, |unit| unit.0.cast_unsigned());
                fields.number(inspector.number.into()).number(unit)
            })
            .list(&self.exclusions, |fields, exclusion| {
                fields
                    .number(exclusion.inspector.into())
                    .number(exclusion.object.into())
            })
            .number(self.draw.into())
            .number(self.per_object.into())
            .list(&self.bodies, |fields, body| fields.text(body))
            .list(&self.externals, |fields, event| fields.text(event))
            .text(&self.fallback)
            .finish()
    }
}
