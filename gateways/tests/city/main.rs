//! What a city's other systems say and are told: charging operators, apps for chargers, the platform above.

mod db4401;
mod ocpi;
mod tcec102;
