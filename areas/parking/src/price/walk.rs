//! The walk over the minutes of a stay: 24 hours by 24 hours, window by window.

use super::timeline::{DAY, Timeline};
use super::trace::{Sink, What};
use crate::tariff::{Boundary, Ladder, Next, Rules, Scope, Tariff, Version, WINDOWS_MAX};
use shishi_kernel::Fen;

/// What a walk needs to know beside the minutes.
pub(crate) struct Walk<'a> {
    pub(crate) tariff: &'a Tariff,
    pub(crate) version: &'a Version,
    pub(crate) rules: &'a Rules,
}

/// Free minutes of one civil day that are used up, by whatever was priced before; of any other day none are.
#[derive(Clone, Copy, Default)]
pub(crate) struct Used {
    /// The first minute after that day.
    pub(crate) day_end: i64,
    pub(crate) minutes: u32,
}

impl Used {
    /// How many are used up of the day that ends at a minute.
    pub(crate) fn of_day(self, day_end: i64) -> u32 {
        if self.day_end == day_end { self.minutes } else { 0 }
    }

    fn more(&mut self, day_end: i64, minutes: i64) {
        let before = self.of_day(day_end);
        self.day_end = day_end;
        self.minutes = before.saturating_add(u32::try_from(minutes).unwrap_or(u32::MAX));
    }
}

/// How far the walk has come.
struct State<'a> {
    timeline: Timeline<'a>,
    /// Minutes of each window's ladder; the first one for all when the ladder counts the stay.
    ladder: [i64; WINDOWS_MAX],
    /// What each cap has let through in the scope that is open, and how many scopes there were before.
    caps: Vec<(i64, usize)>,
    /// The window of the minute before, to see where an occurrence begins.
    before: usize,
    /// Minutes of the walk before this one are free.
    free_until: i64,
    period: i64,
    period_end: i64,
    day_end: i64,
    /// The window that prices the whole of what is open, where the boundary rule says so.
    ruled: Option<usize>,
    used: Used,
    sum: i64,
}

impl Walk<'_> {
    /// Fen for the minutes from `start` (of the epoch), before factors, surcharges and discounts. Takes the free minutes of a day that are
    /// used up, and leaves those of the last day on which some were used.
    pub(crate) fn run(&self, start: i64, length: i64, used: &mut Used, sink: &mut impl Sink) -> i64 {
        let rules = self.rules;
        let free = i64::from(rules.free.minutes);
        if length <= 0 {
            return 0;
        }
        if rules.free.lapses && !rules.free.daily && length <= free {
            sink.add(0, || What::Free {
                minutes: length,
                limit: rules.free.minutes,
            });
            return 0;
        }
        let mut state = State {
            timeline: Timeline::new(self.tariff, self.version),
            ladder: [0; WINDOWS_MAX],
            caps: vec![(0, 0); rules.caps.len()],
            before: usize::MAX,
            free_until: 0,
            period: 0,
            period_end: 0,
            day_end: 0,
            ruled: None,
            used: *used,
            sum: 0,
        };
        if !rules.free.lapses && !rules.free.daily {
            state.free_until = free;
        }
        let by_day = rules.free.daily || rules.caps.iter().any(|cap| cap.scope == Scope::Day);
        if !by_day {
            state.day_end = i64::MAX;
        }
        let end = start + length;
        let mut at = start;
        while at < end {
            if at >= state.period_end || state.period == 0 {
                self.open_period(&mut state, start, at, end);
            }
            if at >= state.day_end || (by_day && state.day_end == 0) {
                self.open_day(&mut state, start, at, end);
            }
            at = self.step(&mut state, start, at, end, sink);
        }
        *used = state.used;
        state.sum
    }

    /// Begins the next 24 hours from the entry.
    fn open_period(&self, state: &mut State<'_>, start: i64, at: i64, end: i64) {
        let rules = self.rules;
        let first = state.period == 0;
        state.period += 1;
        state.period_end = start + state.period * DAY;
        self.renew_caps(state, |scope| scope == Scope::Rolling, first);
        if !first && (rules.next != Next::Continue || rules.ladder == Ladder::Day) {
            state.ladder = [0; WINDOWS_MAX];
        }
        if !first && rules.next == Next::RestartFree && !rules.free.daily {
            let free = i64::from(rules.free.minutes);
            let rest = end.min(state.period_end) - at;
            if !rules.free.lapses {
                state.free_until = at - start + free;
            } else if rest <= free {
                state.free_until = at - start + rest;
            }
        }
        if first || rules.next != Next::Continue {
            let until = if rules.next == Next::Continue {
                end
            } else {
                end.min(state.period_end)
            };
            state.ruled = self.ruling(&mut state.timeline, at, until);
        }
    }

    /// The window that prices everything between two minutes, if the boundary rule names one.
    fn ruling(&self, timeline: &mut Timeline<'_>, from: i64, until: i64) -> Option<usize> {
        if self.version.windows.len() == 1 {
            return Some(0);
        }
        match self.rules.boundary {
            Boundary::Split | Boundary::Crossing(_) => None,
            Boundary::Entry => Some(timeline.at(from).0),
            Boundary::Wins(window) => {
                let mut at = from;
                while at < until {
                    let (here, next) = timeline.at(at);
                    if here == window {
                        return Some(window);
                    }
                    at = next;
                }
                None
            }
        }
    }

    fn open_day(&self, state: &mut State<'_>, start: i64, at: i64, end: i64) {
        let first = state.day_end == 0;
        state.day_end = state.timeline.midnight_after(at);
        self.renew_caps(state, |scope| scope == Scope::Day, first);
        let free = self.rules.free;
        if !free.daily {
            return;
        }
        let used = state.used.of_day(state.day_end);
        let rest = end.min(state.day_end) - at;
        let left = i64::from(free.minutes.saturating_sub(used));
        if !free.lapses {
            state.free_until = at - start + left;
        } else if rest <= left {
            state.free_until = at - start + rest;
        }
    }

    fn renew_caps(&self, state: &mut State<'_>, is: impl Fn(Scope) -> bool, first: bool) {
        for (cap, open) in self.rules.caps.iter().zip(&mut state.caps) {
            if is(cap.scope) {
                *open = (0, if first { 0 } else { open.1 + 1 });
            }
        }
    }

    /// Charges the next stretch with one window, and returns the minute after it.
    fn step(&self, state: &mut State<'_>, start: i64, at: i64, end: i64, sink: &mut impl Sink) -> i64 {
        let single = self.version.windows.len() == 1;
        let (here, change) = if single { (0, i64::MAX) } else { state.timeline.at(at) };
        let mut until = end.min(state.period_end).min(state.day_end).min(change);
        if here != state.before {
            let first = state.before == usize::MAX;
            self.renew_caps(state, |scope| scope == Scope::Window(here), first);
            if !first && state.ruled.is_none() && self.rules.ladder == Ladder::Window {
                state.ladder[here.min(WINDOWS_MAX - 1)] = 0;
            }
            state.before = here;
        }
        let free_end = start + state.free_until;
        if at < free_end {
            until = until.min(free_end);
            if self.rules.free.daily {
                state.used.more(state.day_end, until - at);
            }
            sink.add(0, || What::Free {
                minutes: until - at,
                limit: self.rules.free.minutes,
            });
            return until;
        }
        let window = match self.rules.boundary {
            Boundary::Crossing(wins) if !single => return self.unit(state, at, end, wins, sink),
            _ => state.ruled.unwrap_or(here),
        };
        self.charge(state, window, until - at, until - at, sink);
        until
    }

    /// One unit laid at this minute, priced by the winning window where that meets another in it.
    fn unit(&self, state: &mut State<'_>, at: i64, end: i64, wins: usize, sink: &mut impl Sink) -> i64 {
        let restarts = self.rules.next != Next::Continue;
        let end = if restarts { end.min(state.period_end) } else { end };
        let (here, change) = state.timeline.at(at);
        let mut window = here;
        let mut span = self.unit_minutes(state, here).unwrap_or(change - at);
        let last = end.min(at + span);
        if touches(&mut state.timeline, at, last, wins) && touches_other(&mut state.timeline, at, last, wins) {
            window = wins;
            span = self.unit_minutes(state, wins).unwrap_or(span);
        }
        let length = span.min(end - at);
        // The ladder moves by the whole unit, so that the next one begins a unit of its own.
        self.charge(state, window, length, span, sink);
        at + length
    }

    fn unit_minutes(&self, state: &State<'_>, window: usize) -> Option<i64> {
        let rate = self.rules.rates.get(window)?;
        let at = state.ladder[self.slot(window)];
        rate.unit_end(at).map(|end| end - at)
    }

    fn slot(&self, window: usize) -> usize {
        if self.rules.ladder == Ladder::Stay {
            0
        } else {
            window.min(WINDOWS_MAX - 1)
        }
    }

    /// Charges minutes of a window's ladder, as far as the caps let them through.
    fn charge(&self, state: &mut State<'_>, window: usize, minutes: i64, moves: i64, sink: &mut impl Sink) {
        let slot = self.slot(window);
        let from = state.ladder[slot];
        state.ladder[slot] = from + moves;
        let Some(rate) = self.rules.rates.get(window) else {
            return;
        };
        let name = self
            .version
            .windows
            .get(window)
            .map_or("", |window| window.name.as_str());
        if rate.steps.is_empty() {
            sink.add(0, || What::Unpriced {
                minutes,
                window: name.to_owned(),
            });
            return;
        }
        let due = rate.charge(from, from + minutes, name, state.period, sink);
        let mut through = due;
        let mut tightest = None;
        for (index, cap) in self.rules.caps.iter().enumerate() {
            if matches!(cap.scope, Scope::Window(at) if at != state.before) {
                continue;
            }
            let (used, nth) = state.caps[index];
            let limit = cap.fen.get(nth).or(cap.fen.last()).copied().unwrap_or(i64::MAX);
            if limit - used < through {
                through = limit - used;
                tightest = Some((cap.scope, nth, limit));
            }
        }
        for (cap, open) in self.rules.caps.iter().zip(&mut state.caps) {
            if !matches!(cap.scope, Scope::Window(at) if at != state.before) {
                open.0 += through;
            }
        }
        if let Some((scope, nth, limit)) = tightest {
            sink.add(through - due, || What::Cap {
                scope: scope.word(),
                index: nth + 1,
                limit: Fen(limit),
            });
        }
        state.sum += through;
    }
}

/// Whether a window holds at some minute of a stretch.
fn touches(timeline: &mut Timeline<'_>, from: i64, until: i64, window: usize) -> bool {
    any(timeline, from, until, |here| here == window)
}

fn touches_other(timeline: &mut Timeline<'_>, from: i64, until: i64, window: usize) -> bool {
    any(timeline, from, until, |here| here != window)
}

fn any(timeline: &mut Timeline<'_>, from: i64, until: i64, is: impl Fn(usize) -> bool) -> bool {
    let mut at = from;
    while at < until {
        let (here, next) = timeline.at(at);
        if is(here) {
            return true;
        }
        at = next;
    }
    false
}
