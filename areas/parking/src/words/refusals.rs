//! What is refused, by code and arguments.

use super::{Language, minutes, yuan};
use crate::refusal::Fault;
use shishi_kernel::Refusal;

/// Sentences by code; `{name}` stands for an argument.
const SENTENCES: [(&str, &str, &str); 36] = [
    (
        "tariff.file_long",
        "文件超过{max}字节，请确认这是收费标准文件",
        "the file has more than {max} bytes; is it a tariff?",
    ),
    (
        "tariff.not_text",
        "文件不是UTF-8文本，请另存为UTF-8",
        "the file is no text in UTF-8; save it as UTF-8",
    ),
    (
        "tariff.no_head",
        "第一行应为 shishi-tariff 1",
        "the first line must be: shishi-tariff 1",
    ),
    (
        "tariff.line_long",
        "一行超过{max}个字符，请拆开",
        "the line has more than {max} characters; break it up",
    ),
    (
        "tariff.line_unread",
        "无法识别“{line}”，应为“键: 值”“[节]”或以#开头的注释",
        "“{line}” is not read; write `key: value`, `[section]`, or begin a comment with #",
    ),
    (
        "tariff.key_unknown",
        "没有“{key}”这个键，此处可用：{known}",
        "there is no key “{key}”; known here: {known}",
    ),
    (
        "tariff.key_twice",
        "“{key}”在本节出现两次，请删去一处",
        "“{key}” stands twice in this section; remove one",
    ),
    (
        "tariff.key_misplaced",
        "“{key}”的位置不对，应写在：{place}",
        "“{key}” is in the wrong place; it belongs {place}",
    ),
    (
        "tariff.section_unread",
        "无法识别“{head}”，应为 [always]、[from 日期] 或 [class 名称]",
        "“{head}” is not read; write [always], [from DATE] or [class NAME]",
    ),
    (
        "tariff.name_bad",
        "“{name}”不能作名称：不能为空、含空格或 : , [ ] #，最多40字",
        "“{name}” is no name: not empty, no spaces, none of : , [ ] #, at most 40 characters",
    ),
    (
        "tariff.zone_unknown",
        "没有时区“{zone}”，请写 Asia/Shanghai 或POSIX规则",
        "there is no time zone “{zone}”; write Asia/Shanghai or a rule of POSIX",
    ),
    (
        "tariff.choice_unknown",
        "“{value}”不在可选项中，可写：{known}",
        "“{value}” cannot be read here; write one of: {known}",
    ),
    (
        "tariff.number_bad",
        "“{value}”不是可用的数（不能为负，金额最多两位小数，时间须为整分钟）",
        "“{value}” is no number that can be used (not negative; money to the fen, time to the minute)",
    ),
    (
        "tariff.number_range",
        "“{value}”超出范围，应在{min}与{max}之间",
        "“{value}” is out of range; it must be between {min} and {max}",
    ),
    (
        "tariff.unit_missing",
        "“{value}”没有单位，可用：{units}",
        "“{value}” has no unit; known: {units}",
    ),
    (
        "tariff.unit_unknown",
        "没有单位“{unit}”，可用：{units}",
        "there is no unit “{unit}”; known: {units}",
    ),
    (
        "tariff.time_bad",
        "没有“{value}”这个时间，请写如 07:30、07:30-19:00、2026-07-01、05-01..09-30",
        "there is no time “{value}”; write like 07:30, 07:30-19:00, 2026-07-01, 05-01..09-30",
    ),
    (
        "tariff.name_unknown",
        "“{name}”在此行之前没有定义",
        "“{name}” was not given before this line",
    ),
    ("tariff.name_twice", "“{name}”定义了两次", "“{name}” is given twice"),
    (
        "tariff.day_open",
        "版本{version}：{minute}不属于任何时段，请加一行 window 名称: otherwise",
        "version {version}: no window covers {minute}; add `window NAME: otherwise`",
    ),
    (
        "tariff.rate_missing",
        "版本{version}：时段{window}没有收费标准，请加 rate 行（不收费写 free）",
        "version {version}: window {window} has no rate; add a `rate` line (`free` if nothing is charged)",
    ),
    (
        "tariff.rate_open",
        "时段{window}的阶梯没有写完，最后一行应为 then、flat 或 free",
        "the ladder of {window} is not finished; its last line must be `then`, `flat` or `free`",
    ),
    (
        "tariff.step_after_last",
        "then、flat、free 之后不能再有阶梯",
        "no step can follow `then`, `flat` or `free`",
    ),
    (
        "tariff.step_back",
        "阶梯“至{until}”没有超过上一级",
        "the step to {until} does not go beyond the one before",
    ),
    (
        "tariff.step_uneven",
        "本级长{length}分钟，不是计费单位{unit}分钟的整数倍",
        "the step has {length} minutes, no whole number of units of {unit} minutes",
    ),
    (
        "tariff.no_version",
        "没有版本，请加 [always] 或 [from 日期]",
        "there is no version; add [always] or [from DATE]",
    ),
    (
        "tariff.version_order",
        "版本{from}应晚于上一个版本",
        "the version from {from} must be later than the one before",
    ),
    ("tariff.too_many", "{what}超过{max}个", "more than {max} {what}"),
    ("price.backwards", "出场早于入场", "the exit lies before the entry"),
    (
        "price.too_long",
        "停放超过{days}天，请人工核对",
        "the stay is longer than {days} days; check it by hand",
    ),
    (
        "price.no_version",
        "当时没有生效的收费标准",
        "no version of the tariff held at that time",
    ),
    (
        "price.class_unknown",
        "收费标准没有车型“{class}”",
        "the tariff has no vehicle class “{class}”",
    ),
    (
        "price.name_unknown",
        "收费标准没有名为“{name}”的优惠、加收或月卡",
        "the tariff has no discount, surcharge or card “{name}”",
    ),
    (
        "price.bays_bad",
        "占用泊位应为1至{max}个",
        "a vehicle takes between 1 and {max} bays",
    ),
    (
        "price.charging_outside",
        "充电时间不在停放时间之内",
        "the charging session does not lie within the stay",
    ),
    (
        "price.payment_bad",
        "缴费金额为负，或缴费时间不在停放时间之内",
        "a payment is negative or lies outside the stay",
    ),
];

/// Every table of sentences.
const TABLES: [&[(&str, &str, &str)]; 6] = [
    &SENTENCES,
    &super::bookings::SENTENCES,
    &super::passages::SENTENCES,
    &super::charging::SENTENCES,
    &super::places::SENTENCES,
    &super::accounts::SENTENCES,
];

/// A refusal as a sentence; its code when there is none, which a test rules out.
#[must_use]
pub fn refusal(refusal: &dyn Refusal, language: Language) -> String {
    sentence(refusal.code(), &refusal.arguments(), language).unwrap_or_else(|| refusal.code().to_owned())
}

/// The sentence of a code with its arguments; none where it is not one of parking.
#[must_use]
pub fn sentence(code: &str, arguments: &[(impl AsRef<str>, String)], language: Language) -> Option<String> {
    let mut known = TABLES.iter().copied().flatten();
    let (_, zh, en) = known.find(|(known, ..)| *known == code)?;
    let mut sentence = match language {
        Language::Chinese => (*zh).to_owned(),
        Language::English => (*en).to_owned(),
    };
    for (name, value) in arguments {
        let name = name.as_ref();
        sentence = sentence.replace(&format!("{{{name}}}"), value);
        // `{name min}` is a number of minutes and `{name yuan}` an amount in fen, as people say them.
        if let Ok(number) = value.parse() {
            sentence = sentence.replace(&format!("{{{name} min}}"), &minutes(number, language));
            sentence = sentence.replace(&format!("{{{name} yuan}}"), &yuan(number, language));
        }
    }
    Some(sentence)
}

/// A fault with its line and key.
#[must_use]
pub fn fault(fault: &Fault, language: Language) -> String {
    let sentence = refusal(&fault.refusal, language);
    let key = fault.key.as_str();
    match (language, fault.line, key) {
        (_, 0, _) => sentence,
        (Language::Chinese, line, "") => format!("第{line}行：{sentence}"),
        (Language::Chinese, line, key) => format!("第{line}行 {key}：{sentence}"),
        (Language::English, line, "") => format!("line {line}: {sentence}"),
        (Language::English, line, key) => format!("line {line}, {key}: {sentence}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::refusal::ACCOUNTS_CODES;
    use crate::booking::refusal::BOOKING_CODES;
    use crate::charging::CHARGING_CODES;
    use crate::passages::PASSAGE_CODES;
    use crate::places::PLACES_CODES;
    use crate::plate::PLATE_CODES;
    use crate::refusal::{PRICE_CODES, TARIFF_CODES};

    #[test]
    fn every_code_has_its_sentences() {
        let sentences = TABLES.iter().copied().flatten();
        for code in TARIFF_CODES
            .iter()
            .chain(PRICE_CODES)
            .chain(BOOKING_CODES)
            .chain(PASSAGE_CODES)
            .chain(PLATE_CODES)
            .chain(CHARGING_CODES)
            .chain(PLACES_CODES)
            .chain(ACCOUNTS_CODES)
        {
            assert!(sentences.clone().any(|(known, ..)| known == code), "{code}");
        }
    }
}
