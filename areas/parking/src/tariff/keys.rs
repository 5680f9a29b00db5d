//! What each key of a version takes.
//!
//! | key | value |
//! |---|---|
//! | `window NAME` | `07:00-19:00 [on DAYS] [in SEASON]`, more lines add ranges; or `otherwise` |
//! | `free` | `30 min[, lapses or kept][, each stay or each day]` |
//! | `rate [WINDOW]` | `to 1 h, 3 yuan [per 30 min]`, `then 2 yuan per 1 h`, `flat 5 yuan`, `free` |
//! | `round [WINDOW]` | `up`, `down`, `half` |
//! | `ladder` | `own`, `stay`, `window`, `24h` |
//! | `boundary` | `split`, `entry`, `wins WINDOW`, `crossing WINDOW` |
//! | `cap 24h`, `cap day`, `cap stay`, `cap window NAME` | `30 yuan[, 40 yuan ...]`, `none` |
//! | `after 24h` | `continue`, `restart`, `restart with free` |
//! | `times` | `2`, `0.5` |
//! | `surcharge NAME` | `30 %[, half up to 1 yuan]`, `5 yuan` |
//! | `discount NAME` | the same, or `1 h` off the end of the stay |
//! | `card NAME` | `150 yuan a month[, covers WINDOW]` |
//! | `charging` | `waived[, up to 2 h]` |
//! | `overstay` | `after 15 min, 1 yuan per 15 min[, cap 20 yuan]` |
//! | `exit grace` | `15 min` |

use super::units::{clock_range, duration, length, money, name, percent};
use super::{Adjustment, AdjustmentKind, Boundary, Cap, Card, Charging, Days, Free, Ladder, NAMES_MAX, Next, Overstay};
use super::{Range, Rate, Rounding, Rules, STEPS_MAX, Scope, Season, Step, WINDOWS_MAX, Window};
use crate::refusal::TariffRefusal;

const RULE_KEYS: &str = "window NAME, like, free, rate, round, ladder, boundary, cap 24h, cap day, cap stay, cap window NAME, \
                         after 24h, times, surcharge NAME, discount NAME, card NAME, charging, overstay, exit grace";
const WEEK: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// What was already set in the open section.
#[derive(Default)]
pub(super) struct Place {
    seen: Vec<String>,
}

impl Place {
    /// Notes a key that may stand once.
    pub(super) fn once(&mut self, key: &str) -> Result<(), TariffRefusal> {
        if self.first(key) {
            return Ok(());
        }
        Err(TariffRefusal::KeyTwice { key: key.to_owned() })
    }

    /// Notes a key, and says whether it is new here.
    fn first(&mut self, key: &str) -> bool {
        let new = !self.seen.iter().any(|seen| seen == key);
        if new {
            self.seen.push(key.to_owned());
        }
        new
    }
}

/// One of a few words.
pub(super) fn choice<T: Copy>(value: &str, known: &[(&str, T)]) -> Result<T, TariffRefusal> {
    let found = known.iter().find(|(word, _)| *word == value);
    found.map(|(_, one)| *one).ok_or_else(|| TariffRefusal::ChoiceUnknown {
        value: value.to_owned(),
        known: known.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", "),
    })
}

fn unknown(value: &str, known: &str) -> TariffRefusal {
    TariffRefusal::ChoiceUnknown {
        value: value.to_owned(),
        known: known.to_owned(),
    }
}

fn too_many(what: &str, max: usize) -> TariffRefusal {
    let what = what.to_owned();
    TariffRefusal::TooMany { what, max }
}

fn window_of(windows: &[Window], wanted: &str) -> Result<usize, TariffRefusal> {
    let found = windows.iter().position(|window| window.name == wanted.trim());
    found.ok_or_else(|| TariffRefusal::NameUnknown {
        name: wanted.trim().to_owned(),
    })
}

/// Adds a window, or a range to one.
pub(super) fn set_window(
    windows: &mut Vec<Window>,
    seasons: &[Season],
    wanted: &str,
    value: &str,
) -> Result<(), TariffRefusal> {
    let wanted = name(wanted)?;
    let range = if value == "otherwise" {
        None
    } else {
        Some(range_of(value, seasons)?)
    };
    let known = windows.iter().position(|window| window.name == wanted);
    match (known, range) {
        (Some(_), None) => Err(TariffRefusal::NameTwice { name: wanted }),
        (Some(at), Some(range)) => {
            if windows[at].ranges.is_empty() {
                return Err(TariffRefusal::NameTwice { name: wanted });
            }
            if windows[at].ranges.len() >= WINDOWS_MAX {
                return Err(too_many("ranges", WINDOWS_MAX));
            }
            windows[at].ranges.push(range);
            Ok(())
        }
        (None, _) if windows.len() >= WINDOWS_MAX => Err(too_many("windows", WINDOWS_MAX)),
        (None, range) => {
            let ranges = range.into_iter().collect();
            windows.push(Window { name: wanted, ranges });
            Ok(())
        }
    }
}

fn range_of(value: &str, seasons: &[Season]) -> Result<Range, TariffRefusal> {
    let mut words = value.split_whitespace();
    let (from, until) = clock_range(words.next().unwrap_or_default())?;
    let mut range = Range {
        from,
        until,
        days: Days::All,
        season: None,
    };
    while let Some(word) = words.next() {
        let said = words.next().unwrap_or_default();
        match word {
            "on" => range.days = days_of(said)?,
            "in" => {
                let found = seasons.iter().position(|season| season.name == said);
                let name = said.to_owned();
                range.season = Some(found.ok_or(TariffRefusal::NameUnknown { name })?);
            }
            _ => return Err(unknown(word, "on DAYS, in SEASON")),
        }
    }
    Ok(range)
}

fn days_of(said: &str) -> Result<Days, TariffRefusal> {
    let named = [
        ("all", Days::All),
        ("workdays", Days::Work),
        ("restdays", Days::Rest),
        ("holidays", Days::Holidays),
    ];
    if let Some((_, days)) = named.iter().find(|(word, _)| *word == said) {
        return Ok(*days);
    }
    let day = |word: &str| WEEK.iter().position(|day| *day == word);
    let bad = || unknown(said, "all, workdays, restdays, holidays, mon-fri, sat,sun");
    let mut bits = 0;
    for part in said.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (day(first).ok_or_else(bad)?, day(last).ok_or_else(bad)?);
        if last < first {
            return Err(bad());
        }
        bits |= (first..=last).fold(0_u8, |bits, day| bits | 1 << day);
    }
    Ok(Days::Week(bits))
}

/// Sets one rule of a version or a class.
pub(super) fn set_rule(
    rules: &mut Rules,
    windows: &[Window],
    place: &mut Place,
    key: &str,
    value: &str,
) -> Result<(), TariffRefusal> {
    rules.rates.resize_with(windows.len(), Rate::default);
    let (head, rest) = key.split_once(' ').unwrap_or((key, ""));
    match (head, rest.trim()) {
        ("rate", rest) => {
            let at = rated(windows, rest)?;
            let fresh = place.first(&format!("rate {at}"));
            return add_step(&mut rules.rates[at], fresh, value);
        }
        ("surcharge" | "discount", rest) if !rest.is_empty() => {
            place.once(key)?;
            return set_adjustment(rules, head == "discount", name(rest)?, value);
        }
        ("cap", rest) if !rest.is_empty() => {
            place.once(key)?;
            return set_cap(rules, windows, rest, value);
        }
        _ => place.once(key)?,
    }
    match (head, rest.trim()) {
        ("free", "") => rules.free = free_of(value)?,
        ("round", rest) => {
            let choices = [("up", Rounding::Up), ("down", Rounding::Down), ("half", Rounding::Half)];
            let rounding = choice(value, &choices)?;
            if rest.is_empty() {
                rules.rates.iter_mut().for_each(|rate| rate.rounding = rounding);
            } else {
                rules.rates[window_of(windows, rest)?].rounding = rounding;
            }
        }
        ("ladder", "") => {
            let choices = [
                ("own", Ladder::Own),
                ("stay", Ladder::Stay),
                ("window", Ladder::Window),
                ("24h", Ladder::Day),
            ];
            rules.ladder = choice(value, &choices)?;
        }
        ("boundary", "") => rules.boundary = boundary_of(windows, value)?,
        ("after", "24h") => {
            let choices = [
                ("continue", Next::Continue),
                ("restart", Next::Restart),
                ("restart with free", Next::RestartFree),
            ];
            rules.next = choice(value, &choices)?;
        }
        ("times", "") => rules.times_percent = times_of(value)?,
        ("card", rest) if !rest.is_empty() => set_card(rules, windows, name(rest)?, value)?,
        ("charging", "") => rules.charging = Some(charging_of(value)?),
        ("overstay", "") => rules.overstay = Some(overstay_of(value)?),
        ("exit", "grace") => rules.grace = duration(value)?,
        _ => {
            return Err(TariffRefusal::KeyUnknown {
                key: key.to_owned(),
                known: RULE_KEYS.to_owned(),
            });
        }
    }
    Ok(())
}

/// The window a rate is for; without a name the only one.
fn rated(windows: &[Window], rest: &str) -> Result<usize, TariffRefusal> {
    if rest.is_empty() && windows.len() == 1 {
        return Ok(0);
    }
    window_of(windows, rest)
}

fn add_step(rate: &mut Rate, fresh: bool, value: &str) -> Result<(), TariffRefusal> {
    if fresh {
        rate.steps.clear();
        rate.given = true;
    } else if rate.steps.last().is_none_or(|last| last.until == u32::MAX) {
        return Err(TariffRefusal::StepAfterLast {});
    }
    if rate.steps.len() >= STEPS_MAX {
        return Err(too_many("steps", STEPS_MAX));
    }
    let begun = rate.steps.last().map_or(0, |last| last.until);
    let known = "to DURATION, PRICE [per UNIT]; then PRICE per UNIT; flat PRICE; free";
    let (word, rest) = value.split_once(char::is_whitespace).unwrap_or((value, ""));
    let step = match word {
        "free" if rest.is_empty() && begun == 0 => return Ok(()),
        "flat" => Step {
            until: u32::MAX,
            unit: u32::MAX,
            fen: money(rest)?,
        },
        "then" => {
            let (price, unit) = rest.split_once(" per ").ok_or_else(|| unknown(value, known))?;
            Step {
                until: u32::MAX,
                unit: length(unit)?,
                fen: money(price)?,
            }
        }
        "to" => {
            let (until, price) = rest.split_once(',').ok_or_else(|| unknown(value, known))?;
            let until_minutes = length(until)?;
            if until_minutes <= begun {
                let until = until.trim().to_owned();
                return Err(TariffRefusal::StepBack { until });
            }
            let span = until_minutes - begun;
            let (price, unit) = match price.split_once(" per ") {
                Some((price, unit)) => (price, length(unit)?),
                None => (price, span),
            };
            if !span.is_multiple_of(unit) {
                return Err(TariffRefusal::StepUneven { length: span, unit });
            }
            Step {
                until: until_minutes,
                unit,
                fen: money(price)?,
            }
        }
        _ => return Err(unknown(value, known)),
    };
    rate.steps.push(step);
    Ok(())
}

fn free_of(value: &str) -> Result<Free, TariffRefusal> {
    let mut parts = value.split(',').map(str::trim);
    let mut free = Free {
        minutes: duration(parts.next().unwrap_or_default())?,
        ..Free::default()
    };
    for part in parts {
        match part {
            "lapses" => free.lapses = true,
            "kept" => free.lapses = false,
            "each stay" => free.daily = false,
            "each day" => free.daily = true,
            _ => return Err(unknown(part, "lapses, kept, each stay, each day")),
        }
    }
    Ok(free)
}

fn boundary_of(windows: &[Window], value: &str) -> Result<Boundary, TariffRefusal> {
    match value.split_once(' ') {
        None if value == "split" => Ok(Boundary::Split),
        None if value == "entry" => Ok(Boundary::Entry),
        Some(("wins", window)) => Ok(Boundary::Wins(window_of(windows, window)?)),
        Some(("crossing", window)) => Ok(Boundary::Crossing(window_of(windows, window)?)),
        _ => Err(unknown(value, "split, entry, wins WINDOW, crossing WINDOW")),
    }
}

fn set_cap(rules: &mut Rules, windows: &[Window], scope: &str, value: &str) -> Result<(), TariffRefusal> {
    let scope = match scope.split_once(' ') {
        None if scope == "24h" => Scope::Rolling,
        None if scope == "day" => Scope::Day,
        None if scope == "stay" => Scope::Stay,
        Some(("window", window)) => Scope::Window(window_of(windows, window)?),
        _ => return Err(unknown(scope, "24h, day, stay, window NAME")),
    };
    rules.caps.retain(|cap| cap.scope != scope);
    if value == "none" {
        return Ok(());
    }
    let fen: Vec<i64> = value.split(',').map(money).collect::<Result<_, _>>()?;
    if fen.len() > STEPS_MAX {
        return Err(too_many("amounts", STEPS_MAX));
    }
    rules.caps.push(Cap { scope, fen });
    Ok(())
}

fn times_of(value: &str) -> Result<u32, TariffRefusal> {
    // The same reading as that of amounts, so that 0.5 and 1.25 are exact.
    let percent = money(&format!("{value} yuan")).map_err(|_| TariffRefusal::NumberBad {
        value: value.to_owned(),
    })?;
    u32::try_from(percent)
        .ok()
        .filter(|percent| *percent <= 10_000)
        .ok_or_else(|| TariffRefusal::NumberRange {
            value: value.to_owned(),
            min: "0".to_owned(),
            max: "100".to_owned(),
        })
}

fn set_adjustment(rules: &mut Rules, discount: bool, name: String, value: &str) -> Result<(), TariffRefusal> {
    let sign = if discount { -1 } else { 1 };
    let (amount, rounded) = value
        .split_once(',')
        .map_or((value, None), |(amount, rest)| (amount, Some(rest.trim())));
    let kind = if amount.trim().ends_with('%') {
        let most = if discount { 100 } else { 1000 };
        let percent = sign * percent(amount, 0, most)?;
        let round_fen = match rounded {
            None => 1,
            Some(said) => match said.strip_prefix("half up to ") {
                Some(unit) => money(unit)?.max(1),
                None => return Err(unknown(said, "half up to 1 yuan")),
            },
        };
        AdjustmentKind::Percent { percent, round_fen }
    } else if let Some(said) = rounded {
        return Err(unknown(said, "nothing after an amount"));
    } else {
        match money(amount) {
            Ok(fen) => AdjustmentKind::Amount(i64::from(sign) * fen),
            // Only a discount can be time.
            Err(TariffRefusal::UnitUnknown { .. }) if discount => AdjustmentKind::Minutes(duration(amount)?),
            Err(refusal) => return Err(refusal),
        }
    };
    rules.adjustments.retain(|known| known.name != name);
    if rules.adjustments.len() >= NAMES_MAX {
        return Err(too_many("surcharges and discounts", NAMES_MAX));
    }
    rules.adjustments.push(Adjustment { name, kind });
    Ok(())
}

fn set_card(rules: &mut Rules, windows: &[Window], name: String, value: &str) -> Result<(), TariffRefusal> {
    let (price, covers) = value
        .split_once(',')
        .map_or((value, None), |(price, rest)| (price, Some(rest.trim())));
    let known = "150 yuan a month[, covers WINDOW]";
    let price = price
        .trim()
        .strip_suffix("a month")
        .ok_or_else(|| unknown(value, known))?;
    let covers = match covers {
        None | Some("covers all") => None,
        Some(said) => match said.strip_prefix("covers ") {
            Some(window) => Some(window_of(windows, window)?),
            None => return Err(unknown(said, known)),
        },
    };
    let fen = money(price)?;
    rules.cards.retain(|card| card.name != name);
    if rules.cards.len() >= NAMES_MAX {
        return Err(too_many("cards", NAMES_MAX));
    }
    rules.cards.push(Card { name, fen, covers });
    Ok(())
}

fn charging_of(value: &str) -> Result<Charging, TariffRefusal> {
    let known = "waived[, up to 2 h]";
    let (word, rest) = value
        .split_once(',')
        .map_or((value, None), |(word, rest)| (word, Some(rest.trim())));
    if word.trim() != "waived" {
        return Err(unknown(value, known));
    }
    let minutes_max = match rest {
        None => u32::MAX,
        Some(rest) => match rest.strip_prefix("up to ") {
            Some(most) => length(most)?,
            None => return Err(unknown(rest, known)),
        },
    };
    Ok(Charging { minutes_max })
}

fn overstay_of(value: &str) -> Result<Overstay, TariffRefusal> {
    let known = || unknown(value, "after 15 min, 1 yuan per 15 min[, cap 20 yuan]");
    let mut parts = value.split(',').map(str::trim);
    let after = parts
        .next()
        .and_then(|part| part.strip_prefix("after "))
        .ok_or_else(known)?;
    let (price, unit) = parts
        .next()
        .and_then(|part| part.split_once(" per "))
        .ok_or_else(known)?;
    let cap = match parts.next() {
        None => i64::MAX,
        Some(part) => money(part.strip_prefix("cap ").ok_or_else(known)?)?,
    };
    if parts.next().is_some() {
        return Err(known());
    }
    Ok(Overstay {
        after: duration(after)?,
        unit: length(unit)?,
        fen: money(price)?,
        cap,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days() {
        for (said, days) in [
            ("mon-fri", Some(Days::Week(0b1_1111))),
            ("sat,sun", Some(Days::Week(0b110_0000))),
            ("workdays", Some(Days::Work)),
            ("fri-mon", None),
            ("monday", None),
        ] {
            assert_eq!(days_of(said).ok(), days, "{said}");
        }
    }
}
