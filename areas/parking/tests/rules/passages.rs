//! Readings in any order, twice, with wrong clocks and a day late: the same stays; and every refusal.

use shishi_kernel::Refusal;
use shishi_parking::booking::VehicleId;
use shishi_parking::passages::{
    CLOCK_SECONDS_MAX, Colour, DeviceId, Heard, Message, MessageId, PASSAGE_CODES, Passage, Passages, Reason, Second,
    Stay, Way, What, Work,
};

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }

    fn shuffle<T>(&mut self, all: &mut [T]) {
        for end in (1..all.len()).rev() {
            let other = usize::try_from(self.below(end as u64 + 1)).expect("few");
            all.swap(end, other);
        }
    }
}

const MIDNIGHT: i64 = 1_796_000_000;
const DESK: u32 = 9;

fn key(plate: u8) -> VehicleId {
    VehicleId(plate.into())
}

fn id(device: u32, sequence: u64) -> MessageId {
    MessageId {
        device: DeviceId(device),
        sequence,
    }
}

fn passage(device: u32, sequence: u64, second: i64, way: Way, plate: u8, confidence: u8) -> Message {
    let at = Second(MIDNIGHT + second);
    let what = Passage {
        at,
        way,
        plate: key(plate),
        colour: Colour::Green,
        confidence,
        lane: 1,
        image: None,
    };
    Message {
        id: id(device, sequence),
        what: What::Passage(what),
    }
}

fn correct(sequence: u64, passage: MessageId, second: i64, plate: u8) -> Message {
    let at = Second(MIDNIGHT + second);
    let what = What::Correct {
        passage,
        at,
        plate: Some(key(plate)),
        way: None,
        time: None,
        reason: Reason::Misread,
    };
    Message {
        id: id(DESK, sequence),
        what,
    }
}

fn void(sequence: u64, passage: MessageId, second: i64) -> Message {
    let what = What::Void {
        passage,
        at: Second(MIDNIGHT + second),
        reason: Reason::ReadTwice,
    };
    Message {
        id: id(DESK, sequence),
        what,
    }
}

fn clock(device: u32, sequence: u64, seconds: i64) -> Message {
    Message {
        id: id(device, sequence),
        what: What::Clock { seconds },
    }
}

/// One visit as it really was.
type Visit = (u8, i64, i64);

/// A day of a lot with two entries and two exits: what was, and what the devices and the desk say of it, in the right order.
/// Devices whose bit is set in `wrong` have clocks that are a day off, and say so in their first message.
fn day(dice: &mut Dice, wrong: u32) -> (Vec<Visit>, Vec<Message>) {
    let mut passages = Vec::new();
    let mut visits: Vec<Visit> = Vec::new();
    for plate in 0..40 {
        let mut second = i64::try_from(dice.below(20_000)).expect("few");
        while second < 86_400 {
            let end = second + 1 + i64::try_from(dice.below(15_000)).expect("few");
            visits.push((plate, second, end));
            let [entry, exit] = [dice.below(2), 2 + dice.below(2)].map(|device| u32::try_from(device).expect("few"));
            passages.push((second, Way::Entry, plate, entry));
            passages.push((end, Way::Exit, plate, exit));
            second = end + i64::try_from(dice.below(9_000)).expect("few");
        }
    }
    passages.sort_unstable_by_key(|(second, way, plate, _)| (*second, *way, *plate));
    let off = |device: u32| match wrong & (1 << device) {
        0 => 0,
        _ if device.is_multiple_of(2) => 86_400,
        _ => -86_400,
    };
    let mut messages: Vec<Message> = (0..4).map(|device| clock(device, 0, -off(device))).collect();
    let (mut sequences, mut desk) = ([0_u64; 4], 0);
    for (second, way, plate, device) in passages {
        let sequence = &mut sequences[device as usize];
        *sequence += 1;
        let (mut read, mut confidence) = (plate, 95);
        let trouble = dice.below(12);
        if trouble == 0 {
            (read, confidence) = (200 + plate, 95);
        } else if trouble == 1 {
            confidence = 30;
        }
        messages.push(passage(device, *sequence, second + off(device), way, read, confidence));
        let target = id(device, *sequence);
        if trouble < 2 {
            desk += 2;
            messages.push(correct(desk - 1, target, second + 60, 150));
            messages.push(correct(desk, target, second + 90, plate));
        } else if trouble == 2 {
            // The device reads it twice, and a person takes the second reading away.
            *sequence += 1;
            desk += 1;
            messages.push(passage(
                device,
                *sequence,
                second + off(device) + 3,
                way,
                read,
                confidence,
            ));
            messages.push(void(desk, id(device, *sequence), second + 60));
        }
    }
    visits.sort_unstable();
    (visits, messages)
}

fn heard(messages: &[Message]) -> Passages {
    let mut passages = Passages::new(60);
    for message in messages {
        passages.receive(message).expect("a message");
    }
    passages
}

fn visits(passages: &Passages) -> Vec<Visit> {
    let visit = |stay: &Stay| {
        let (until, _) = stay.exit.expect("everybody left");
        (
            u8::try_from(stay.plate.0).expect("a byte"),
            stay.from.0 - MIDNIGHT,
            until.0 - MIDNIGHT,
        )
    };
    let mut all: Vec<Visit> = passages.stays().map(visit).collect();
    all.sort_unstable();
    all
}

#[test]
fn any_order_and_any_repetition_of_a_day_give_what_was() {
    let days = if std::env::var("SHISHI_NIGHTLY").is_ok() {
        200
    } else {
        20
    };
    for seed in 1..=days {
        let mut dice = Dice(seed);
        let wrong = u32::try_from(dice.below(16)).expect("few");
        let (were, messages) = day(&mut dice, wrong);
        let in_order = heard(&messages);
        assert_eq!(visits(&in_order), were, "day {seed}: not what was");
        assert_eq!(in_order.work().count(), 0, "day {seed}: work is left");
        let repeated = |dice: &mut Dice| {
            let mut all = messages.clone();
            for _ in 0..messages.len() / 2 {
                all.push(messages[usize::try_from(dice.below(messages.len() as u64)).expect("few")]);
            }
            all
        };
        let mut shuffled = repeated(&mut dice);
        dice.shuffle(&mut shuffled);
        // One device had no network and sends its whole day at last; the other way round for another.
        let late = u32::try_from(dice.below(4)).expect("few");
        let mut backlog = repeated(&mut dice);
        backlog.sort_by_key(|message| message.id.device == DeviceId(late));
        let mut backwards = messages.clone();
        backwards.reverse();
        for (order, all) in [
            ("shuffled", shuffled),
            ("a day late", backlog),
            ("backwards", backwards),
        ] {
            let other = heard(&all);
            assert!(other == in_order, "day {seed}, {order}: another state");
        }
    }
}

#[test]
fn what_is_lost_or_contradicted_is_work_in_any_order_too() {
    for seed in 1..=30 {
        let mut dice = Dice(seed);
        let (were, mut messages) = day(&mut dice, 0);
        messages.retain(|_| dice.below(10) > 0);
        for _ in 0..20 {
            let mut other = messages[usize::try_from(dice.below(messages.len() as u64)).expect("few")];
            other.what = What::Clock {
                seconds: i64::try_from(dice.below(100)).expect("few"),
            };
            messages.push(other);
        }
        let in_order = heard(&messages);
        dice.shuffle(&mut messages);
        assert!(heard(&messages) == in_order, "day {seed}: another state");
        assert!(in_order.work().count() > 0, "day {seed}: nothing is missed");
        assert!(in_order.stays().count() < were.len() * 2, "day {seed}");
    }
}

#[test]
fn what_is_received_says_what_changes() {
    let said = |passages: &mut Passages, message: Message| {
        let received = passages.receive(&message).expect("a message");
        (received.heard, received.withdrawn.len(), received.stated.len())
    };
    let entry = passage(0, 1, 100, Way::Entry, 7, 95);
    let again = passage(0, 2, 200, Way::Entry, 7, 95);
    let exit = passage(1, 1, 300, Way::Exit, 7, 95);
    let rows = [
        (exit, (Heard::New, 0, 0), vec![Work::ExitUnpaired(id(1, 1))]),
        (entry, (Heard::New, 0, 1), vec![]),
        (entry, (Heard::Before, 0, 0), vec![]),
        (again, (Heard::New, 1, 1), vec![Work::EntryUnpaired(id(0, 1))]),
        (void(1, id(0, 2), 400), (Heard::New, 1, 1), vec![]),
        (
            correct(2, id(0, 2), 500, 7),
            (Heard::New, 1, 1),
            vec![Work::EntryUnpaired(id(0, 1))],
        ),
        (void(3, id(0, 2), 600), (Heard::New, 1, 1), vec![]),
        (
            void(4, id(3, 3), 600),
            (Heard::New, 0, 0),
            vec![Work::TargetMissing(id(DESK, 4))],
        ),
        (passage(3, 3, 0, Way::Exit, 7, 95), (Heard::New, 0, 0), vec![]),
        (
            passage(0, 9, 800, Way::Entry, 8, 59),
            (Heard::New, 0, 0),
            vec![Work::Unsure(id(0, 9))],
        ),
        (correct(5, id(0, 9), 900, 8), (Heard::New, 0, 1), vec![]),
        (
            passage(0, 9, 801, Way::Entry, 8, 95),
            (Heard::Contradicts, 1, 0),
            vec![Work::TargetMissing(id(DESK, 5)), Work::Contradicted(id(0, 9))],
        ),
    ];
    let mut passages = Passages::new(60);
    for (number, (message, expected, work)) in rows.into_iter().enumerate() {
        assert_eq!(said(&mut passages, message), expected, "row {number}: {message:?}");
        let mut left: Vec<Work> = passages.work().copied().collect();
        let mut work = work;
        left.sort_unstable();
        work.sort_unstable();
        assert_eq!(left, work, "row {number}");
    }
}

#[test]
fn every_message_that_cannot_be_is_refused() {
    let nothing = What::Correct {
        passage: id(0, 1),
        at: Second(0),
        plate: None,
        way: None,
        time: None,
        reason: Reason::Test,
    };
    let rows = [
        (passage(0, 1, 0, Way::Exit, 1, 101), "passage.confidence_bad"),
        (passage(0, 1, i64::MAX / 2, Way::Exit, 1, 100), "passage.time_bad"),
        (passage(0, 1, i64::MIN / 2, Way::Exit, 1, 100), "passage.time_bad"),
        (clock(0, 1, CLOCK_SECONDS_MAX + 1), "passage.clock_far"),
        (clock(0, 1, i64::MIN), "passage.clock_far"),
        (
            Message {
                id: id(DESK, 1),
                what: nothing,
            },
            "passage.corrects_nothing",
        ),
    ];
    let mut codes = vec!["passage.lot_long"];
    for (message, code) in rows {
        let mut passages = Passages::new(60);
        let refusal = passages.receive(&message).expect_err(code);
        assert_eq!(refusal.code(), code, "{message:?}");
        assert!(passages == Passages::new(60), "{code}: nothing is changed");
        codes.push(code);
    }
    for code in PASSAGE_CODES {
        assert!(codes.contains(code), "no row for {code}");
    }
}
