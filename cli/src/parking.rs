//! `shishi parking`: tariffs checked, stays priced, fees replayed, tariffs found from fees, forecasts evaluated, places counted, a simulated city.

mod city;
mod files;
mod fit;
mod forecast;
mod places;
mod price;
mod replay;

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// What `shishi parking` is asked to do.
#[derive(Args)]
pub struct ParkingArguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check tariff files and name every fault with its line.
    Check {
        /// Tariff files.
        #[arg(required = true)]
        tariffs: Vec<PathBuf>,
    },
    /// Price one stay, with a line for everything in Chinese and English.
    Price(price::PriceArguments),
    /// Say how many fees of a file (entry, exit, fee) a tariff explains.
    Replay(replay::ReplayArguments),
    /// Find the tariff that explains the fees of a file, and check it on later stays.
    Fit(fit::FitArguments),
    /// Forecast how full each lot of a file will be in the next two hours.
    Forecast(forecast::NextArguments),
    /// Say how good forecasts of occupancy are on days they were not learned from.
    ForecastEval(forecast::ForecastArguments),
    /// Print what the devices of a simulated city say, a line of JSON each, or its lots and bays.
    City(city::CityArguments),
    /// Check and count a file of lots, zones and bays, and give it out in another form.
    Places(places::PlacesArguments),
}

/// Does it.
pub fn run(arguments: &ParkingArguments) -> anyhow::Result<()> {
    match &arguments.command {
        Command::Check { tariffs } => check(tariffs),
        Command::Price(arguments) => price::run(arguments),
        Command::Replay(arguments) => replay::run(arguments),
        Command::Fit(arguments) => fit::run(arguments),
        Command::Forecast(arguments) => forecast::next(arguments),
        Command::ForecastEval(arguments) => forecast::run(arguments),
        Command::City(arguments) => city::run(arguments),
        Command::Places(arguments) => places::run(arguments),
    }
}

fn check(tariffs: &[PathBuf]) -> anyhow::Result<()> {
    for path in tariffs {
        let tariff = files::tariff(path)?;
        let (versions, shown) = (tariff.versions.len(), path.display());
        files::print(&format!(
            "{shown}: 可用，{versions}个版本 / in order, versions: {versions}\n"
        ))?;
    }
    Ok(())
}
