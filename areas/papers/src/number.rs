//! Numbers and dates as official papers print them.

use shishi_kernel::Date;

const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// A number in Chinese numerals up to 99 (`二十一`); above that in Arabic digits, as headings never reach it.
#[must_use]
pub fn chinese(number: u32) -> String {
    let digit = |n: u32| DIGITS[n as usize % 10];
    match number {
        0..=9 => digit(number).to_string(),
        10..=99 => {
            let mut words = String::new();
            if number >= 20 {
                words.push(digit(number / 10));
            }
            words.push('十');
            if !number.is_multiple_of(10) {
                words.push(digit(number));
            }
            words
        }
        _ => number.to_string(),
    }
}

/// A date with year, month and day and no leading zeros: `2020年4月7日`.
#[must_use]
pub fn date(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_are_written_as_headings_write_them() {
        for (number, words) in [
            (0, "〇"),
            (1, "一"),
            (9, "九"),
            (10, "十"),
            (11, "十一"),
            (20, "二十"),
            (21, "二十一"),
            (99, "九十九"),
            (100, "100"),
        ] {
            assert_eq!(chinese(number), words);
        }
    }

    #[test]
    fn dates_have_no_leading_zeros() {
        assert_eq!(date(Date::new(2020, 4, 7).unwrap()), "2020年4月7日");
    }
}
