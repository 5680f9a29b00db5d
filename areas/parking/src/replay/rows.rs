//! Lines of charged stays: entry, exit, fee, in a table with commas, tabs or semicolons.
//!
//! The columns are found by their names when the first line has names that are known, and are the first three otherwise.
//! Times are `2018/6/1 9:05` or `2018-06-01 09:05[:30]`, fees yuan with up to two decimals. The bytes need not be UTF-8:
//! only digits matter.

use crate::tariff::{FEN_MAX, Zone};
use jiff::civil::DateTime;

/// Most bytes of a line that are looked at.
pub const LINE_BYTES_MAX: usize = 4096;
/// Names of columns that are known, in lower case: entry, exit, fee.
const NAMES: [&[&str]; 3] = [
    &[
        "lockdown time",
        "arrival",
        "arrival time",
        "entry",
        "entry time",
        "in_time",
        "start",
        "start_time",
        "入场时间",
        "进场时间",
    ],
    &[
        "lockup time",
        "departure",
        "departure time",
        "exit",
        "exit time",
        "out_time",
        "end",
        "end_time",
        "出场时间",
        "离场时间",
    ],
    &["cost", "fee", "charge", "amount", "paid", "金额", "费用", "收费"],
];

/// A stay with what was charged for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charged {
    /// Its line in the file, from 1.
    pub line: u64,
    /// Second of the epoch.
    pub entry: i64,
    /// Second of the epoch.
    pub exit: i64,
    /// Whether the times are cut to the minute.
    pub cut: bool,
    /// Fen.
    pub fen: i64,
}

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    /// Nothing on it.
    Blank,
    /// Names of columns.
    Head,
    /// A stay.
    Stay(Charged),
    /// It cannot be used, and why.
    Dirt(Dirt),
}

/// Why a line is left out, or what is odd about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dirt {
    /// Fewer columns than are needed, or too many bytes.
    Broken,
    /// A time that does not exist or cannot be read.
    TimeBad,
    /// No fee.
    FeeMissing,
    /// A fee that is no amount.
    FeeBad,
    /// The exit lies before the entry.
    Backwards,
    /// Longer than any stay that is priced.
    TooLong,
    /// No version of the tariff held.
    NoVersion,
    /// Entry and exit in the same minute; compared all the same.
    ZeroMinutes,
    /// A fee below everything that the tariff asks for; compared all the same.
    TrialFee,
    /// Nothing was charged where the tariff asks for something; compared all the same.
    UnpaidLong,
}

impl Dirt {
    /// Every kind, in order.
    pub const ALL: [Self; 10] = [
        Self::Broken,
        Self::TimeBad,
        Self::FeeMissing,
        Self::FeeBad,
        Self::Backwards,
        Self::TooLong,
        Self::NoVersion,
        Self::ZeroMinutes,
        Self::TrialFee,
        Self::UnpaidLong,
    ];

    /// Its name in reports.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Broken => "line_broken",
            Self::TimeBad => "time_bad",
            Self::FeeMissing => "fee_missing",
            Self::FeeBad => "fee_bad",
            Self::Backwards => "exit_before_entry",
            Self::TooLong => "stay_too_long",
            Self::NoVersion => "no_version",
            Self::ZeroMinutes => "zero_minutes",
            Self::TrialFee => "trial_fee",
            Self::UnpaidLong => "unpaid_where_due",
        }
    }
}

/// Reads lines one by one.
pub struct Rows {
    zone: Zone,
    line: u64,
    columns: Option<[usize; 3]>,
}

impl Rows {
    /// A reader of civil times in a zone.
    #[must_use]
    pub fn new(zone: Zone) -> Self {
        Self {
            zone,
            line: 0,
            columns: None,
        }
    }

    /// Reads the next line.
    pub fn read(&mut self, line: &[u8]) -> Row {
        self.line += 1;
        if line.len() > LINE_BYTES_MAX {
            return Row::Dirt(Dirt::Broken);
        }
        let text = String::from_utf8_lossy(line);
        let text = text.trim_start_matches('\u{feff}').trim();
        if text.is_empty() {
            return Row::Blank;
        }
        let fields = fields_of(text);
        let columns = match self.columns {
            Some(columns) => columns,
            None => {
                let named = columns_of(&fields);
                self.columns = Some(named.unwrap_or([0, 1, 2]));
                let digits = fields
                    .first()
                    .is_some_and(|field| field.starts_with(|c: char| c.is_ascii_digit()));
                if named.is_some() || !digits {
                    return Row::Head;
                }
                [0, 1, 2]
            }
        };
        match self.stay(&fields, columns) {
            Ok(stay) => Row::Stay(stay),
            Err(dirt) => Row::Dirt(dirt),
        }
    }

    fn stay(&self, fields: &[&str], columns: [usize; 3]) -> Result<Charged, Dirt> {
        let [entry, exit, fee] = columns;
        let field = |at: usize| fields.get(at).copied().ok_or(Dirt::Broken);
        let (entry, exit) = (field(entry)?, field(exit)?);
        let (entry, entry_cut) = moment(entry).ok_or(Dirt::TimeBad)?;
        let (exit, exit_cut) = moment(exit).ok_or(Dirt::TimeBad)?;
        let fee = match fields.get(fee).copied().unwrap_or_default() {
            "" => return Err(Dirt::FeeMissing),
            fee => fen_of(fee).ok_or(Dirt::FeeBad)?,
        };
        let (entry, exit) = (self.zone.second(entry), self.zone.second(exit));
        if exit < entry {
            return Err(Dirt::Backwards);
        }
        Ok(Charged {
            line: self.line,
            entry,
            exit,
            cut: entry_cut || exit_cut,
            fen: fee,
        })
    }
}

/// The fields of a line; a comma within quotes does not part.
pub(crate) fn fields_of(text: &str) -> Vec<&str> {
    let parting = [',', '\t', ';']
        .into_iter()
        .find(|sign| text.contains(*sign))
        .unwrap_or(',');
    let mut fields = Vec::with_capacity(5);
    let (mut begin, mut quoted) = (0, false);
    for (at, sign) in text.char_indices() {
        if sign == '"' {
            quoted = !quoted;
        } else if sign == parting && !quoted {
            fields.push(&text[begin..at]);
            begin = at + sign.len_utf8();
        }
    }
    fields.push(&text[begin..]);
    for field in &mut fields {
        *field = field.trim().trim_matches('"').trim();
    }
    fields
}

fn columns_of(fields: &[&str]) -> Option<[usize; 3]> {
    let at = |names: &[&str]| {
        let named = |field: &&str| names.contains(&field.to_lowercase().as_str());
        fields.iter().position(named)
    };
    Some([at(NAMES[0])?, at(NAMES[1])?, at(NAMES[2])?])
}

/// A civil time, and whether it has no seconds.
pub(crate) fn moment(text: &str) -> Option<(DateTime, bool)> {
    let mut numbers = [0_u32; 6];
    let mut count = 0;
    let mut digits = 0;
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' => {
                if digits == 0 {
                    count += 1;
                }
                digits += 1;
                if count > 6 || digits > 4 {
                    return None;
                }
                numbers[count - 1] = numbers[count - 1] * 10 + u32::from(byte - b'0');
            }
            b'/' | b'-' | b':' | b' ' | b'T' if digits > 0 => digits = 0,
            // What follows whole seconds does not matter.
            b'.' if count == 6 && digits > 0 => break,
            _ => return None,
        }
    }
    if count < 5 || numbers[0] < 1970 || digits == 0 {
        return None;
    }
    let small = |at: usize| i8::try_from(numbers[at]).ok();
    let year = i16::try_from(numbers[0]).ok()?;
    let at = DateTime::new(year, small(1)?, small(2)?, small(3)?, small(4)?, small(5)?, 0).ok()?;
    Some((at, count == 5))
}

/// Yuan with up to two decimals, in fen.
fn fen_of(text: &str) -> Option<i64> {
    let text = text.trim_end_matches('元').trim();
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let part = part.trim_end_matches('0');
    if whole.is_empty() || whole.len() > 9 || part.len() > 2 || !digits(whole) || !digits(part) {
        return None;
    }
    let hundredths: i64 = format!("{part:0<2}").parse().ok()?;
    let fen = whole.parse::<i64>().ok()? * 100 + hundredths;
    (fen <= FEN_MAX).then_some(fen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        let mut rows = Rows::new(Zone::china());
        let rows_of = |entry: &str, exit: &str| {
            let second = |text: &str| Zone::china().second(moment(text).unwrap().0);
            (second(entry), second(exit))
        };
        let (entry, exit) = rows_of("2018/6/1 9:05", "2018-06-01 10:00");
        let stay = |line, fen, cut| {
            Row::Stay(Charged {
                line,
                entry,
                exit,
                cut,
                fen,
            })
        };
        for (line, expected) in [
            ("Lockdown Time,Lockup Time,cost,\"status(0, 1)\"", Row::Head),
            ("2018/6/1 9:05,2018/6/1 10:00,5,1", stay(2, 500, true)),
            ("2018/6/1 9:05,2018/6/1 10:00,2.5,1", stay(3, 250, true)),
            ("2018-06-01 09:05:00,2018-06-01T10:00:00.000,2.50", stay(4, 250, false)),
            ("", Row::Blank),
            ("2018/6/1 9:05", Row::Dirt(Dirt::Broken)),
            ("2018/6/31 9:05,2018/7/1 10:00,5", Row::Dirt(Dirt::TimeBad)),
            ("2018/6/1 25:05,2018/6/1 10:00,5", Row::Dirt(Dirt::TimeBad)),
            ("2018/6/1 9:05,never,5", Row::Dirt(Dirt::TimeBad)),
            ("2018/6/1 9:05,2018/6/1 10:00,", Row::Dirt(Dirt::FeeMissing)),
            ("2018/6/1 9:05,2018/6/1 10:00", Row::Dirt(Dirt::FeeMissing)),
            ("2018/6/1 9:05,2018/6/1 10:00,-5", Row::Dirt(Dirt::FeeBad)),
            ("2018/6/1 9:05,2018/6/1 10:00,5e9", Row::Dirt(Dirt::FeeBad)),
            ("2018/6/1 9:05,2018/6/1 9:04,5", Row::Dirt(Dirt::Backwards)),
            ("2018/6/1 9:05,2018/6/1 10:00,5元", stay(15, 500, true)),
        ] {
            assert_eq!(rows.read(line.as_bytes()), expected, "{line}");
        }
        assert_eq!(rows.read(&[b'x'; 5000]), Row::Dirt(Dirt::Broken));
        assert_eq!(rows.read(&[0xff, 0xfe, b',', 0x80]), Row::Dirt(Dirt::TimeBad));
        let mut named = Rows::new(Zone::china());
        assert_eq!(named.read("fee;exit;entry".as_bytes()), Row::Head);
        assert!(matches!(
            named.read("5;2018-06-01 10:00;2018-06-01 09:05".as_bytes()),
            Row::Stay(Charged { fen: 500, .. })
        ));
        let mut bare = Rows::new(Zone::china());
        assert!(matches!(
            bare.read("2018/6/1 9:05,2018/6/1 10:00,5".as_bytes()),
            Row::Stay(_)
        ));
    }
}
