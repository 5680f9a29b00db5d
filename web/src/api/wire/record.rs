//! Sites of measures, and the entries that carry measures.

use rust_decimal::Decimal;
use serde::Serialize;
use shishi_service::commitments::entry::{Body, Outcome};
use shishi_service::record_rows::RecordRow;
use shishi_service::{Service, ServiceError, SiteRow};
use utoipa::ToSchema;

use super::{Figure, UnitReference};

/// A site (点位) that a measure counts. Of one whose place is kept from the public, name, place and position are null.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Site {
    /// Identifier.
    pub id: i64,
    /// The measure that counts it.
    pub measure: i64,
    /// Its name.
    pub name: Option<String>,
    /// Where it is, in words.
    pub place: Option<String>,
    /// Degrees east, WGS-84.
    pub longitude: Option<Figure>,
    /// Degrees north, WGS-84.
    pub latitude: Option<Figure>,
    /// The unit responsible for it.
    pub unit: UnitReference,
    /// The stages it goes through: `construction` or `simple`.
    pub template: String,
    /// `planned`, `started`, `built`, `accepted`, `in_use`, `withdrawn`; it counts from `accepted` on.
    pub stage: String,
    /// Since when it is at this stage.
    #[schema(format = Date)]
    pub since: String,
    /// The stage at which the year began, of a site that was carried over.
    pub opening: Option<String>,
    /// Whether its name and place are kept from the public.
    pub hidden: bool,
    /// What was published when its last stage was looked at: `verified`, `contradicted`, `unverifiable`; null when nobody
    /// has looked.
    pub found: Option<String>,
    /// The journal entry of its registration.
    pub leaf: i64,
}

impl From<(SiteRow, Option<Outcome>)> for Site {
    fn from((site, found): (SiteRow, Option<Outcome>)) -> Self {
        let words = |text: String| (!text.is_empty()).then_some(text);
        Self {
            id: site.id.0,
            measure: site.measure.0,
            name: words(site.name),
            place: words(site.place),
            longitude: site.longitude.map(Into::into),
            latitude: site.latitude.map(Into::into),
            unit: site.unit.into(),
            template: site.template,
            stage: site.stage,
            since: site.stage_on.to_string(),
            opening: site.opening,
            hidden: site.hidden,
            found: found.map(|outcome| outcome.code().to_owned()),
            leaf: site.leaf.0,
        }
    }
}

/// An entry (记录) that the lead unit stands for, with what was published of it. Fields that its kind does not have are null.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MeasureEntry {
    /// Identifier.
    pub id: i64,
    /// The measure.
    pub measure: i64,
    /// The unit that handed it in.
    pub unit: UnitReference,
    /// `stage`, `value`, `return`, `activity`, `act`.
    pub kind: String,
    /// The day to which it speaks.
    #[schema(format = Date)]
    pub day: String,
    /// Of a stage: the site.
    pub site: Option<i64>,
    /// Of a stage: which.
    pub stage: Option<String>,
    /// Of a return.
    pub numerator: Option<Figure>,
    /// Of a return.
    pub denominator: Option<Figure>,
    /// Of an activity: what took place.
    pub what: Option<String>,
    /// Of an activity: where.
    pub place: Option<String>,
    /// Of an activity: how many.
    pub count: Option<Figure>,
    /// Of an act: its number or name.
    pub number: Option<String>,
    /// Of an act: the date that it bears.
    #[schema(format = Date)]
    pub dated: Option<String>,
    /// What the unit says to it.
    pub note: String,
    /// The amount as reported, in the measure's unit; 1 and 0 for what is done or not.
    pub reported: Option<Figure>,
    /// What was published after somebody looked: `verified`, `contradicted`, `unverifiable`; null before that.
    pub found: Option<String>,
    /// The amount as verified.
    pub verified: Option<Figure>,
    /// How many files support it.
    pub files: u32,
    /// The journal entry of its confirmation.
    pub reported_leaf: Option<i64>,
    /// The journal entry of the publication of what was found.
    pub published_leaf: Option<i64>,
}

impl MeasureEntry {
    /// Of a stored entry.
    ///
    /// # Errors
    /// When what is stored cannot be read.
    pub fn of(row: RecordRow) -> Result<Self, ServiceError> {
        let body = Service::entry_body(&row)?;
        let (found, verified) = row.published.unzip();
        let mut out = Self {
            id: row.id.0,
            measure: row.measure.0,
            unit: row.unit.into(),
            kind: row.kind,
            day: row.day.to_string(),
            site: None,
            stage: None,
            numerator: None,
            denominator: None,
            what: None,
            place: None,
            count: None,
            number: None,
            dated: None,
            note: row.note,
            reported: row.reported.map(Into::into),
            found,
            verified: verified.flatten().map(Into::into),
            files: row.evidence,
            reported_leaf: row.reported_leaf.map(|leaf| leaf.0),
            published_leaf: row.published_leaf.map(|leaf| leaf.0),
        };
        let figure = |value: Decimal| Some(Figure::from(value));
        match body {
            Body::Value { .. } => {}
            Body::Return { numerator, denominator } => {
                (out.numerator, out.denominator) = (figure(numerator), figure(denominator));
            }
            Body::Activity { what, place, count, .. } => {
                (out.what, out.count) = (Some(what), figure(count));
                out.place = (!place.is_empty()).then_some(place);
            }
            Body::Act { number, dated, .. } => {
                (out.number, out.dated) = (Some(number), Some(dated.to_string()));
            }
            Body::Stage { site, stage, .. } => {
                (out.site, out.stage) = (Some(site.0), Some(stage.code().to_owned()));
            }
        }
        Ok(out)
    }
}
