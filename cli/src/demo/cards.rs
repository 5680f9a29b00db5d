//! Monthly cards of residents of the simulated city.

use anyhow::Result;
use shishi_kernel::{AccountId, Actor, Role, civil_date};
use shishi_parking::price::Granted;
use shishi_service::Service;
use shishi_service::parking::{GrantForm, GrantScope};

use super::city::Car;

/// Cards that were granted before the first start, each to one of so many vehicles.
const CARDS: u32 = 60;
const CARS_BETWEEN: u32 = 701;

/// Some residents have a card for the month, of whom few are on the road at any time.
pub fn grant(service: &Service) -> Result<()> {
    let head = Actor {
        account: AccountId(0),
        unit: None,
        role: Role::Head,
    };
    let today = civil_date(service.now());
    let Some(operator) = service
        .parking()?
        .in_order()
        .first()
        .map(|lot| lot.row.operator.clone())
    else {
        return Ok(());
    };
    for car in (0..CARDS).map(|number| Car(number * CARS_BETWEEN)) {
        let form = GrantForm {
            plate: car.plate(),
            scope: GrantScope::Operator(operator.clone()),
            what: Granted::Card,
            name: "month".to_owned(),
            from: today.first_of_month(),
            last: today.last_of_month(),
            reason: "已缴当月月租".to_owned(),
        };
        service.grant_to_vehicle(&head, &form, None)?;
    }
    Ok(())
}
