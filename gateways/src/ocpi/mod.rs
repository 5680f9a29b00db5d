//! Charging stations as OCPI 2.3.0 shows them: a location with its EVSEs and their connectors, for apps that know no Chinese standard.
//!
//! It is a view to read: the Locations module of a charge point operator, its list in pages ([`page`]), one location, EVSE or connector at a time ([`object`]), and the way there ([`versions`]). What it is made from is the
//! [`StationInfo`](crate::tcec102::messages::StationInfo) of T/CEC 102 and what the connectors do ([`location`]). A pile's connector becomes an EVSE of its own, as each of
//! ours can be used at the same time as its neighbours.
//!
//! Coordinates of T/CEC 102 are GCJ-02 and OCPI's are WGS 84: the caller converts them before and this view does not look.
//!
//! To add a field: in `locations.rs`, where it can be had from a station; a field that we do not know is left out, as the standard allows.

mod locations;
mod page;
mod single;

pub use locations::{
    BusinessDetails, Connector, ConnectorFormat, ConnectorType, Coordinates, Evse, EvseStatus, Hours, Location, Party,
    PowerType, location,
};
pub use page::{Envelope, LIMIT_DEFAULT, LIMIT_MAX, Page, PageRefusal, StatusCode, page};
pub use single::{Endpoint, VERSION, Version, VersionDetails, Which, details, object, versions};
