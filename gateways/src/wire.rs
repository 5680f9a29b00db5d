//! What both protocols write in the same way: money in yuan, times in Beijing.

use crate::GatewayError;
use jiff::Timestamp;
use jiff::tz::Offset;
use shishi_kernel::Fen;

const BEIJING: Offset = Offset::constant(8);

/// `2026-01-31T08:30:00+08:00`
pub(crate) fn rfc3339(at: Timestamp) -> String {
    BEIJING.to_datetime(at).strftime("%Y-%m-%dT%H:%M:%S+08:00").to_string()
}

/// From RFC 3339 with any offset.
pub(crate) fn read_rfc3339(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}

/// `2026-01-31 08:30:00`, of Beijing.
pub(crate) fn civil(at: Timestamp) -> String {
    BEIJING.to_datetime(at).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// From the same; fractions of a second are dropped, as some of Alipay's times have them.
pub(crate) fn read_civil(text: &str) -> Option<Timestamp> {
    let whole = text.get(..19)?;
    let civil = jiff::civil::DateTime::strptime("%Y-%m-%d %H:%M:%S", whole).ok()?;
    BEIJING.to_timestamp(civil).ok()
}

/// Yuan with at most two decimals, as fen. Never through a floating point number.
pub(crate) fn read_yuan(text: &str) -> Option<Fen> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 12 || part.len() > 2 || !digits(whole) || !digits(part) {
        return None;
    }
    let yuan: i64 = whole.parse().ok()?;
    let fen: i64 = format!("{part:0<2}").parse().ok()?;
    Some(Fen(yuan * 100 + fen))
}

/// A field that must be readable.
pub(crate) fn needed<T>(value: Option<T>, what: &'static str) -> Result<T, GatewayError> {
    value.ok_or(GatewayError::Malformed { what })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yuan_are_read_exactly() {
        let rows = [
            ("0.29", Some(29)),
            ("12.3", Some(1230)),
            ("12", Some(1200)),
            ("12.", Some(1200)),
            ("100000.00", Some(10_000_000)),
            ("1.005", None),
            ("-1.00", None),
            ("", None),
            (".5", None),
            ("1e3", None),
            ("１", None),
            ("9999999999999.00", None),
        ];
        for (text, fen) in rows {
            assert_eq!(read_yuan(text), fen.map(Fen), "{text}");
        }
    }

    #[test]
    fn times_are_those_of_beijing() {
        let at: Timestamp = "2026-01-31T16:30:05Z".parse().unwrap();
        assert_eq!(rfc3339(at), "2026-02-01T00:30:05+08:00");
        assert_eq!(civil(at), "2026-02-01 00:30:05");
        assert_eq!(read_civil("2026-02-01 00:30:05.123"), Some(at));
        assert_eq!(read_rfc3339("2026-02-01T00:30:05+08:00"), Some(at));
        for text in ["", "2026-02-01", "2026-02-30 00:00:00", "二零二六年二月一日"] {
            assert_eq!(read_civil(text), None, "{text}");
        }
    }
}
