//! What a lot refuses, and why a booking was rejected, in sentences.

use super::Language;
use crate::booking::Rejection;

/// Sentences by code; `{name}` stands for an argument.
pub(super) const SENTENCES: [(&str, &str, &str); 13] = [
    (
        "booking.start_past",
        "预约开始时间早于现在",
        "the booking would start before now",
    ),
    (
        "booking.start_far",
        "最早可提前{max}分钟预约",
        "a booking starts at most {max} minutes ahead",
    ),
    (
        "booking.short",
        "预约时长至少{min}分钟",
        "a booking has at least {min} minutes",
    ),
    (
        "booking.long",
        "预约时长最多{max}分钟",
        "a booking has at most {max} minutes",
    ),
    (
        "booking.bay_unknown",
        "本停车场没有可预约的{bay}号泊位",
        "the lot has no bay {bay} that can be booked",
    ),
    (
        "booking.request_reused",
        "该请求编号已用于另一项请求",
        "this request id was used for another question; take a new one",
    ),
    (
        "booking.unknown",
        "没有编号为{booking}的预约",
        "there is no booking {booking}",
    ),
    (
        "booking.state_wrong",
        "{booking}号预约当前状态不能这样处理",
        "booking {booking} is not in a state for this",
    ),
    (
        "booking.change_waits",
        "{booking}号预约的变更尚待确认",
        "a change of booking {booking} waits for its confirmation",
    ),
    (
        "booking.change_late",
        "开始前{minutes}分钟以内不能变更",
        "a booking can be changed until {minutes} minutes before its start",
    ),
    (
        "booking.cancel_late",
        "开始前{minutes}分钟以内不能取消",
        "a booking can be cancelled until {minutes} minutes before its start",
    ),
    (
        "booking.nothing_booked",
        "该车牌现在没有预约",
        "nothing is booked for this plate now",
    ),
    (
        "booking.lot_long",
        "本停车场的预约记录已达{max}条上限",
        "the lot remembers {max} bookings and can take no more",
    ),
];

/// Why a booking or a change was rejected, as a sentence.
#[must_use]
pub fn rejection(why: Rejection, language: Language) -> &'static str {
    let (chinese, english) = match why {
        Rejection::Full => ("该时段车位已约满", "every place is booked at that time"),
        Rejection::NoBay => ("该时段没有可用的泊位", "no such bay is free at that time"),
        Rejection::PlateOpen => (
            "该车牌的有效预约已达上限",
            "this plate has as many open bookings as it may have",
        ),
        Rejection::PlateOverlap => ("该车牌在该时段已有预约", "this plate has another booking at that time"),
        Rejection::PlateNoShows => (
            "该车牌多次预约未到，暂不能预约",
            "this plate did not come too often and cannot book for a while",
        ),
        Rejection::WaitlistFull => (
            "车位已约满，候补也已满",
            "every place is booked, and as many wait as may wait",
        ),
        Rejection::Operator => ("停车场未接受", "the lot did not accept"),
    };
    match language {
        Language::Chinese => chinese,
        Language::English => english,
    }
}
