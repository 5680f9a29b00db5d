//! Why a message of a device is refused, and what is left to do, in sentences.

use super::Language;
use crate::passages::Work;

/// Sentences by code; `{name}` stands for an argument.
pub(super) const SENTENCES: [(&str, &str, &str); 8] = [
    (
        "plate.short",
        "车牌号至少{min}个字符，例如 鲁H12345",
        "a plate has at least {min} characters, as 鲁H12345",
    ),
    (
        "plate.long",
        "车牌号最多{max}个字符，例如 鲁H12345",
        "a plate has at most {max} characters, as 鲁H12345",
    ),
    (
        "plate.characters",
        "车牌号只能含汉字、字母A至Z和数字，例如 鲁H12345",
        "a plate has Chinese characters, letters A to Z and digits only, as 鲁H12345",
    ),
    (
        "passage.confidence_bad",
        "识别置信度应为0至{max}",
        "a confidence lies between 0 and {max}",
    ),
    (
        "passage.time_bad",
        "时间不成立：不能晚于现在，请核对年月日",
        "the time cannot be: it lies after now or out of all time; check the date",
    ),
    (
        "passage.clock_far",
        "时钟偏差超过{max}秒，请先校准设备",
        "a clock is wrong by at most {max} seconds; set it",
    ),
    (
        "passage.corrects_nothing",
        "更正未写明车牌、方向或时间，请至少填写一项",
        "the correction names no plate, no way and no time",
    ),
    (
        "passage.lot_long",
        "本停车场的过车消息已达{max}条上限",
        "the lot remembers {max} messages and can take no more",
    ),
];

/// What a person has to look at, as a sentence.
#[must_use]
pub fn work(work: Work, language: Language) -> &'static str {
    let (chinese, english) = match work {
        Work::EntryUnpaired(_) => (
            "有入场无出场，其后又再次入场",
            "came in, and came in again without having been seen to leave",
        ),
        Work::ExitUnpaired(_) => ("有出场无入场", "left without having been seen to come in"),
        Work::Unsure(_) => (
            "车牌识别把握不足，待人工核对",
            "the plate was read too unsurely to count",
        ),
        Work::Contradicted(_) => (
            "同一设备同一序号有两种内容，均不采用",
            "one number of a device came with two contents; neither counts",
        ),
        Work::TargetMissing(_) => (
            "更正或作废所指的过车记录尚未收到",
            "corrects or voids a passage that was not received",
        ),
    };
    match language {
        Language::Chinese => chinese,
        Language::English => english,
    }
}
