//! The lines of a price.

use super::{Language, minutes, yuan};
use crate::price::{Line, What};

/// A line as a sentence, without its amount.
#[must_use]
pub fn line(line: &Line, language: Language) -> String {
    match language {
        Language::Chinese => chinese(&line.what),
        Language::English => english(&line.what),
    }
}

/// The name of a window, empty where there is only one.
fn place(window: &str, language: Language) -> String {
    match (window, language) {
        ("all", _) => String::new(),
        ("day", Language::Chinese) => "日间：".to_owned(),
        ("night", Language::Chinese) => "夜间：".to_owned(),
        (name, Language::Chinese) => format!("{name}时段："),
        (name, Language::English) => format!("{name}: "),
    }
}

fn chinese(what: &What) -> String {
    let zh = Language::Chinese;
    match what {
        What::Free { minutes: m, limit } => {
            format!(
                "免费时间内{}（免费{}）",
                minutes(*m, zh),
                minutes(i64::from(*limit), zh)
            )
        }
        What::Unpriced { minutes: m, window } => format!("{}不收费，{}", place(window, zh), minutes(*m, zh)),
        What::Units {
            window,
            from,
            until,
            units,
            unit,
            each,
            period,
        } => {
            let begin = if *from == 0 {
                "起始".to_owned()
            } else {
                format!("满{}后", minutes(i64::from(*from), zh))
            };
            let end = until.map_or_else(String::new, |until| format!("至{}", minutes(i64::from(until), zh)));
            let per = unit.map_or_else(
                || "每次".to_owned(),
                |unit| format!("每{}", minutes(i64::from(unit), zh)),
            );
            let nth = if *period > 1 {
                format!("第{period}个24小时，")
            } else {
                String::new()
            };
            format!(
                "{nth}{}{begin}{end}，{per}{}，共{units}个",
                place(window, zh),
                yuan(each.0, zh)
            )
        }
        What::Cap { scope, index, limit } => {
            let scope = match *scope {
                "24h" => format!("第{index}个24小时"),
                "day" => format!("第{index}个自然日"),
                "window" => format!("第{index}个时段"),
                _ => "本次停放".to_owned(),
            };
            format!("{scope}封顶{}", yuan(limit.0, zh))
        }
        What::Times { class, percent } => {
            let class = class.as_deref().unwrap_or("本类车辆");
            format!("{class}按{percent}%计")
        }
        What::Bays { bays } => format!("占用{bays}个泊位"),
        What::Percent { name, percent, round } => {
            let word = if *percent < 0 { "优惠" } else { "加收" };
            let round = if round.0 > 1 {
                format!("，四舍五入到{}", yuan(round.0, zh))
            } else {
                String::new()
            };
            format!("{name}{word}{}%{round}", percent.abs())
        }
        What::Amount { name } => name.clone(),
        What::MinutesOff { name, minutes: m } => format!("{name}减免时长{}", minutes(*m, zh)),
        What::Card { name, minutes: m } => format!("{name}已含{}", minutes(*m, zh)),
        What::Charging { minutes: m } => format!("充电期间免收停车费{}", minutes(*m, zh)),
        What::Overstay {
            minutes: m,
            units,
            each,
        } => {
            format!(
                "充电结束后超时占用{}，每单位{}，共{units}个",
                minutes(*m, zh),
                yuan(each.0, zh)
            )
        }
    }
}

fn english(what: &What) -> String {
    let en = Language::English;
    match what {
        What::Free { minutes: m, limit } => {
            format!("{} within the free {}", minutes(*m, en), minutes(i64::from(*limit), en))
        }
        What::Unpriced { minutes: m, window } => format!("{}{} without charge", place(window, en), minutes(*m, en)),
        What::Units {
            window,
            from,
            until,
            units,
            unit,
            each,
            period,
        } => {
            let begin = if *from == 0 {
                "from the start".to_owned()
            } else {
                format!("after {}", minutes(i64::from(*from), en))
            };
            let end = until.map_or_else(String::new, |until| format!(" to {}", minutes(i64::from(until), en)));
            let per = unit.map_or_else(
                || "once".to_owned(),
                |unit| format!("per {}", minutes(i64::from(unit), en)),
            );
            let nth = if *period > 1 {
                format!("24 hours no. {period}, ")
            } else {
                String::new()
            };
            format!(
                "{nth}{}{begin}{end}: {units} x {} {per}",
                place(window, en),
                yuan(each.0, en)
            )
        }
        What::Cap { scope, index, limit } => {
            let scope = match *scope {
                "24h" => format!("24 hours no. {index}"),
                "day" => format!("day no. {index}"),
                "window" => format!("window no. {index}"),
                _ => "this stay".to_owned(),
            };
            format!("at most {} for {scope}", yuan(limit.0, en))
        }
        What::Times { class, percent } => format!("{} at {percent} %", class.as_deref().unwrap_or("this class")),
        What::Bays { bays } => format!("{bays} bays taken"),
        What::Percent { name, percent, round } => {
            let word = if *percent < 0 { "discount" } else { "surcharge" };
            let round = if round.0 > 1 {
                format!(", rounded half up to {}", yuan(round.0, en))
            } else {
                String::new()
            };
            format!("{word} {name}, {} %{round}", percent.abs())
        }
        What::Amount { name } => name.clone(),
        What::MinutesOff { name, minutes: m } => format!("{name} takes off {}", minutes(*m, en)),
        What::Card { name, minutes: m } => format!("card {name} covers {}", minutes(*m, en)),
        What::Charging { minutes: m } => format!("{} of charging are not charged as parking", minutes(*m, en)),
        What::Overstay {
            minutes: m,
            units,
            each,
        } => {
            format!(
                "{} beyond the end of charging: {units} x {}",
                minutes(*m, en),
                yuan(each.0, en)
            )
        }
    }
}
