//! The year as it was played, looked at with the rules.

use shishi_kernel::civil_date;
use shishi_service::commitments::measure::Direction;
use shishi_service::commitments::series::{Point, Trajectory};
use shishi_service::commitments::status::{Colour, TOLERANCE_PERCENT, Track, months};

use super::*;

#[test]
fn performances_are_red_until_july_and_august_keeps_the_scar() {
    let folder = tempfile::tempdir().unwrap();
    let clock = PlayClock::default();
    let mut config = data_arguments(&folder.path().join("data")).config(true);
    config.clock = clock.clock();
    config.backend = Backend::Scratch;
    config.password_memory_kib = PASSWORD_MEMORY_KIB;
    let service = open(config).unwrap();
    issue(&service).unwrap();
    let until = Date::constant(2020, 9, 7);
    year::play(&service, &clock, 7, Some(until)).unwrap();
    let page = service.commitment("2020-9").unwrap().unwrap();
    let measure = page.measures[0].id;
    let plan = service.approved_plan(page.row.id).unwrap().unwrap();
    let point = |(on, value): (Date, shishi_kernel::Decimal)| Point { on, value };
    let planned = plan.trajectories[&measure].iter().copied().map(point).collect();
    let plan = Trajectory::new(planned).unwrap();
    let reports = service.reports_of_commitment("2020-9").unwrap();
    let lines = reports
        .iter()
        .flat_map(|report| &report.content.as_ref().unwrap().lines);
    let own = lines.filter(|line| line.measure == measure);
    let reported: Vec<Point> = own
        .filter_map(|line| line.reported)
        .map(|(value, on)| Point { on, value })
        .collect();
    let track = Track {
        plan: &plan,
        reported: &reported,
        verified: &[],
        direction: Direction::More,
        tolerance_percent: TOLERANCE_PERCENT,
    };
    let colours = months(&track, Date::constant(2020, 5, 1), Date::constant(2020, 8, 31));
    let colours: Vec<(Colour, bool)> = colours.iter().map(|month| (month.colour, month.scar)).collect();
    let red = (Colour::Red, false);
    assert_eq!(colours, [red, red, red, (Colour::Yellow, true)]);
    assert_eq!(civil_date(service.now()), until);
}
