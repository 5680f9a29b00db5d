//! What a lot refuses, and why a booking was rejected, in sentences.

use super::Language;
use crate::booking::Rejection;

/// Sentences by code; `{name}` stands for an argument.
pub(super) const SENTENCES: [(&str, &str, &str); 13] = [
    (
        "booking.start_past",
        "预约开始时间早于现在，请选择稍后的时间",
        "the booking would start before now; choose a later time",
    ),
    (
        "booking.start_far",
        "最早可提前{max min}预约，请选择近一些的时间",
        "a booking starts at most {max min} ahead; choose a nearer time",
    ),
    (
        "booking.short",
        "预约时长至少{min min}，请推后结束时间",
        "a booking lasts at least {min min}; choose a later end",
    ),
    (
        "booking.long",
        "预约时长最多{max min}，请提前结束时间",
        "a booking lasts at most {max min}; choose an earlier end",
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
        "开始前{minutes min}以内不能变更，请按原时间到场",
        "a booking can be changed until {minutes min} before its start; come as you booked",
    ),
    (
        "booking.cancel_late",
        "开始前{minutes min}以内不能取消；不到场的，预约到时自动释放",
        "a booking can be cancelled until {minutes min} before its start; if you do not come it lapses by itself",
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
            "该车牌的有效预约已达上限，请先取消一个",
            "this plate has as many open bookings as it may have; cancel one first",
        ),
        Rejection::PlateOverlap => (
            "该车牌在该时段已有预约，请换个时间或先取消那一个",
            "this plate has another booking at that time; choose another time or cancel that one",
        ),
        Rejection::PlateNoShows => (
            "该车牌多次预约未到，暂不能预约，可直接前往",
            "this plate did not come too often and cannot book for a while; just go there",
        ),
        Rejection::WaitlistFull => (
            "车位已约满，候补也已满，请换个时间或停车场",
            "every place is booked, and as many wait as may wait; choose another time or lot",
        ),
        Rejection::Operator => ("停车场未接受", "the lot did not accept"),
    };
    match language {
        Language::Chinese => chinese,
        Language::English => english,
    }
}
