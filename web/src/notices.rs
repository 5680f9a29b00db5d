//! Notices in words: on the office's page, and in a letter.

use shishi_service::notice_rows::NoticeRow;

use crate::shell::Lang;

/// The sentence of a notice.
#[must_use]
pub(crate) fn words(lang: Lang, notice: &NoticeRow) -> String {
    let arguments = notice.arguments.iter();
    sentence(
        lang,
        &format!("notice-{}", notice.kind.replace('_', "-")),
        arguments.map(|(name, value)| (name.as_str(), value.as_str())),
    )
}

/// A sentence with its values, days and codes among them, in words.
#[must_use]
pub(crate) fn sentence<'a>(lang: Lang, key: &str, arguments: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let values: Vec<(&str, String)> = arguments
        .map(|(name, value)| {
            let words = match name {
                "due" | "until" | "from" => value.parse().map_or_else(|_| value.to_owned(), |day| lang.date(day)),
                "level" => lang.t(&format!("slip-level-{value}")).to_owned(),
                "matter" => lang.t(&format!("slip-matter-{}", value.replace('_', "-"))).to_owned(),
                "period" => match value.split_once("-q") {
                    Some((year, quarter)) => {
                        lang.say("report-quarter", &[("year", year.into()), ("quarter", quarter.into())])
                    }
                    None => lang.month(value),
                },
                _ => value.to_owned(),
            };
            (name, words)
        })
        .collect();
    let values: Vec<_> = values
        .iter()
        .map(|(name, value)| (*name, value.as_str().into()))
        .collect();
    lang.say(key, &values)
}

/// A notice as a letter: subject and body, in Chinese, since that is what units write in. `address` is where the public
/// knows the site.
#[must_use]
pub fn letter(notice: &NoticeRow, site: &str, address: &str) -> (String, String) {
    let lang = Lang::Zh;
    let sentence = words(lang, notice);
    let subject = lang.say(
        "notice-subject",
        &[("site", site.into()), ("words", sentence.as_str().into())],
    );
    let link = format!("{}{}", address.trim_end_matches('/'), notice.path);
    let subject: String = subject
        .chars()
        .filter(|letter| !letter.is_control())
        .take(120)
        .collect();
    (
        subject,
        format!("{sentence}\n\n{link}\n\n{}\n", lang.t("notice-footer")),
    )
}

#[cfg(test)]
mod tests {
    use shishi_service::NOTICE_KINDS;

    use super::*;

    #[test]
    fn every_kind_has_a_sentence_without_a_gap() {
        for kind in NOTICE_KINDS {
            for lang in [Lang::Zh, Lang::En] {
                let arguments = [
                    ("number", "15"),
                    ("title", "公厕"),
                    ("what", "开工"),
                    ("unit", "建设局"),
                    ("due", "2020-06-05"),
                    ("until", "2020-06-30"),
                    ("from", "2020-07-01"),
                    ("period", "2020-05"),
                    ("level", "blue"),
                    ("matter", "plan_missing"),
                    ("year", "2020"),
                ];
                let notice = NoticeRow {
                    id: 1,
                    unit: None,
                    kind: (*kind).to_owned(),
                    arguments: arguments
                        .map(|(name, value)| (name.to_owned(), value.to_owned()))
                        .into(),
                    path: "/office/reports".into(),
                    at: jiff::Timestamp::UNIX_EPOCH,
                };
                let said = words(lang, &notice);
                assert!(!said.contains('⟨') && !said.contains('{'), "{kind} {lang}: {said}");
                let (subject, body) = letter(&notice, "某高新区\r\nBcc: x", "https://site.invalid/");
                assert!(!subject.contains(['\r', '\n']), "a subject is one line");
                assert!(body.contains("https://site.invalid/office/reports\n"), "{body}");
            }
        }
    }
}
