//! A tariff as text, so that what was found by a fit can be read, corrected and read back.

use super::{
    AdjustmentKind, Boundary, Days, Ladder, Moment, Next, Rate, Rounding, Rules, Scope, Seconds, Tariff, Version,
};
use super::{duration_text, yuan_text};
use std::fmt::Write;

impl Tariff {
    /// The text form; [`Tariff::read`] reads it back to the same tariff.
    #[must_use]
    pub fn write(&self) -> String {
        let mut out = String::from("shishi-tariff 1\n");
        if !self.name.is_empty() {
            line(&mut out, "name", &self.name);
        }
        line(&mut out, "zone", self.zone.name());
        let seconds = match self.seconds {
            Seconds::Up => "up",
            Seconds::Down => "down",
            Seconds::Drop => "drop",
        };
        line(&mut out, "seconds", seconds);
        let by = match self.version_by {
            Moment::Entry => "entry",
            Moment::Exit => "exit",
        };
        line(&mut out, "version by", by);
        for season in &self.seasons {
            let ((m1, d1), (m2, d2)) = (season.first, season.last);
            line(
                &mut out,
                &format!("season {}", season.name),
                &format!("{m1:02}-{d1:02}..{m2:02}-{d2:02}"),
            );
        }
        if !self.holidays.is_empty() {
            let days: Vec<String> = self
                .holidays
                .iter()
                .map(|(first, last)| format!("{first}..{last}"))
                .collect();
            line(&mut out, "holidays", &days.join(", "));
        }
        for version in &self.versions {
            match version.from {
                None => out.push_str("\n[always]\n"),
                Some(from) => {
                    let _ = writeln!(out, "\n[from {} {:02}:{:02}]", from.date(), from.hour(), from.minute());
                }
            }
            self.write_windows(&mut out, version);
            write_rules(&mut out, version, &version.rules);
            for (name, rules) in &version.classes {
                let _ = writeln!(out, "\n[class {name}]");
                write_rules(&mut out, version, rules);
            }
        }
        out
    }

    fn write_windows(&self, out: &mut String, version: &Version) {
        if let [only] = version.windows.as_slice()
            && only.name == "all"
            && only.ranges.is_empty()
        {
            return;
        }
        for window in &version.windows {
            let key = format!("window {}", window.name);
            if window.ranges.is_empty() {
                line(out, &key, "otherwise");
            }
            for range in &window.ranges {
                let clock = |at: u32| format!("{:02}:{:02}", at / 60, at % 60);
                let mut value = format!("{}-{}", clock(range.from), clock(range.until));
                match range.days {
                    Days::All => {}
                    Days::Work => value.push_str(" on workdays"),
                    Days::Rest => value.push_str(" on restdays"),
                    Days::Holidays => value.push_str(" on holidays"),
                    Days::Week(bits) => {
                        let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
                        let days: Vec<&str> = (0..7)
                            .filter(|day| bits >> day & 1 == 1)
                            .map(|day| names[day])
                            .collect();
                        let _ = write!(value, " on {}", days.join(","));
                    }
                }
                if let Some(season) = range.season.and_then(|at| self.seasons.get(at)) {
                    let _ = write!(value, " in {}", season.name);
                }
                line(out, &key, &value);
            }
        }
    }
}

fn line(out: &mut String, key: &str, value: &str) {
    let _ = writeln!(out, "{key}: {value}");
}

fn write_rules(out: &mut String, version: &Version, rules: &Rules) {
    let window = |at: usize| version.windows.get(at).map_or("all", |window| window.name.as_str());
    let free = rules.free;
    let lapses = if free.lapses { "lapses" } else { "kept" };
    let each = if free.daily { "each day" } else { "each stay" };
    line(
        out,
        "free",
        &format!("{}, {lapses}, {each}", duration_text(free.minutes)),
    );
    for (at, rate) in rules.rates.iter().enumerate() {
        write_rate(out, window(at), rate);
    }
    let ladder = match rules.ladder {
        Ladder::Own => "own",
        Ladder::Stay => "stay",
        Ladder::Window => "window",
        Ladder::Day => "24h",
    };
    line(out, "ladder", ladder);
    let boundary = match rules.boundary {
        Boundary::Split => "split".to_owned(),
        Boundary::Entry => "entry".to_owned(),
        Boundary::Wins(at) => format!("wins {}", window(at)),
        Boundary::Crossing(at) => format!("crossing {}", window(at)),
    };
    line(out, "boundary", &boundary);
    // A class that lifts a cap of its version has to say so.
    for scope in version.rules.caps.iter().map(|cap| cap.scope) {
        if !rules.caps.iter().any(|cap| cap.scope == scope) {
            line(out, &scope_key(scope, window), "none");
        }
    }
    for cap in &rules.caps {
        let amounts: Vec<String> = cap.fen.iter().map(|fen| yuan_text(*fen)).collect();
        line(out, &scope_key(cap.scope, window), &amounts.join(", "));
    }
    let next = match rules.next {
        Next::Continue => "continue",
        Next::Restart => "restart",
        Next::RestartFree => "restart with free",
    };
    line(out, "after 24h", next);
    let (whole, part) = (rules.times_percent / 100, rules.times_percent % 100);
    line(
        out,
        "times",
        &if part == 0 {
            whole.to_string()
        } else {
            format!("{whole}.{part:02}")
        },
    );
    write_extras(out, window, rules);
}

fn write_extras<'a>(out: &mut String, window: impl Fn(usize) -> &'a str, rules: &Rules) {
    for adjustment in &rules.adjustments {
        let (word, value) = match adjustment.kind {
            AdjustmentKind::Percent { percent, round_fen } => {
                let word = if percent < 0 { "discount" } else { "surcharge" };
                let half = format!(", half up to {}", yuan_text(round_fen));
                let round = if round_fen == 1 { "" } else { half.as_str() };
                (word, format!("{} %{round}", percent.abs()))
            }
            AdjustmentKind::Amount(fen) => (if fen < 0 { "discount" } else { "surcharge" }, yuan_text(fen.abs())),
            AdjustmentKind::Minutes(minutes) => ("discount", duration_text(minutes)),
        };
        line(out, &format!("{word} {}", adjustment.name), &value);
    }
    for card in &rules.cards {
        let covers = card.covers.map_or("all", &window);
        line(
            out,
            &format!("card {}", card.name),
            &format!("{} a month, covers {covers}", yuan_text(card.fen)),
        );
    }
    if let Some(charging) = rules.charging {
        let most = format!(", up to {}", duration_text(charging.minutes_max));
        let most = if charging.minutes_max == u32::MAX {
            ""
        } else {
            most.as_str()
        };
        line(out, "charging", &format!("waived{most}"));
    }
    if let Some(over) = rules.overstay {
        let cap = format!(", cap {}", yuan_text(over.cap));
        let cap = if over.cap == i64::MAX { "" } else { cap.as_str() };
        let (after, unit) = (duration_text(over.after), duration_text(over.unit));
        line(
            out,
            "overstay",
            &format!("after {after}, {} per {unit}{cap}", yuan_text(over.fen)),
        );
    }
    if rules.grace > 0 {
        line(out, "exit grace", &duration_text(rules.grace));
    }
}

fn scope_key<'a>(scope: Scope, window: impl Fn(usize) -> &'a str) -> String {
    match scope {
        Scope::Rolling => "cap 24h".to_owned(),
        Scope::Day => "cap day".to_owned(),
        Scope::Stay => "cap stay".to_owned(),
        Scope::Window(at) => format!("cap window {}", window(at)),
    }
}

fn write_rate(out: &mut String, window: &str, rate: &Rate) {
    let key = format!("rate {window}");
    if rate.steps.is_empty() {
        line(out, &key, "free");
    }
    let mut begun = 0;
    for step in &rate.steps {
        let price = yuan_text(step.fen);
        let value = if step.unit == u32::MAX {
            format!("flat {price}")
        } else if step.until == u32::MAX {
            format!("then {price} per {}", duration_text(step.unit))
        } else if step.unit == step.until - begun {
            format!("to {}, {price}", duration_text(step.until))
        } else {
            format!(
                "to {}, {price} per {}",
                duration_text(step.until),
                duration_text(step.unit)
            )
        };
        line(out, &key, &value);
        begun = step.until;
    }
    let rounding = match rate.rounding {
        Rounding::Up => return,
        Rounding::Down => "down",
        Rounding::Half => "half",
    };
    line(out, &format!("round {window}"), rounding);
}
