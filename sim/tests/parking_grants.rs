//! Monthly cards, classes and discounts: how they reach what stays cost, what a discount given afterwards changes, and when all is forgotten.

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use common::{House, config, folder, on_postgres};
use jiff::Timestamp;
use shishi_kernel::{Actor, Date, Fen, Role};
use shishi_service::parking::{GrantForm, GrantScope, Heard, HeardWhat};
use shishi_service::parking_rows::lots::{DeviceRow, LotRow};
use shishi_service::parking_rows::stays::StayRow;
use shishi_service::parking_rules::passages::{Colour, Reason, Way};
use shishi_service::parking_rules::price::Granted;
use shishi_service::{Backend, Service};

const NOW: &str = "2020-09-14T04:00:00Z";
const TARIFF: &str = "shishi-tariff 1\nname: 按时\nzone: Asia/Shanghai\nseconds: up\nversion by: entry\n\n[always]\n\
                      window day: otherwise\nfree: 30 min, lapses, each stay\nrate day: then 2 yuan per 1 h\n\
                      discount new-energy: 50 %\ndiscount shop: 1 yuan\ncard month: 150 yuan a month\n\n\
                      [class disabled]\nfree: 3 h\n";
const OPERATOR: &str = "某停车管理公司";

struct Town {
    service: Service,
    keeper: Actor,
    clerk: Actor,
    auditor: Actor,
    gate: DeviceRow,
    clock: Arc<AtomicI64>,
    _folder: tempfile::TempDir,
}

fn second(text: &str) -> i64 {
    text.parse::<Timestamp>().unwrap().as_second()
}

fn lot(slug: &str) -> LotRow {
    LotRow {
        id: 0,
        slug: slug.into(),
        name: format!("{slug}停车场"),
        setting: "surface".into(),
        access: "public".into(),
        latitude: 35_400_000,
        longitude: 116_600_000,
        operator: OPERATOR.into(),
        opened_on: None,
        capacity: 50,
        counting: "gate".into(),
        outline: None,
        height_cm: None,
        stay_minutes_max: None,
        hours: String::new(),
        tariff: Some("plain".into()),
        confidence_min: 60,
        terms: None,
        revision: 0,
    }
}

fn open(backend: Backend) -> Town {
    let folder = folder();
    let clock = Arc::new(AtomicI64::new(second(NOW)));
    let told = Arc::clone(&clock);
    let now = Arc::new(move || Timestamp::from_second(told.load(Ordering::SeqCst)).unwrap());
    let house = House::open(config(folder.path(), backend, now));
    let unit = house.page("2020-19").row.leads[0].id;
    let (service, keeper) = (house.service.clone(), house.supervisor.clone());
    service.put_tariff(&keeper, "plain", TARIFF).unwrap();
    for slug in ["east", "west"] {
        service.put_lot(&keeper, lot(slug), Vec::new(), Vec::new()).unwrap();
    }
    let token = service.put_device(&keeper, "east", "gate-1", "lane").unwrap();
    Town {
        gate: service.device_by_token("gate-1", &token).unwrap(),
        clerk: house.join("clerk", Role::Clerk, Some(unit)),
        auditor: house.join("auditor", Role::Auditor, None),
        service,
        keeper,
        clock,
        _folder: folder,
    }
}

fn each_backend(name: &str, check: fn(Town)) {
    check(open(Backend::Sqlite));
    on_postgres(name, |backend| check(open(backend)));
}

fn form(plate: &str, scope: GrantScope, what: Granted, name: &str) -> GrantForm {
    GrantForm {
        plate: plate.into(),
        scope,
        what,
        name: name.into(),
        from: Date::constant(2020, 9, 1),
        last: Date::constant(2020, 9, 30),
        reason: "已核验材料".into(),
    }
}

/// What is changed of a good form, and why it is refused then.
type Change = (fn(&mut GrantForm), &'static str);

fn east() -> GrantScope {
    GrantScope::Lot("east".into())
}

impl Town {
    fn set(&self, text: &str) {
        self.clock.store(second(text), Ordering::SeqCst);
    }

    fn pass(
        &self,
        sequence: u64,
        at: &str,
        way: Way,
        plate: &str,
        colour: Colour,
    ) -> (bool, &'static str, Option<i64>) {
        let message = Heard {
            sequence,
            what: HeardWhat::Passage {
                at: at.parse().unwrap(),
                way,
                plate: plate.into(),
                colour,
                confidence: 99,
                lane: 1,
                image: None,
            },
        };
        let gate = self.service.pass_lane(&self.gate, message).unwrap();
        (gate.open, gate.why, gate.fee.map(|fee| fee.0))
    }

    /// Three hours in the lot, from eight to eleven in China. Gives what the barrier was told and what the stay costs.
    fn three_hours(&self, sequence: u64, plate: &str, colour: Colour) -> (&'static str, i64) {
        self.pass(sequence, "2020-09-14T00:00:00Z", Way::Entry, plate, colour);
        let (open, why, fee) = self.pass(sequence + 1, "2020-09-14T03:00:00Z", Way::Exit, plate, colour);
        assert!(open, "{plate}");
        self.check_price(&self.newest());
        (why, fee.unwrap())
    }

    /// The stay that was made last.
    fn newest(&self) -> StayRow {
        let stays = self.service.stays_of_lot(&self.clerk, "east", None).unwrap();
        let newest = stays.into_iter().max_by_key(|view| view.stay.id).unwrap();
        newest.stay
    }

    /// The price told with its lines is the fee that was kept.
    fn check_price(&self, stay: &StayRow) {
        let price = self.service.price_of_stay(stay).unwrap().unwrap();
        assert_eq!(Some(price.total), stay.fee, "{price:?}");
    }

    fn grant(&self, form: &GrantForm) -> Result<i64, String> {
        let granted = self.service.grant_to_vehicle(&self.clerk, form, None);
        granted.map_err(|error| error.code().to_owned())
    }
}

#[test]
fn what_a_vehicle_was_granted_bears_on_what_it_pays() {
    each_backend("grants", |town| {
        let (card, class, discount) = (Granted::Card, Granted::Class, Granted::Discount);
        let everywhere = || GrantScope::Operator(OPERATOR.into());
        town.grant(&form("鲁HIO001", east(), card, "month")).unwrap();
        town.grant(&form("鲁HIO004", everywhere(), class, "disabled")).unwrap();
        let west = GrantScope::Lot("west".into());
        town.grant(&form("鲁HIO005", west, discount, "shop")).unwrap();
        town.grant(&form("鲁HIO006", east(), discount, "shop")).unwrap();
        for (number, plate, colour, expected) in [
            (0, "鲁HIO001", Colour::Blue, ("settled", 0)),
            (1, "鲁HIO002", Colour::Blue, ("owing", 600)),
            (2, "鲁HIO003", Colour::Green, ("owing", 300)),
            (3, "鲁HIO004", Colour::Blue, ("settled", 0)),
            (4, "鲁HIO005", Colour::Blue, ("owing", 600)),
            (5, "鲁HIO006", Colour::Green, ("owing", 200)),
            (6, "鲁HIO007", Colour::Unread, ("owing", 600)),
        ] {
            assert_eq!(town.three_hours(number * 2 + 1, plate, colour), expected, "{plate}");
        }
        // What a vehicle that is still there would pay now.
        town.pass(20, "2020-09-14T01:00:00Z", Way::Entry, "鲁HIO008", Colour::Green);
        let inside = town.newest();
        let (price, basis) = (
            town.service.price_of_stay(&inside).unwrap().unwrap(),
            town.service.basis_of_stay(&inside).unwrap(),
        );
        assert_eq!(
            (price.total, basis.discounts.as_slice()),
            (Fen(300), ["new-energy".to_owned()].as_slice())
        );
        // The journal knows that something was granted, to nobody and for no reason.
        let entries = town.service.journal_recent(1, 50).unwrap().rows;
        let granted: Vec<&str> = entries
            .iter()
            .filter(|row| row.kind == "parking.granted")
            .map(|row| row.body.as_str())
            .collect();
        assert_eq!(granted.len(), 4);
        for body in granted {
            assert!(
                body.contains("until") && !body.contains("HIO") && !body.contains("核验"),
                "{body}"
            );
        }
        assert!(town.service.doctor(&mut |_, _| ()).unwrap().ok());
    });
}

#[test]
fn the_register_refuses_what_cannot_be_meant() {
    each_backend("grants_no", |town| {
        let good = form("鲁HIO001", east(), Granted::Card, "month");
        let with = |change: fn(&mut GrantForm)| {
            let mut form = good.clone();
            change(&mut form);
            town.grant(&form).unwrap_err()
        };
        let rows: [Change; 9] = [
            (|form| form.plate = "鲁".into(), "plate.short"),
            (|form| form.scope = GrantScope::Lot("nowhere".into()), "not_found"),
            (
                |form| form.scope = GrantScope::Operator("另一公司".into()),
                "form.grant_name",
            ),
            (|form| form.name = "gold".into(), "form.grant_name"),
            (|form| form.what = Granted::Discount, "form.grant_name"),
            (|form| form.last = Date::constant(2020, 9, 13), "form.grant_days"),
            (|form| form.last = Date::constant(2030, 9, 13), "form.grant_days"),
            (|form| form.reason = "x".into(), "form.reason_length"),
            (|form| form.reason = "代鲁H12345申请".into(), "form.reason_plate"),
        ];
        for (change, code) in rows {
            assert_eq!(with(change), code);
        }
        let forbidden = town.service.grant_to_vehicle(&town.auditor, &good, None).unwrap_err();
        assert_eq!(forbidden.code(), "forbidden");
        let keyed = |form: &GrantForm| {
            let granted = town.service.grant_to_vehicle(&town.clerk, form, Some("one-showing"));
            granted.map_err(|error| error.code().to_owned())
        };
        let id = keyed(&good).unwrap();
        assert_eq!(keyed(&good), Ok(id), "a form that was sent twice");
        let other = GrantForm {
            plate: "鲁HIO002".into(),
            ..good.clone()
        };
        assert_eq!(
            keyed(&other),
            Err("key_reused".into()),
            "for another vehicle it is another form"
        );
        assert_eq!(town.grant(&good), Err("form.grant_twice".into()));
        let next = GrantForm {
            from: Date::constant(2020, 10, 1),
            last: Date::constant(2020, 10, 31),
            ..good.clone()
        };
        town.grant(&next).unwrap();
        let found = town.service.grants_of_plate(&town.clerk, "鲁H·IO001").unwrap();
        let found: Vec<(i64, bool, Option<&str>)> = found
            .iter()
            .map(|view| (view.row.from, view.holds, view.plate.as_deref()))
            .collect();
        let plate = Some("鲁H***01");
        assert_eq!(
            found,
            [
                (second("2020-10-01T00:00:00+08:00"), false, plate),
                (second("2020-09-01T00:00:00+08:00"), true, plate)
            ]
        );
        assert!(town.service.grants_of_plate(&town.auditor, "鲁HIO001").is_err());
        assert_eq!(town.service.grants(&town.auditor, None).unwrap().len(), 2);
    });
}

#[test]
fn a_discount_given_to_a_stay_is_charged_anew_and_stays_given() {
    each_backend("voucher", |town| {
        let give = |stay: i64, name: &str, reason: &str| {
            let given = town.service.give_voucher(&town.clerk, stay, name, reason);
            given.map_err(|error| error.code().to_owned())
        };
        assert_eq!(town.three_hours(1, "鲁HIO002", Colour::Blue), ("owing", 600));
        let stay = town.newest();
        for (name, reason, code) in [
            ("month", "商户盖章", "form.voucher_name"),
            ("gold", "商户盖章", "form.voucher_name"),
            ("shop", "x", "form.reason_length"),
            ("shop", "车主鲁H12345", "form.reason_plate"),
        ] {
            assert_eq!(give(stay.id, name, reason), Err(code.into()));
        }
        assert_eq!(give(99_999, "shop", "商户盖章"), Err("not_found".into()));
        let forbidden = town.service.give_voucher(&town.auditor, stay.id, "shop", "商户盖章");
        assert_eq!(forbidden.unwrap_err().code(), "forbidden");
        give(stay.id, "shop", "商户盖章").unwrap();
        assert_eq!(give(stay.id, "shop", "商户盖章"), Err("form.voucher_twice".into()));
        let after = town.newest();
        assert_eq!(after.fee, Some(Fen(500)));
        town.check_price(&after);
        let bill = town.service.bill_of_stay(stay.id).unwrap().unwrap();
        assert_eq!((bill.charged, bill.owed, bill.revision), (Fen(500), Fen(500), 1));
        let (given, left) = town.service.vouchers_of_stay(&town.auditor, &after).unwrap();
        assert_eq!(
            (given.len(), left.as_slice()),
            (1, ["new-energy".to_owned()].as_slice())
        );
        // A tariff that is dearer by now does not make the stay dearer, and a corrected exit does not lose the discount.
        let dearer = TARIFF.replace("then 2 yuan", "then 9 yuan");
        town.service.put_tariff(&town.keeper, "plain", &dearer).unwrap();
        give(stay.id, "new-energy", "绿牌识别为蓝牌").unwrap();
        assert_eq!(town.newest().fee, Some(Fen(200)), "half of six yuan, less one");
        town.service.put_tariff(&town.keeper, "plain", TARIFF).unwrap();
        let exit = Some("2020-09-14T02:00:00Z".parse().unwrap());
        town.service
            .correct_passage(&town.clerk, (town.gate.id, 2), None, None, exit, Reason::Objection)
            .unwrap();
        let corrected = town.newest();
        assert_eq!((corrected.id, corrected.fee), (stay.id, Some(Fen(100))));
        town.check_price(&corrected);
        // To a stay that lasts it is given for when it ends.
        town.pass(3, "2020-09-14T01:00:00Z", Way::Entry, "鲁HIO003", Colour::Blue);
        let inside = town.newest();
        give(inside.id, "shop", "商户盖章").unwrap();
        assert_eq!(town.service.price_of_stay(&inside).unwrap().unwrap().total, Fen(500));
        let (_, why, fee) = town.pass(4, "2020-09-14T03:30:00Z", Way::Exit, "鲁HIO003", Colour::Blue);
        assert_eq!((why, fee), ("owing", Some(500)));
    });
}

#[test]
fn a_card_outlives_the_memory_of_its_vehicle_and_is_forgotten_in_its_turn() {
    each_backend("card_life", |town| {
        let card = GrantForm {
            last: Date::constant(2020, 12, 31),
            ..form("鲁HIO001", east(), Granted::Card, "month")
        };
        let id = town.grant(&card).unwrap();
        assert_eq!(town.three_hours(1, "鲁HIO001", Colour::Blue), ("settled", 0));
        let first = town.newest();
        // Six weeks abroad: the plate of the stay is forgotten, the card is not.
        town.set("2020-10-30T04:00:00Z");
        town.service.sweep().unwrap();
        let gone = town.service.stay_at_desk(&town.clerk, first.id).unwrap();
        assert_eq!(gone.plate, None);
        town.check_price(&gone.stay);
        assert_eq!(
            gone.stay.fee,
            Some(Fen(0)),
            "and the stay tells still why it cost nothing"
        );
        town.pass(3, "2020-10-30T00:00:00Z", Way::Entry, "鲁HIO001", Colour::Blue);
        let left = town.pass(4, "2020-10-30T03:00:00Z", Way::Exit, "鲁HIO001", Colour::Blue);
        assert_eq!(left, (true, "settled", Some(0)));
        assert_ne!(
            town.newest().vehicle,
            first.vehicle,
            "nothing leads from the card to the first stay"
        );
        // It is ended at noon: from then on it is paid.
        let end = |reason: &str| {
            let ended = town.service.end_grant(&town.clerk, id, reason);
            ended.map_err(|error| error.code().to_owned())
        };
        assert_eq!(end("鲁HIO001已过户"), Err("form.reason_plate".into()));
        end("已退费").unwrap();
        assert_eq!(end("已退费"), Err("conflict".into()));
        town.set("2020-10-30T09:00:00Z");
        town.pass(5, "2020-10-30T03:00:00Z", Way::Entry, "鲁HIO001", Colour::Blue);
        let left = town.pass(6, "2020-10-30T06:00:00Z", Way::Exit, "鲁HIO001", Colour::Blue);
        assert_eq!(left, (true, "owing", Some(400)), "an hour of three is covered");
        town.set("2021-01-27T04:00:00Z");
        town.service.sweep().unwrap();
        let kept = &town.service.grants(&town.clerk, None).unwrap()[0];
        assert!(kept.plate.is_some() && kept.row.reason.is_some());
        town.set("2021-01-28T04:00:00Z");
        town.service.sweep().unwrap();
        let kept = &town.service.grants(&town.clerk, None).unwrap()[0];
        assert_eq!(
            (&kept.plate, &kept.row.plate, &kept.row.reason, &kept.row.end_reason),
            (&None, &None, &None, &None)
        );
        assert!(
            town.service
                .grants_of_plate(&town.clerk, "鲁HIO001")
                .unwrap()
                .is_empty()
        );
        assert!(town.service.doctor(&mut |_, _| ()).unwrap().ok());
    });
}
